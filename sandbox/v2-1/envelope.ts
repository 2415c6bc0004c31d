import type { ApiRequest, Behaviour } from '../api.ts'
import type { Order } from '../query.ts'
import type { Fields, Found, Slice } from '../row-list.ts'
import { type Failure, failure } from './failure.ts'
import { linkOf, type Page } from './links.ts'
import { countPages, startOfPage } from './pages.ts'
import type { Paging } from './paging.ts'

/** The name under which an endpoint reports how many rows there are; not all do. */
export type TotalName = 'total_count' | 'total_texts' | undefined

interface List<V> {
  readonly total: TotalName
  /** Members that only this endpoint has. */
  readonly extra?: Fields | undefined
  readonly idOf: (row: V) => unknown
  readonly rows: (slice: Slice) => Found<V>
  /** @param nth place on the page, from 0. */
  readonly show: (row: V, nth: number) => Fields
}

/** The page of a list that was asked for, in the envelope that all endpoints share. */
export const answerPage = <V>(
  request: ApiRequest,
  paging: Paging,
  behaviour: Behaviour,
  source: List<V>,
): Failure => {
  const { maxResults, pageCap = Number.POSITIVE_INFINITY, firstPage = 0, pastEnd = 'empty' } = behaviour
  const perPage = Math.min(paging.perPage, pageCap)
  const asked = Math.max(paging.page ?? firstPage, firstPage)
  const index = asked - firstPage
  if (maxResults !== undefined && (index + 1) * perPage > maxResults) {
    return failure(400, `Only the first ${maxResults} results can be paged through.`)
  }
  const list = (nth: number) => {
    const [offset = 0, end = 0] = [nth, nth + 1].map((page) =>
      startOfPage(page, perPage, behaviour.shortPages),
    )
    return listAfter(source, paging.lastFetched, offset, end - offset)
  }
  const found = list(index)
  const pages = countPages(found.total, perPage, behaviour.shortPages)
  const isPast = index >= Math.max(1, pages)
  if (isPast && pastEnd === '404') return failure(404, `There is no page ${asked}.`)
  if (isPast && pastEnd === '400') return failure(400, `page must be at most ${pages - 1 + firstPage}.`)
  const shownIndex = isPast && pastEnd === 'clamp' ? Math.max(0, pages - 1) : index
  const { total, rows } = shownIndex === index ? found : list(shownIndex)
  const data = rows.map(source.show)
  const page: Page = { number: shownIndex + firstPage, index: shownIndex, pages, perPage }
  const current = behaviour.clampEcho ? asked : page.number
  const body = {
    ...source.extra,
    status: 'success',
    count: data.length,
    ...totalOf(total, source.total, behaviour),
    current_page: behaviour.wrongCurrentPage ? current + 1 : current,
    per_page: perPage,
    ...linkOf('next_page_link', request, page, 1, behaviour),
    ...linkOf('prev_page_link', request, page, -1, behaviour),
    data: total === 0 && behaviour.nullsNothing ? null : data,
  }
  return { status: 200, body }
}

/** An API that has one order only does not look at the parameter. */
export const orderOf = (asked: Pick<Paging, 'order'>, { order = 'newest' }: Behaviour): Order => {
  if (order === 'none' || order === 'oldest') return order
  return asked.order === 'asc' ? 'oldest' : 'newest'
}

/** The page begins after the last row that the client has, however far the list has moved since. */
const listAfter = <V>(
  { idOf, rows }: List<V>,
  lastFetched: number | undefined,
  offset: number,
  limit: number,
): Found<V> => {
  if (lastFetched === undefined) return rows({ offset, limit })
  const all = rows({})
  const place = all.rows.findLastIndex((row) => idOf(row) === lastFetched)
  const start = place < 0 ? offset : place + 1
  return { total: all.total, rows: all.rows.slice(start, start + limit) }
}

const totalOf = (
  total: number,
  name: TotalName,
  { totalCount, totalCountEverywhere }: Behaviour,
): Readonly<Record<string, number>> => {
  const shown = totalCountEverywhere ? 'total_count' : name
  return totalCount === false || shown === undefined ? {} : { [shown]: total }
}
