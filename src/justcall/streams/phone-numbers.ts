import schema from '../../../schemas/phone_numbers.json' with { type: 'json' }
import { plainStream } from './plain-stream.ts'

/** The account's own numbers. Their order is asked for in capitals. */
export const phoneNumbers = plainStream(schema, {
  stream: 'phone_numbers',
  noun: 'number',
  path: '/v2.1/phone-numbers',
  key: 'id',
  mostRows: 100,
  parameters: { order: 'ASC' },
})
