import type { Account } from '../account.ts'
import type { ApiRequest, Behaviour } from '../api.ts'
import type { CallView } from '../calls.ts'
import { listCalls, shuffleKeys, sign } from '../listing.ts'
import { mix } from '../random.ts'
import { toCallObject } from './call-object.ts'
import { type Failure, failure } from './failure.ts'
import { linkOf, type Page } from './links.ts'
import { countPages, startOfPage } from './pages.ts'
import { readV21Parameters, type V21Parameters } from './parameters.ts'

/** Answers `GET /v2.1/calls`. */
export const listV21Calls = (
  account: Account,
  request: ApiRequest,
  now: number,
  behaviour: Behaviour,
): Failure => {
  const offsetMinutes = account.timeZoneOffsetMinutes
  const parameters = readV21Parameters(request.query, behaviour, { now, offsetMinutes })
  if ('body' in parameters) return parameters
  if (behaviour.refusesAiData && (parameters.aiData || parameters.queueData)) {
    return failure(403, 'Your plan does not include AI or queue data.')
  }
  const { maxResults, pageCap = Number.POSITIVE_INFINITY, firstPage = 0, pastEnd = 'empty' } = behaviour
  const perPage = Math.min(parameters.perPage, pageCap)
  const asked = Math.max(parameters.page ?? firstPage, firstPage)
  const index = asked - firstPage
  if (maxResults !== undefined && (index + 1) * perPage > maxResults) {
    return failure(400, `Only the first ${maxResults} results can be paged through.`)
  }
  const list = (nth: number) => listPage(account, parameters, now, behaviour, perPage, nth, request.serial)
  const found = list(index)
  const pages = countPages(found.total, perPage, behaviour.shortPages)
  const isPast = index >= Math.max(1, pages)
  if (isPast && pastEnd === '404') return failure(404, `There is no page ${asked}.`)
  if (isPast && pastEnd === '400') return failure(400, `page must be at most ${pages - 1 + firstPage}.`)
  const shownIndex = isPast && pastEnd === 'clamp' ? Math.max(0, pages - 1) : index
  const { total, calls } = shownIndex === index ? found : list(shownIndex)
  const serial = mix(request.serial ?? 0)
  const data = calls.map((call, nth) => toRow(account, call, parameters, behaviour, serial + nth))
  const page: Page = { number: shownIndex + firstPage, index: shownIndex, pages, perPage }
  const current = behaviour.clampEcho ? asked : page.number
  const body = {
    status: 'success',
    count: data.length,
    ...(behaviour.totalCount === false ? {} : { total_count: total }),
    current_page: behaviour.wrongCurrentPage ? current + 1 : current,
    per_page: perPage,
    ...linkOf('next_page_link', request, page, 1, behaviour),
    ...linkOf('prev_page_link', request, page, -1, behaviour),
    data: total === 0 && behaviour.nullsNothing ? null : data,
  }
  return { status: 200, body }
}

const listPage = (
  account: Account,
  parameters: V21Parameters,
  now: number,
  behaviour: Behaviour,
  perPage: number,
  index: number,
  serial = 0,
) => {
  const { from, to, direction, agentId, number, contact, status, sort, order, lastCallId } = parameters
  const query = {
    from,
    to,
    direction,
    agentId,
    number,
    contact,
    status,
    sortBy: sort === 'id' ? 'logId' : 'start',
    order: orderOf(order, behaviour),
  } as const
  const [first, last] = [index, index + 1].map((nth) => startOfPage(nth, perPage, behaviour.shortPages))
  const limit = (last ?? 0) - (first ?? 0)
  if (lastCallId === undefined) {
    return listCalls(account, now, behaviour, serial, { ...query, offset: first, limit })
  }
  const { total, calls } = listCalls(account, now, behaviour, serial, query)
  const offset = placeAfter(account, calls, lastCallId) ?? first ?? 0
  return { total, calls: calls.slice(offset, offset + limit) }
}

/** An API that has one order only does not look at the parameter. */
const orderOf = (asked: 'asc' | 'desc', { order = 'newest' }: Behaviour) => {
  if (order === 'none' || order === 'oldest') return order
  return asked === 'asc' ? 'oldest' : 'newest'
}

/** The page begins after the last call that the client has, however far the list has moved since. */
const placeAfter = (account: Account, calls: readonly CallView[], lastCallId: number): number | undefined => {
  const place = calls.findLastIndex(({ call_id }) => account.logIdOf(call_id) === lastCallId)
  return place < 0 ? undefined : place + 1
}

const toRow = (
  account: Account,
  call: CallView,
  { aiData, queueData }: V21Parameters,
  behaviour: Behaviour,
  key: number,
): Readonly<Record<string, unknown>> => {
  const id = account.logIdOf(call.call_id) ?? 0
  const shown = behaviour.signedLinks ? sign(call, key) : call
  const offsetMinutes = account.timeZoneOffsetMinutes
  const row = toCallObject(shown, { id, offsetMinutes, aiData, queueData }, behaviour)
  return behaviour.shuffleKeys ? shuffleKeys(row, key) : row
}
