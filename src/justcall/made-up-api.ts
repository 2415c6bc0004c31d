import schema from '../../schemas/calls.json' with { type: 'json' }
import type { Context } from '../airbyte/source/source.ts'
import type { Client } from './api/client.ts'
import { ApiRefusal } from './api/failures.ts'
import type { ListApi } from './api/list-api.ts'
import { createV2List } from './api/v2/list.ts'
import type { Page } from './api/v2/page.ts'
import type { PageQuery } from './api/v2/page-request.ts'
import { fieldTypes } from './records/conform.ts'
import { type DayRange, dayLength, formatDay, latestDay } from './time/days.ts'
import { parseInstant } from './time/instants.ts'

/** For tests: calls in memory that are asked for as the API's are, without a network. */
export interface MadeUpApi {
  readonly client: Client
  /** Its call list, asked for in pages of so many rows. */
  list(perPage?: number): ListApi
  /** Its calls in the order in which they are listed; a test may change them amid a read. */
  calls: MadeUpCall[]
  /** What was asked for, in order: "2026-03-01..2026-03-10 #2"; the first page's number is left out. */
  readonly asked: string[]
  /** What was asked for and answered, in order: "? 2026-03-01..", "! 2026-03-01..". */
  readonly events: string[]
  /** How many requests were under way at once at most, since this was last set. */
  mostAtOnce: number
}

export type MadeUpCall = Readonly<Record<string, unknown>>

export interface Ways {
  readonly calls?: readonly MadeUpCall[]
  /** The account's zone, in hours east of UTC. */
  readonly zone?: number
  /** An `end_date` is not taken in itself. */
  readonly endExcluded?: boolean
  /** Of how many rows a page is at most, whatever was asked for. */
  readonly cap?: number
  /** Ranges of more days are refused. */
  readonly mostDays?: number
  /** Shorter ranges are refused as well. */
  readonly leastDays?: number
  /** The days up to which ranges without an end reach. */
  readonly now?: () => number
  /** Pages beyond are refused. */
  readonly mostPages?: number
  /** Whatever else is done before an answer, or thrown instead of one. */
  readonly before?: ((asked: string, query: PageQuery) => void) | undefined
  /** What an answer says otherwise. */
  readonly tale?: ((page: Page, asked: string) => Partial<Page>) | undefined
}

export const noon = Date.parse('2026-03-12T12:00:00Z')
const day = (text: string): number => Date.parse(text) / dayLength
export const fields = fieldTypes(schema)
export const refusal = (status = 400): ApiRefusal => new ApiRefusal(status, 'no such range', 'here')

/** So many calls of a day, spread over its daylight. */
export function callsOn(text: string, count = 1, more: MadeUpCall = {}): MadeUpCall[] {
  return Array.from({ length: count }, (_, nth) => ({
    call_id: `${text} ${nth}`,
    started_at: new Date((Date.parse(text) || 0) + 8 * 3_600_000 + nth * 1_000).toISOString(),
    ...more,
  }))
}

/** A run of days, both ends in it, or one without an end. */
export const from = (first: string, last?: string): DayRange => ({
  first: day(first),
  last: last === undefined ? undefined : day(last),
})

/** So many calls on each day of a run, both ends in it. */
export function callsFrom(first: string, last: string, aDay = 1): MadeUpCall[] {
  return Array.from({ length: day(last) - day(first) + 1 }, (_, nth) =>
    callsOn(formatDay(day(first) + nth), aDay),
  ).flat()
}

/** The last call listed second: the first page shows both ends, so that its calls are no burst. */
export const spread = (calls: readonly MadeUpCall[]): MadeUpCall[] => [
  ...calls.slice(0, 1),
  ...calls.slice(-1),
  ...calls.slice(1, -1),
]

export const idsOf = (rows: readonly { readonly json: string }[]): unknown[] =>
  rows.map(({ json }) => JSON.parse(json).call_id)

export function createMadeUpApi(ways: Ways = {}): MadeUpApi {
  const { zone = 0, endExcluded = false, cap = 1_000, before, tale } = ways
  const {
    leastDays = 1,
    mostDays = Number.POSITIVE_INFINITY,
    mostPages = Number.POSITIVE_INFINITY,
    now = () => noon,
  } = ways
  const statistics = { requests: 0, answers: 0, retries: 0, refusals: 0 }
  let atOnce = 0

  const page = async (query: PageQuery): Promise<Page> => {
    const { startDate = '', endDate, page: number, perPage } = query
    const asked = `${startDate}..${endDate ?? ''}${number === 1 ? '' : ` #${number}`}`
    const askedAfter = statistics.answers
    api.asked.push(asked)
    api.events.push(`? ${asked}`)
    statistics.requests += 1
    atOnce += 1
    api.mostAtOnce = Math.max(api.mostAtOnce, atOnce)
    await new Promise(setImmediate)
    atOnce -= 1
    api.events.push(`! ${asked}`)
    before?.(asked, query)
    const end = endDate === undefined ? latestDay(now()) : day(endDate)
    const days = end - day(startDate) + 1
    if (days < leastDays || days > mostDays || number > mostPages) throw refusal()
    const listed = api.calls.filter(({ started_at }) => {
      const at = Math.floor(((parseInstant(started_at) ?? 0) + zone * 3_600_000) / dayLength)
      const last = endDate === undefined ? Number.POSITIVE_INFINITY : end - (endExcluded ? 1 : 0)
      return at >= day(startDate) && at <= last
    })
    const size = Math.min(cap, perPage)
    statistics.answers += 1
    const plain: Page = {
      number,
      rows: listed.slice((number - 1) * size, number * size).map((call) => ({ ...call })),
      totalPages: Math.ceil(listed.length / size),
      total: listed.length,
      askedAfter,
      answered: statistics.answers,
      askedAt: now(),
      answeredAt: now(),
    }
    return { ...plain, ...tale?.(plain, asked) }
  }
  const client: Client = {
    async page(query, parse) {
      const { rows, ...rest } = await page(query)
      const body = JSON.stringify({ status: 'success', total_pages: rest.totalPages, data: rows })
      return Object.assign(parse(body, query, rest), rest)
    },
    statistics,
  }
  const api: MadeUpApi = {
    client,
    list: (perPage = 2) => createV2List(client, fields, perPage),
    calls: [...(ways.calls ?? [])],
    asked: [],
    events: [],
    mostAtOnce: 0,
  }
  return api
}

/** What a command would get from outside; time stands still unless the test gives a clock. */
export const madeUpContext = (more: Partial<Context> = {}): Context => ({
  signal: new AbortController().signal,
  environment: {},
  debug: false,
  now: () => noon,
  random: () => 0.5,
  sleep: () => Promise.reject(new Error('nobody sleeps here')),
  redact: (text) => text,
  hide: () => {},
  notify: () => undefined,
  progress: () => undefined,
  ...more,
})
