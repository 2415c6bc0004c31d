import type { DayRange } from './api-days.ts'
import { isAboutRange } from './api-error.ts'
import type { CallPage, CallPages } from './call-page.ts'
import type { PageQueries } from './page-queries.ts'
import { sampleOf, settleEnds } from './settle-ends.ts'
import { daysOf, divide, isReadable, narrower, type Slice, tile } from './slices.ts'

/** A slice that is small enough to be read, with the page that told so: it is the slice's first, and used as such. */
export interface PlannedSlice {
  readonly slice: Slice
  readonly firstPage: CallPage
  /** About how many calls the whole range has, if that was told at once. */
  readonly rangeCalls: number | undefined
}

export interface PlanOptions {
  readonly pages: CallPages
  readonly queries: PageQueries
  readonly perPage: number
  /** How many slices' first pages may be fetched before they are asked for. */
  readonly ahead: number
  /** The read's own start. */
  readonly now: number
  /** The time as it passes: where a day begins amid a read, an open slice grows by it. */
  readonly clock: () => number
  /** The API gives no more pages of a slice than these. */
  readonly mostPages: number
}

/**
 * Cuts a range into slices by the counts that the API reports, in the order of the calendar.
 *
 * The range is tried whole. What is too large is divided by its own count, and each part is tried in turn, so that quiet
 * years cost a few requests and busy days are found without looking at each day. A range that the API refuses as such is
 * met by narrower ones, one at a time until one is accepted.
 * @throws ApiRefusal if even a single day is refused; whatever the client throws.
 */
export async function* planSlices(
  range: DayRange,
  { pages, queries, perPage, ahead, now, clock, mostPages }: PlanOptions,
): AsyncGenerator<PlannedSlice, void, undefined> {
  let queue: Candidate[] = [{ slice: range }]
  let rangeCalls: number | undefined
  let widest = Number.POSITIVE_INFINITY
  /** The fewest days, of more than one, that were refused. */
  let leastRefused = Number.POSITIVE_INFINITY
  let searching = false
  /** From here on slices are given anew if an end turns out to be meant otherwise: before it no call shows either way. */
  let unsure = range.first
  const ask = (next: number) => {
    for (const candidate of queue.slice(0, next)) {
      candidate.firstPage ??= quietly(pages.fetch(queries.of(candidate.slice, 1)))
    }
  }
  while (true) {
    ask(searching ? 1 : ahead)
    const [candidate, ...rest] = queue
    if (candidate === undefined) return
    queue = rest
    const { slice } = candidate
    let page: CallPage
    try {
      page = await (candidate.firstPage ?? pages.fetch(queries.of(slice, 1)))
    } catch (error) {
      if (!isAboutRange(error)) throw error
      const today = clock()
      const days = daysOf(slice, today)
      const width = days > widest ? widest : narrower(days)
      if (width === undefined) {
        // A day more was asked for already, and refused too.
        if (slice.last === undefined || queries.mayShowNextDay || leastRefused === 2) throw error
        queue = candidates(
          tile({ first: queries.settled ? slice.first : unsure, last: range.last }, 1, today),
        )
        queries.widen()
        continue
      }
      leastRefused = Math.min(leastRefused, days)
      widest = width
      searching = true
      queue = [
        ...candidates(tile(slice, widest, today)),
        ...rest.flatMap((other) =>
          daysOf(other.slice, today) <= width ? [other] : candidates(tile(other.slice, width, today)),
        ),
      ]
      continue
    }
    searching = false
    const isWhole = slice.first === range.first && slice.last === range.last
    const pageSize = page.totalPages > 1 && page.rows.length > 0 ? page.rows.length : perPage
    const calls = page.total ?? page.totalPages * pageSize
    if (isWhole) rangeCalls = calls
    const size = { calls, pageSize, mostPages }
    const readable = isReadable(slice, size, now, isWhole)
    const seen = sampleOf(page, now)
    if (!readable) queue = [...candidates(divide(slice, size, now, seen)), ...queue]
    const hasEnd = !readable || slice.last !== undefined
    if (hasEnd && !queries.settled) {
      const settling = settleEnds(slice, seen, { pages, queries, now })
      // Nearly always an end is meant as it was asked for: one request is little against waiting for that.
      ask(1)
      if (await settling) {
        // Each is asked for a day more now.
        widest = Math.max(1, widest - 1)
        const left = { first: unsure, last: range.last }
        queue = candidates(widest < daysOf(left, now) ? tile(left, widest, now) : [left])
        continue
      }
    }
    if (!readable) continue
    if (page.rows.length === 0 && slice.first === unsure && slice.last !== undefined) unsure = slice.last + 1
    yield { slice, firstPage: page, rangeCalls }
  }
}

const candidates = (slices: readonly Slice[]): Candidate[] => slices.map((slice) => ({ slice }))

interface Candidate {
  readonly slice: Slice
  firstPage?: Promise<CallPage>
}

/** Its failure is met when its turn comes; until then it is nobody's. */
function quietly<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined)
  return promise
}
