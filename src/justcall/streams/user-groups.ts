import schema from '../../../schemas/user_groups.json' with { type: 'json' }
import { plainStream } from './plain-stream.ts'

/** The groups of users. */
export const userGroups = plainStream(schema, {
  stream: 'user_groups',
  noun: 'group',
  path: '/v2.1/user_groups',
  key: 'id',
  mostRows: 100,
  parameters: { order: 'asc' },
})
