import { rawNumber } from '../../../airbyte/json/exact-json.ts'
import { isJsonObject } from '../../../airbyte/json/is-json-object.ts'
import type { Settings } from '../../config/settings.ts'
import type { RowData } from '../../records/row.ts'

export interface CallFilter {
  isExcluded(row: RowData): boolean
  /** Whether a row had the status that is wanted. */
  readonly hasSeenStatus: boolean
}

/**
 * The filters of the configuration, compared row by row: a server may ignore parameters that it does not know, and has none for the
 * status. A row that does not say its direction or number is as the server gave it; one without an agent is not the agent's.
 */
export function createCallFilter({
  direction,
  agent_id: agentId,
  number,
  status,
}: Settings['filters']): CallFilter {
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

const numberText = (value: unknown) =>
  rawNumber(value) ?? (typeof value === 'object' ? undefined : String(value))

const digitsOf = (value: unknown) => (typeof value === 'string' ? value.replace(/\D/g, '') : value)

/** `completed` is the contract's word for an answered call; the rest is an open set, in any case and with spaces. */
function typeOf(status: string): string {
  const type = status.toLowerCase().replaceAll(' ', '-')
  return type === 'completed' ? 'answered' : type
}
