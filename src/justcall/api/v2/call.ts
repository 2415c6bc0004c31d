import type { StartField } from '../../records/anomalies.ts'
import type { Fields } from '../../records/conform.ts'
import type { RowShape } from '../../records/row.ts'
import { parseInstant } from '../../time/instants.ts'

export const startField: StartField = { name: 'started_at', example: '2026-03-10T14:22:00Z (ISO 8601)' }

/** A call as the contract has it: `call_id`, `started_at` and `ended_at`. */
export const callShape = (fields: Fields): RowShape => ({
  fields,
  key: 'call_id',
  id: ({ call_id: id }) => (typeof id === 'string' && id !== '' ? id : undefined),
  time: {
    instant: ({ started_at: start }) => parseInstant(start),
    text: ({ started_at: start }) => (typeof start === 'string' ? start : null),
    endedAt: ({ ended_at: end }) => end,
  },
})
