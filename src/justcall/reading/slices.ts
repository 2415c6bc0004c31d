import { type DayRange, earliestDay, latestDay } from '../time/days.ts'

/**
 * Slices are runs of whole account days that tile the calendar, sized by the counts that the API reports.
 *
 * Invariant: the parts of a slice begin where it begins, end where it ends, and follow one another without a gap or
 * an overlap, so that in any zone each call is in exactly one of them.
 */
export interface Slice extends DayRange {}

/**
 * A slice of about 45 pages is a good piece of work between two states. Each slice ends in a page that is not full, half
 * a page on average. Up to `most` a slice is read as it is: to divide it costs a request. APIs refuse to page past some
 * 10,000 rows.
 */
const pages = { aim: 45, most: 95, mostOfWhole: 50 }
const mostCalls = 9_500

/** How much a slice holds, by the API's count. */
export interface Size {
  readonly calls: number
  /** How many calls the API gives a page. */
  readonly pageSize: number
  /** The API counts neither calls nor pages: `calls` is what its first page lets expect. */
  readonly isGuess?: boolean
  /** The API gives no more pages of a slice than these. */
  readonly mostPages: number
}

/** How many days a slice can hold calls on; an open end reaches to the last day that has begun anywhere. */
export const daysOf = (slice: Slice, now: number): number =>
  Math.max(1, (slice.last ?? latestDay(now)) - slice.first + 1)

/**
 * Whether a slice can be read as it is. A whole range is divided earlier than a part that came out larger than meant: a
 * wasted request is cheaper than a long read without a checkpoint.
 */
export function isReadable(
  slice: Slice,
  { calls, pageSize, mostPages }: Size,
  now: number,
  isWhole: boolean,
): boolean {
  if (daysOf(slice, now) === 1) return true
  const most = Math.min(mostPages, isWhole ? pages.mostOfWhole : pages.most)
  return calls <= mostCalls && calls <= most * pageSize
}

/**
 * A slice that is too large, in parts of the size aimed at by the calls that it has on average a day. Days that are not over
 * everywhere are a part of their own, since calls still arrive there. A guess may be wrong by far, and only halves the slice.
 */
export function divide(
  slice: Slice,
  { calls, pageSize, mostPages, isGuess = false }: Size,
  now: number,
): Slice[] {
  const days = daysOf(slice, now)
  const pagesADay = calls / days / pageSize
  const half = Math.ceil(days / 2)
  const width = isGuess
    ? half
    : Math.min(Math.round(pages.aim / pagesADay), Math.floor(mostPages / pagesADay), half)
  return tile(slice, Math.max(1, width), now)
}

/** A slice in parts of at most `width` days each. */
export function tile(slice: Slice, width: number, now: number): Slice[] {
  const end = slice.last ?? latestDay(now)
  const open = Math.max(earliestDay(now), slice.first)
  const parts: Slice[] = []
  let first = slice.first
  while (first <= end) {
    let last = Math.min(first + width - 1, end)
    if (first < open && last >= open) last = open - 1
    parts.push({ first, last })
    first = last + 1
  }
  const final = parts.pop() ?? slice
  return [...parts, { first: final.first, last: slice.last }]
}

/** How wide to try next where a range of so many days, of more than one, was refused: with a day further, 90 days. */
export const narrower = (days: number): number => (days > 89 ? 89 : Math.floor(days / 2))
