import { type DayRange, formatDay, formatRange } from '../../time/days.ts'
import type { ApiRequest } from '../attempt.ts'
import type { DatedEndpoint, Endpoint } from './endpoint.ts'
import type { PageQuery } from './pages.ts'

/** A page of a list that has no dates. */
export const plainRequest = (endpoint: Endpoint, page: PageQuery): ApiRequest =>
  request(endpoint, new URLSearchParams(), page, `the ${endpoint.noun}s`)

/**
 * A page of a range. Days are whole ones in the account's zone. An ISO instant would be answered by a malformed 200, and without `sort` and
 * `order` the newest rows come first, so that pages move as rows arrive.
 * @param parameters that a configuration adds to those of the endpoint.
 */
export function datedRequest(
  endpoint: DatedEndpoint,
  range: DayRange,
  parameters: Readonly<Record<string, string>>,
  page: PageQuery,
): ApiRequest {
  const query = new URLSearchParams({ from_datetime: `${formatDay(range.first)} 00:00:00` })
  if (range.last !== undefined) query.set('to_datetime', `${formatDay(range.last)} 23:59:59`)
  for (const [name, value] of Object.entries(parameters)) query.set(name, value)
  query.set('sort', 'id')
  query.set('order', 'asc')
  const days = range.last === undefined ? `from ${formatDay(range.first)} on` : `from ${formatRange(range)}`
  return {
    ...request(endpoint, query, page, `the ${endpoint.noun}s ${days}`),
    isDivisible: page.page === undefined && range.first !== range.last,
  }
}

function request(
  { path, stream, feature, parameters = {} }: Endpoint,
  query: URLSearchParams,
  { page, pageSize }: PageQuery,
  what: string,
): ApiRequest {
  for (const [name, value] of Object.entries(parameters)) query.set(name, value)
  if (page !== undefined) query.set('page', String(page))
  query.set('per_page', String(pageSize))
  return {
    path: `${path}?${query}`,
    description: `${page === undefined ? 'the first page' : `page=${page}`} of ${what}`,
    subject: { stream, feature },
  }
}
