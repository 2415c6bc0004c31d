import type { Settings } from '../../config/settings.ts'
import { type DayRange, formatDay, formatRange } from '../../time/days.ts'
import type { ApiRequest } from '../attempt.ts'

export interface PageRequest {
  readonly range: DayRange
  /** By the API's own counting; undefined for the first page, whose answer says where that begins. */
  readonly page: number | undefined
  readonly pageSize: number
}

/**
 * A page of calls. Days are whole ones in the account's zone. An ISO instant would be answered by a malformed 200, and without `sort` and
 * `order` the newest calls come first, so that pages move as calls arrive.
 */
export function pageRequest(
  { range, page, pageSize }: PageRequest,
  { filters, fetchAiData, fetchQueueData }: Pick<Settings, 'filters' | 'fetchAiData' | 'fetchQueueData'>,
): ApiRequest {
  const query = new URLSearchParams({ from_datetime: `${formatDay(range.first)} 00:00:00` })
  if (range.last !== undefined) query.set('to_datetime', `${formatDay(range.last)} 23:59:59`)
  const { direction, agent_id: agentId, number } = filters
  if (direction !== undefined) query.set('call_direction', direction === 'inbound' ? 'Incoming' : 'Outgoing')
  if (agentId !== undefined) query.set('agent_id', agentId)
  if (number !== undefined) query.set('justcall_number', number.replace(/\D/g, ''))
  if (fetchAiData) query.set('fetch_ai_data', 'true')
  if (fetchQueueData) query.set('fetch_queue_data', 'true')
  query.set('sort', 'id')
  query.set('order', 'asc')
  if (page !== undefined) query.set('page', String(page))
  query.set('per_page', String(pageSize))
  const calls = range.last === undefined ? `from ${formatDay(range.first)} on` : `from ${formatRange(range)}`
  return {
    path: `/v2.1/calls?${query}`,
    description: `${page === undefined ? 'the first page' : `page=${page}`} of the calls ${calls}`,
    isDivisible: page === undefined && range.first !== range.last,
  }
}
