import schema from '../schemas/calls.json' with { type: 'json' }
import type { Statistics } from '../src/justcall/api/attempt.ts'
import { ApiRefusal } from '../src/justcall/api/failures.ts'
import type { ListApi, ListPage } from '../src/justcall/api/list-api.ts'
import { callShape, startField } from '../src/justcall/api/v2/call.ts'
import type { Anomaly } from '../src/justcall/records/anomalies.ts'
import { fieldTypes } from '../src/justcall/records/conform.ts'
import { readRow } from '../src/justcall/records/row.ts'
import { type DayRange, dayLength, formatDay, latestDay } from '../src/justcall/time/days.ts'
import { parseInstant } from '../src/justcall/time/instants.ts'
import { noon } from './context.ts'

/** Calls in memory that are listed as an API lists them, without a network. */
export interface FakeListApi {
  /** Its call list, in pages of so many rows. */
  list(perPage?: number): ListApi
  readonly statistics: Statistics
  /** Its calls in the order in which they are listed; a test may change them during a read. */
  calls: FakeCall[]
  /** What was requested, in order: "2026-03-01..2026-03-10 #2"; the first page's number is left out. */
  readonly asked: string[]
  /** What was requested and answered, in order: "? 2026-03-01..", "! 2026-03-01..". */
  readonly events: string[]
  /** How many requests were under way at once at most, since this was last set. */
  mostAtOnce: number
}

export type FakeCall = Readonly<Record<string, unknown>>

/** A page as the API answers it: its rows as they are in JSON. */
export interface FakePage extends Omit<ListPage, 'rows' | 'anomalies'> {
  readonly rows: readonly unknown[]
}

export interface FakeListOptions {
  readonly calls?: readonly FakeCall[]
  /** The account's zone, in hours east of UTC. */
  readonly zone?: number
  /** The last day of a range is not included. */
  readonly endExcluded?: boolean
  /** How many rows a page has at most, whatever was asked for. */
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
  readonly before?: ((asked: string, number: number) => void) | undefined
  /** What an answer says otherwise. */
  readonly answer?: ((page: FakePage, asked: string) => Partial<FakePage>) | undefined
}

const day = (text: string): number => Date.parse(text) / dayLength
const shape = callShape(fieldTypes(schema))
export const refusal = (status = 400): ApiRefusal => new ApiRefusal(status, 'no such range', 'here')

/** So many calls of a day, spread over its daylight. */
export function callsOn(text: string, count = 1, more: FakeCall = {}): FakeCall[] {
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
export function callsFrom(first: string, last: string, aDay = 1): FakeCall[] {
  return Array.from({ length: day(last) - day(first) + 1 }, (_, nth) =>
    callsOn(formatDay(day(first) + nth), aDay),
  ).flat()
}

/** The last call listed second: the first page shows both ends, so that its calls are no burst. */
export const spread = (calls: readonly FakeCall[]): FakeCall[] => [
  ...calls.slice(0, 1),
  ...calls.slice(-1),
  ...calls.slice(1, -1),
]

export const idsOf = (rows: readonly { readonly json: string }[]): unknown[] =>
  rows.map(({ json }) => JSON.parse(json).call_id)

export function createFakeListApi(options: FakeListOptions = {}): FakeListApi {
  const { zone = 0, endExcluded = false, cap = 1_000, before, answer } = options
  const {
    leastDays = 1,
    mostDays = Number.POSITIVE_INFINITY,
    mostPages = Number.POSITIVE_INFINITY,
    now = () => noon,
  } = options
  const statistics = { requests: 0, retries: 0, refusals: 0 }
  let answers = 0
  let atOnce = 0

  const page = async ({ first, last }: DayRange, number: number, perPage: number): Promise<FakePage> => {
    const until = last === undefined ? '' : formatDay(last)
    const asked = `${formatDay(first)}..${until}${number === 1 ? '' : ` #${number}`}`
    const requestSeq = answers
    api.asked.push(asked)
    api.events.push(`? ${asked}`)
    statistics.requests += 1
    atOnce += 1
    api.mostAtOnce = Math.max(api.mostAtOnce, atOnce)
    await new Promise(setImmediate)
    atOnce -= 1
    api.events.push(`! ${asked}`)
    before?.(asked, number)
    const end = last ?? latestDay(now())
    const days = end - first + 1
    if (days < leastDays || days > mostDays || number > mostPages) throw refusal()
    const listed = api.calls.filter(({ started_at }) => {
      const at = Math.floor(((parseInstant(started_at) ?? 0) + zone * 3_600_000) / dayLength)
      const included = last === undefined ? Number.POSITIVE_INFINITY : end - (endExcluded ? 1 : 0)
      return at >= first && at <= included
    })
    const size = Math.min(cap, perPage)
    const totalPages = Math.ceil(listed.length / size)
    answers += 1
    const plain: FakePage = {
      number,
      rows: listed.slice((number - 1) * size, number * size).map((call) => ({ ...call })),
      totalPages,
      next: number < totalPages ? 'yes' : 'no',
      total: listed.length,
      requestSeq,
      responseSeq: answers,
      requestedAt: now(),
      answeredAt: now(),
    }
    return { ...plain, ...answer?.(plain, asked) }
  }
  const api: FakeListApi = {
    list: (perPage = 2) => ({
      pageSize: perPage,
      endIncluded: undefined,
      maxDays: undefined,
      noun: 'call',
      startField,
      async page(range, number) {
        const { rows, ...rest } = await page(range, number, perPage)
        const anomalies: Anomaly[] = []
        return {
          ...rest,
          rows: rows.map((row) => readRow(row, shape, (anomaly) => anomalies.push(anomaly))),
          anomalies,
        }
      },
    }),
    statistics,
    calls: [...(options.calls ?? [])],
    asked: [],
    events: [],
    mostAtOnce: 0,
  }
  return api
}
