import schema from '../../../schemas/contacts.json' with { type: 'json' }
import { plainStream } from './plain-stream.ts'

/** The contacts of all users: without `across_team` only those of the key's owner are listed. */
export const contacts = plainStream(schema, {
  stream: 'contacts',
  noun: 'contact',
  path: '/v2.1/contacts',
  key: 'id',
  mostRows: 500,
  parameters: { across_team: 'true', order: 'asc' },
})
