import type { Settings } from '../../config/settings.ts'

/** What to ask the call list for: days as the API means them, and the page. */
export interface PageQuery {
  readonly startDate: string | undefined
  readonly endDate: string | undefined
  readonly page: number
  readonly perPage: number
}

/** The path below the base URL. */
export function pathOf(
  { startDate, endDate, page, perPage }: PageQuery,
  filters: Settings['filters'],
): string {
  const query = new URLSearchParams()
  if (startDate !== undefined) query.set('start_date', startDate)
  if (endDate !== undefined) query.set('end_date', endDate)
  for (const [name, value] of Object.entries(filters)) query.set(name, value)
  query.set('page', String(page))
  query.set('per_page', String(perPage))
  return `/v2/calls?${query}`
}

/** The page in words, for messages. */
export const describe = ({ startDate, endDate, page }: PageQuery): string =>
  `page ${page} of the calls ${endDate === undefined ? `from ${startDate} on` : `from ${startDate} to ${endDate}`}`
