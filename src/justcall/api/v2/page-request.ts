import type { Settings } from '../../config/settings.ts'
import { type DayRange, formatDay, formatRange } from '../../time/days.ts'
import type { ApiRequest } from '../attempt.ts'

export interface PageRequest {
  readonly range: DayRange
  /** From 1. */
  readonly number: number
  readonly pageSize: number
}

/** A page of calls, by the contract. */
export function pageRequest(
  { range, number, pageSize }: PageRequest,
  filters: Settings['filters'],
): ApiRequest {
  const query = new URLSearchParams({ start_date: formatDay(range.first) })
  if (range.last !== undefined) query.set('end_date', formatDay(range.last))
  for (const [name, value] of Object.entries(filters)) query.set(name, value)
  query.set('page', String(number))
  query.set('per_page', String(pageSize))
  return {
    path: `/v2/calls?${query}`,
    description: describePage(range, number),
    isDivisible: number === 1 && range.first !== range.last,
  }
}

const describePage = (range: DayRange, number: number) =>
  `page ${number} of the calls ${range.last === undefined ? `from ${formatDay(range.first)} on` : `from ${formatRange(range)}`}`
