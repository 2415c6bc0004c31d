import { rawNumber } from '../../../airbyte/json/exact-json.ts'
import { isJsonObject } from '../../../airbyte/json/is-json-object.ts'
import type { Settings } from '../../config/settings.ts'
import type { StartField } from '../../records/anomalies.ts'
import type { RowShape } from '../../records/call-row.ts'
import type { Fields } from '../../records/conform.ts'
import { parseInstant } from '../../time/instants.ts'

export const startField: StartField = { name: 'call_date with call_time', example: '2026-03-10 14:22:00' }

type Row = Readonly<Record<string, unknown>>

/**
 * A call as v2.1 has it: a numeric `id`, and `call_date` with `call_time`, both in UTC. `call_user_date` and `call_user_time` are the
 * agent's own and change later.
 */
export const callShape = (fields: Fields, isExcluded: (row: Row) => boolean): RowShape => ({
  fields,
  key: 'id',
  id: ({ id }) => (typeof id === 'number' ? String(id) : rawNumber(id)),
  instant: startOf,
  startText: ({ call_date: date, call_time: time }) =>
    typeof date === 'string' && date !== '' ? `${date} ${typeof time === 'string' ? time : ''}`.trim() : null,
  endedAt: endOf,
  isExcluded,
})

function startOf({ call_date: date, call_time: time }: Row): number | undefined {
  if (typeof date !== 'string' || typeof time !== 'string') return undefined
  // The hour may come without its zero.
  return parseInstant(`${date}T${/^\d:/.test(time) ? `0${time}` : time}Z`)
}

/** The latest end that the durations allow, which are seconds; undefined if there is no start. */
function endOf({ call_duration: duration }: Row, start: number | undefined): number | undefined {
  if (start === undefined || !isJsonObject(duration)) return start
  let end = start
  for (const name of partsOfCall) {
    const seconds = duration[name]
    if (typeof seconds === 'number') end += seconds * 1000
  }
  return end
}

const partsOfCall = ['ring_time', 'queue_wait_time', 'total_duration', 'wrap_up_time']

export interface RowFilter {
  isExcluded(row: Row): boolean
  /** Whether a row had the status that is wanted. */
  readonly hasSeenStatus: boolean
}

/**
 * The filters of the configuration, compared row by row: a server may ignore parameters that it does not know, and has none for the
 * status. A row that does not say its direction or number is as the server gave it; one without an agent is not the agent's.
 */
export function createRowFilter({
  direction,
  agent_id: agentId,
  number,
  status,
}: Settings['filters']): RowFilter {
  const wantedDirection =
    direction === undefined ? undefined : direction === 'inbound' ? 'incoming' : 'outgoing'
  const wantedNumber = number?.replace(/\D/g, '')
  const wantedType = status === undefined ? undefined : typeOf(status)
  let hasSeenStatus = false
  const differs = (wanted: string | undefined, value: unknown) =>
    wanted !== undefined && typeof value === 'string' && value !== '' && value !== wanted
  return {
    isExcluded(row) {
      const info = isJsonObject(row['call_info']) ? row['call_info'] : {}
      const { type, direction: given } = info
      const isOfStatus = wantedType === undefined || (typeof type === 'string' && typeOf(type) === wantedType)
      if (isOfStatus) hasSeenStatus = true
      return (
        !isOfStatus ||
        differs(wantedDirection, typeof given === 'string' ? given.toLowerCase() : given) ||
        (agentId !== undefined && numberText(row['agent_id']) !== agentId) ||
        differs(wantedNumber, digitsOf(row['justcall_number']))
      )
    },
    get hasSeenStatus() {
      return hasSeenStatus
    },
  }
}

const numberText = (value: unknown) => rawNumber(value) ?? String(value)

const digitsOf = (value: unknown) => (typeof value === 'string' ? value.replace(/\D/g, '') : value)

/** `completed` is the contract's word for an answered call; the rest is an open set, in any case and with spaces. */
function typeOf(status: string): string {
  const type = status.toLowerCase().replaceAll(' ', '-')
  return type === 'completed' ? 'answered' : type
}
