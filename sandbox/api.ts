import type { Account } from './account.ts'
import type { CallView } from './calls.ts'
import { DAY_MS, dayOf, dayStart } from './days.ts'
import type { Layout } from './layout.ts'
import { listCalls, shuffleKeys, sign } from './listing.ts'
import { type ParameterLimits, type Parameters, readParameters } from './parameters.ts'
import type { Order } from './query.ts'
import { mix } from './random.ts'
import { badParameter, refusal, UNAUTHORIZED } from './refusal.ts'
import type { Api, V21Behaviour } from './v2-1/behaviour.ts'
import { V21_UNAUTHORIZED, wordedFor } from './v2-1/failure.ts'
import { v21EndpointAt } from './v2-1/routes.ts'

export { isHidden, isHiddenId } from './listing.ts'

export interface ApiRequest {
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>
  /** Tells reads of the same page apart, where a behaviour makes each read differ. Default 0. */
  readonly serial?: number
}

export interface ApiResponse {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Readonly<Record<string, unknown>>
}

/** What the contract leaves open, or a relative of the API does otherwise. All default to the contract. */
export interface Behaviour extends ParameterLimits, V21Behaviour {
  /** Which version the API speaks, default `v2`. With `v2.1`, `/v2/calls` answers as `/v2.1/calls` does. */
  readonly api?: Api
  readonly credentials?: Credentials
  /** Default `newest`. */
  readonly order?: Order
  /** The server gives fewer rows a page than asked for, and says so in `per_page`. */
  readonly pageCap?: number
  /** `count` is the rows of this page; with `and-total`, `total_count` is the total. */
  readonly countIsPageRows?: boolean | 'and-total'
  /** `end_date` is not itself in the range. */
  readonly endExcluded?: boolean
  /** `total_pages` of an empty result, default 0. */
  readonly emptyTotalPages?: 0 | 1
  /** Calls come in another order at each request. Default false. */
  readonly reorders?: boolean
  /** `total_pages` is one too few, if there are several, or two too many. */
  readonly miscountsPages?: Miscount | undefined
  /** What a page past the end answers, default `empty`; `clamp` is the last page again, by its own number. */
  readonly pastEnd?: PastEnd
  /** An empty list is `null`. Default false. */
  readonly nullsNothing?: boolean
  /** Calls whose `call_id` ends in a 0, and a tenth of the rows of other lists, are listed twice, and counted so. */
  readonly listsTwice?: boolean
  /** Calls and rows for which `isHiddenId` holds are counted and not shown: their pages are short of them, or the list is. */
  readonly hides?: Hides | undefined
  /** Links to recordings are signed again at each read. */
  readonly signedLinks?: boolean
  /** The keys of a call come in another order at each read. */
  readonly shuffleKeys?: boolean
  /** How answers are written, default `compact`. */
  readonly layout?: Layout
}

export const PAST_ENDS = ['empty', '404', '400', 'clamp'] as const

export type PastEnd = (typeof PAST_ENDS)[number]

export type Miscount = 'fewer' | 'more'

export type Hides = 'from-pages' | 'from-list'

export interface Credentials {
  readonly key: string
  readonly secret: string
}

export const DEFAULT_CREDENTIALS: Credentials = { key: 'sandbox-key', secret: 'sandbox-secret-5f2a91' }

/** Answers one request as the contract says; `now` (ms) decides which rows are listed. */
export const handle = (
  account: Account,
  request: ApiRequest,
  now: number,
  behaviour: Behaviour = {},
): ApiResponse => {
  const { api } = behaviour
  const answer = api === 'v2.1' ? v21EndpointAt(request.path) : undefined
  if (!answer && (api === 'v2.1' || request.path !== '/v2/calls')) {
    return respond(wordedFor(api, refusal(404, `No such path: ${request.path}`, 'NOT_FOUND')))
  }
  if (request.method !== 'GET') {
    return {
      ...respond(wordedFor(api, refusal(405, 'Only GET is allowed here.', 'METHOD_NOT_ALLOWED'))),
      headers: { allow: 'GET' },
    }
  }
  if (!isAuthorized(request, behaviour)) return respond(api === 'v2.1' ? V21_UNAUTHORIZED : UNAUTHORIZED)
  if (answer) return respond(answer(account, request, now, behaviour))
  const today = dayOf(now, account.timeZoneOffsetMinutes)
  const parameters = readParameters(request.query, behaviour, today)
  return respond(
    'body' in parameters ? parameters : listPage(account, parameters, now, behaviour, request.serial ?? 0),
  )
}

/** The contract's header is `Authorization: {api_key}:{api_secret}`, with no scheme before it. */
export const isAuthorized = ({ headers }: Pick<ApiRequest, 'headers'>, behaviour: Behaviour): boolean => {
  const { key, secret } = behaviour.credentials ?? DEFAULT_CREDENTIALS
  return headers['authorization'] === `${key}:${secret}`
}

const respond = ({ status, body }: Pick<ApiResponse, 'status' | 'body'>): ApiResponse => ({
  status,
  headers: {},
  body,
})

const listPage = (
  account: Account,
  parameters: Parameters,
  now: number,
  behaviour: Behaviour,
  serial: number,
): Pick<ApiResponse, 'status' | 'body'> => {
  const { startDate, endDate, direction, agentId, number, status, page } = parameters
  const offset = account.timeZoneOffsetMinutes
  const perPage = Math.min(parameters.perPage, behaviour.pageCap ?? parameters.perPage)
  const { total, rows: calls } = listCalls(account, now, behaviour, serial, {
    from: startDate === undefined ? undefined : dayStart(startDate, offset),
    to: endDate === undefined ? undefined : dayStart(endDate, offset) + (behaviour.endExcluded ? 0 : DAY_MS),
    direction,
    agentId,
    number,
    status,
    order: behaviour.order,
    offset: (page - 1) * perPage,
    limit: perPage,
  })
  const pages = Math.max(1, Math.ceil(total / perPage))
  if (page > pages && behaviour.pastEnd === '404')
    return refusal(404, `There is no page ${page}.`, 'NOT_FOUND')
  if (page > pages && behaviour.pastEnd === '400') return badParameter(`page must be at most ${pages}.`)
  if (page > pages && behaviour.pastEnd === 'clamp')
    return listPage(account, { ...parameters, page: pages }, now, behaviour, serial)
  const body = {
    status: 'success',
    ...countOf(total, calls.length, behaviour),
    data:
      total === 0 && behaviour.nullsNothing === true
        ? null
        : calls.map((call, nth) => dress(call, behaviour, mix(serial) + nth)),
    page,
    per_page: perPage,
    total_pages: pagesOf(Math.ceil(total / perPage), behaviour),
  }
  return { status: 200, body }
}

const pagesOf = (pages: number, { emptyTotalPages = 0, miscountsPages }: Behaviour): number => {
  if (pages === 0) return emptyTotalPages
  if (miscountsPages === undefined) return pages
  return miscountsPages === 'fewer' ? Math.max(1, pages - 1) : pages + 2
}

const countOf = (
  total: number,
  rows: number,
  { countIsPageRows }: Behaviour,
): Readonly<Record<string, number>> => {
  if (!countIsPageRows) return { count: total }
  return countIsPageRows === 'and-total' ? { count: rows, total_count: total } : { count: rows }
}

const dress = (call: CallView, behaviour: Behaviour, key: number): CallView => {
  const signed = behaviour.signedLinks ? sign(call, key) : call
  return behaviour.shuffleKeys ? shuffleKeys(signed, key) : signed
}
