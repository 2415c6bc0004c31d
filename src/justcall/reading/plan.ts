import { isAboutRange, RangeTooSlow } from '../api/failures.ts'
import type { ListApi, ListPage } from '../api/list-api.ts'
import { type DayRange, earliestDay, endOfDayEverywhere, formatDay } from '../time/days.ts'
import type { EndDate } from './end-date.ts'
import { daysOf, divide, isReadable, narrower, type Slice, tile } from './slices.ts'

/** A slice that is small enough to be read, with the page that showed it: it is the slice's first, and used as such. */
export interface PlannedSlice {
  readonly slice: Slice
  /** It cannot be made smaller. */
  readonly isDay: boolean
  /** The range that its pages are asked for. */
  readonly asked: DayRange
  readonly firstPage: ListPage
  /** How many calls the slice has, by the API's count or by its first page. */
  readonly calls: number
  /** About how many calls the whole range has, if one answer showed that. */
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
  /** A slice has no more days than these. */
  readonly mostDays: number
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
  { api, endDate, ahead, clock, mostPages, mostDays, warn }: PlanOptions,
): AsyncGenerator<PlannedSlice, void, undefined> {
  /** What of the range is served. */
  let whole: DayRange = range
  const begin = () => {
    const width = Math.min(api.maxDays ?? Number.POSITIVE_INFINITY, mostDays)
    return candidates(daysOf(whole, clock()) <= width ? [whole] : tile(whole, width, clock()))
  }
  let queue = begin()
  let rangeCalls: number | undefined
  let widest = Number.POSITIVE_INFINITY
  let isSearching = false
  let servesToday = false
  let limits = 0
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
    let page: ListPage
    try {
      page = await firstPage
    } catch (error) {
      const days = daysOf(slice, clock())
      const isTooSlow = error instanceof RangeTooSlow && days > 1
      if (!isAboutRange(error) && !isTooSlow) throw error
      candidate.firstPage = undefined
      candidate.asked = undefined
      if (isTooSlow) {
        narrow(Math.ceil(days / 2))
        continue
      }
      const today = earliestDay(clock())
      if (!servesToday) await endDate.probe(await fetchToday(api, today), clock())
      servesToday = true
      // Where the widest range is known, a refusal is rather about the first day.
      if (days > 1 && (api.maxDays === undefined || (await serves(dayOf(slice))))) {
        narrow(days > widest ? widest : narrower(days))
        continue
      }
      // An API that refuses two days includes the end of one, or no day could be asked for at all.
      if (!endDate.isIncluded && (await serves(dayOf(slice)))) {
        endDate.include()
        continue
      }
      // A history may move on while it is read, but not again and again: then days would be left out that are served.
      limits += 1
      if (slice.first >= today || limits > mostLimits) throw error
      const first = await firstServed(
        slice.first,
        today,
        async (day) =>
          (await serves(endDate.asked({ first: day, last: day }))) ||
          (await serves({ first: day, last: day })),
      )
      warn(limited(api.noun, slice.first, first))
      if (range.last !== undefined && first > range.last) return
      whole = { first, last: range.last }
      queue = begin()
      widest = Number.POSITIVE_INFINITY
      continue
    }
    isSearching = false
    const isWhole = slice.first === whole.first && slice.last === whole.last
    const calls = callsOf(page, slice, api.pageSize, clock())
    if (isWhole) rangeCalls = calls
    const pageSize = hasMore(page) && page.rows.length > 0 ? page.rows.length : api.pageSize
    const size = { calls, pageSize, mostPages, isGuess: page.totalPages === undefined }
    queue.shift()
    const readable = isReadable(slice, size, clock(), isWhole)
    if (slice.last !== undefined || !readable) await endDate.probe(page, clock())
    if (readable)
      yield { slice, isDay: daysOf(slice, clock()) === 1, asked, firstPage: page, calls, rangeCalls }
    else queue = [...candidates(divide(slice, size, clock())), ...queue]
  }
}

const hasMore = ({ totalPages, next }: ListPage): boolean => next !== 'no' || (totalPages ?? 1) > 1

/**
 * How many calls a slice has. The number of pages rules, and a total that agrees with it is more exact. Without either, the calls of the
 * first page show how many there are in how much time.
 */
function callsOf(page: ListPage, slice: Slice, pageSize: number, now: number): number {
  const { total, totalPages, rows } = page
  if (!hasMore(page)) return rows.length
  if (totalPages !== undefined)
    return Math.min(total ?? Number.POSITIVE_INFINITY, totalPages * Math.max(rows.length, pageSize))
  const instants = rows.map((row) => row?.instant).filter((instant) => instant !== undefined)
  const [begin, end] = [Math.min(...instants), Math.max(...instants)]
  const until = slice.last === undefined ? now : Math.min(now, endOfDayEverywhere(slice.last))
  return Math.ceil((rows.length * Math.max(1, until - begin)) / Math.max(1, end - begin)) || rows.length
}

/** @throws ApiRefusal if not even the day that has begun everywhere is accepted: then the request is refused for its filters. */
export const fetchToday = (api: ListApi, today: number): Promise<ListPage> =>
  api.page({ first: today, last: undefined }, 1).catch((error: unknown) => {
    if (!isAboutRange(error) && !(error instanceof RangeTooSlow)) throw error
    return api.page({ first: today, last: today }, 1)
  })

const limited = (noun: string, from: number, first: number) =>
  `JustCall serves ${noun}s from ${formatDay(first)} on only: the ${noun}s from ${formatDay(from)} to ${formatDay(first - 1)} cannot be read. JustCall's support may export older ones.`

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

/** How often a read may find that its first days are not served any more: once, and where midnight falls in it once more. */
const mostLimits = 3

const dayOf = ({ first }: Slice): DayRange => ({ first, last: first })

const candidates = (slices: readonly Slice[]): Candidate[] => slices.map((slice) => ({ slice }))

interface Candidate {
  readonly slice: Slice
  asked?: DayRange | undefined
  firstPage?: Promise<ListPage> | undefined
}

/** Avoids an unhandled rejection: the plan sees the failure in its turn. */
function quietly<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined)
  return promise
}
