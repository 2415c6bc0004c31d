import schema from '../../../schemas/users.json' with { type: 'json' }
import { plainStream } from './plain-stream.ts'

/** The account's users: the agents of calls and messages. */
export const users = plainStream(schema, {
  stream: 'users',
  noun: 'user',
  path: '/v2.1/users',
  key: 'id',
  mostRows: 100,
  parameters: { order: 'asc' },
})
