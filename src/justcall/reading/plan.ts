import { isAboutRange } from '../api/failures.ts'
import type { CallPage, ListApi } from '../api/list-api.ts'
import { type DayRange, earliestDay, formatDay } from '../time/days.ts'
import type { EndDate } from './end-date.ts'
import { daysOf, divide, isReadable, narrower, type Slice, tile } from './slices.ts'

/** A slice that is small enough to be read, with the page that showed it: it is the slice's first, and used as such. */
export interface PlannedSlice {
  readonly slice: Slice
  /** The range that its pages are asked for. */
  readonly asked: DayRange
  readonly firstPage: CallPage
  /** About how many calls the whole range has, if one answer counted them. */
  readonly rangeCalls: number | undefined
}

export interface PlanOptions {
  readonly api: ListApi
  readonly endDate: EndDate
  /** How many slices' first pages may be requested before they are needed. */
  readonly ahead: number
  /** The time as it passes: where a day begins during a read, an open slice grows by it. */
  readonly clock: () => number
  /** The API gives no more pages of a slice than these. */
  readonly mostPages: number
  readonly warn: (message: string) => void
}

/**
 * Cuts a range into slices by the counts that the API reports, in the order of the calendar.
 *
 * The range is tried whole. What is too large is divided by its own count, and each part is tried in turn, so that quiet
 * years cost a few requests and busy days are found without looking at each day. A range that the API refuses is met by
 * narrower ones, one at a time until one is accepted. Where even a single day is refused, and today is not, the history is
 * limited: the plan goes on from the first day that is served, and says so.
 * @throws ApiRefusal if the API refuses today, too; what the client throws.
 */
export async function* planSlices(
  range: DayRange,
  { api, endDate, ahead, clock, mostPages, warn }: PlanOptions,
): AsyncGenerator<PlannedSlice, void, undefined> {
  /** What of the range is served. */
  let whole: DayRange = range
  let queue: Candidate[] = [{ slice: whole }]
  let rangeCalls: number | undefined
  let widest = Number.POSITIVE_INFINITY
  let isSearching = false
  let servesToday = false
  const ask = (candidate: Candidate) => {
    candidate.asked ??= endDate.asked(candidate.slice)
    candidate.firstPage ??= quietly(api.page(candidate.asked, 1))
    return { asked: candidate.asked, firstPage: candidate.firstPage }
  }
  const serves = (days: DayRange) =>
    api.page(days, 1).then(
      () => true,
      (error: unknown) => {
        if (isAboutRange(error)) return false
        throw error
      },
    )
  const narrow = (width: number) => {
    widest = width
    isSearching = true
    queue = queue.flatMap((candidate) =>
      daysOf(candidate.slice, clock()) <= width
        ? [candidate]
        : candidates(tile(candidate.slice, width, clock())),
    )
  }

  while (true) {
    for (const candidate of queue.slice(0, isSearching ? 1 : ahead)) ask(candidate)
    const [candidate] = queue
    if (candidate === undefined) return
    const { slice } = candidate
    const { asked, firstPage } = ask(candidate)
    let page: CallPage
    try {
      page = await firstPage
    } catch (error) {
      if (!isAboutRange(error)) throw error
      const today = earliestDay(clock())
      const days = daysOf(slice, clock())
      if (!servesToday) await endDate.probe(await fetchToday(api, today), clock())
      servesToday = true
      candidate.firstPage = undefined
      candidate.asked = undefined
      if (days > 1) {
        narrow(days > widest ? widest : narrower(days))
        continue
      }
      // An API that refuses two days includes the end of one, or no day could be asked for at all.
      if (!endDate.isIncluded && (await serves({ first: slice.first, last: slice.first }))) {
        endDate.include()
        continue
      }
      if (slice.first >= today) throw error
      const first = await firstServed(
        slice.first,
        today,
        async (day) =>
          (await serves(endDate.asked({ first: day, last: day }))) ||
          (await serves({ first: day, last: day })),
      )
      warn(limited(slice.first, first))
      if (range.last !== undefined && first > range.last) return
      whole = { first, last: range.last }
      queue = [{ slice: whole }]
      widest = Number.POSITIVE_INFINITY
      continue
    }
    isSearching = false
    const isWhole = slice.first === whole.first && slice.last === whole.last
    const calls = callsOf(page, api.pageSize)
    if (isWhole) rangeCalls = calls
    const pageSize = page.totalPages > 1 && page.rows.length > 0 ? page.rows.length : api.pageSize
    const size = { calls, pageSize, mostPages }
    queue.shift()
    const readable = isReadable(slice, size, clock(), isWhole)
    if (slice.last !== undefined || !readable) await endDate.probe(page, clock())
    if (readable) yield { slice, asked, firstPage: page, rangeCalls }
    else queue = [...candidates(divide(slice, size, clock())), ...queue]
  }
}

/** How many calls a slice has: `total_pages` rules, and a total that agrees with it is more exact. */
const callsOf = ({ total, totalPages, rows }: CallPage, pageSize: number): number =>
  totalPages <= 1
    ? rows.length
    : Math.min(total ?? Number.POSITIVE_INFINITY, totalPages * Math.max(rows.length, pageSize))

/** @throws ApiRefusal if not even the day that has begun everywhere is accepted: then the request is refused for its filters. */
export const fetchToday = (api: ListApi, today: number): Promise<CallPage> =>
  api.page({ first: today, last: undefined }, 1).catch((error: unknown) => {
    if (!isAboutRange(error)) throw error
    return api.page({ first: today, last: today }, 1)
  })

const limited = (from: number, first: number) =>
  `JustCall serves calls from ${formatDay(first)} on only: the calls from ${formatDay(from)} to ${formatDay(first - 1)} cannot be read. JustCall's support may export older calls.`

/** The first day that is served, between one that is not and one that is, by bisection. */
async function firstServed(
  refused: number,
  served: number,
  serves: (day: number) => Promise<boolean>,
): Promise<number> {
  let [low, high] = [refused, served]
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (await serves(middle)) high = middle
    else low = middle
  }
  return high
}

const candidates = (slices: readonly Slice[]): Candidate[] => slices.map((slice) => ({ slice }))

interface Candidate {
  readonly slice: Slice
  asked?: DayRange | undefined
  firstPage?: Promise<CallPage> | undefined
}

/** Avoids an unhandled rejection: the plan sees the failure in its turn. */
function quietly<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined)
  return promise
}
