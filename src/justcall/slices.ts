import { type DayRange, dayLength, earliestDay, latestDay } from './api-days.ts'

/**
 * Slices are runs of whole API days that tile the calendar, sized by the counts that the API reports.
 *
 * Invariant: the parts of a slice begin where it begins, end where it ends, and follow one another without a gap or
 * an overlap, so that in any zone each call is in exactly one of them.
 */

/**
 * A slice of about so many pages is a good piece of work between two states. Each slice ends in a page that is not full, half
 * a page on average and a whole one at worst: with 30 pages that costs 1.7 % of requests, and 3.3 %.
 */
const goodPages = { least: 20, aim: 30, most: 70 }
/** Slices above this are divided, unless they are a single day: APIs refuse to page past some 10,000 rows. */
const largest = { pages: 75, pagesOfWhole: 40, calls: 7_500 }

export interface Slice extends DayRange {}

/** How many days a slice can hold calls on; an open end reaches to the last day that has begun anywhere. */
export const daysOf = (slice: Slice, now: number): number =>
  Math.max(1, (slice.last ?? latestDay(now)) - slice.first + 1)

/**
 * Whether a slice can be read as it is. A whole range is divided earlier than a part that came out larger than meant: one
 * request that is asked in vain is little against a state amid a long read.
 */
export function isReadable(
  slice: Slice,
  { calls, pageSize, mostPages }: Size,
  now: number,
  isWhole: boolean,
): boolean {
  if (daysOf(slice, now) === 1) return true
  const most = Math.min(mostPages, isWhole ? largest.pagesOfWhole : largest.pages)
  return calls <= largest.calls && calls <= most * pageSize
}

/** How much a slice holds, by what the API told of it. */
export interface Size {
  readonly calls: number
  /** How many calls the API gives a page. */
  readonly pageSize: number
  /** The API gives no more pages of a slice than these. */
  readonly mostPages: number
}

/** Some of a slice's calls, as a page showed them: between which instants, and how many. */
export interface Sample {
  readonly earliest: number
  readonly latest: number
  readonly calls: number
}

/**
 * A slice that is too large, in parts of about `goodPages` by the calls that it holds on average a day; but if the sample
 * lies so dense that its days may hold half of the calls, they are a burst, and cut out of the quiet days around it.
 * Days that are not over everywhere make a part of their own, since calls still arrive there.
 */
export function divide(
  slice: Slice,
  { calls, pageSize, mostPages }: Size,
  now: number,
  sample?: Sample,
): Slice[] {
  const days = daysOf(slice, now)
  const pagesADay = Math.max(calls, 1) / days / pageSize
  const burst = sample === undefined ? undefined : burstIn(slice, calls / days, now, sample)
  if (burst !== undefined) return burst
  const width =
    days <= 4 ? 1 : Math.min(bestWidth(pagesADay), Math.ceil(days / 2), Math.floor(mostPages / pagesADay))
  return tile(slice, Math.max(1, width), now)
}

function burstIn(slice: Slice, callsADay: number, now: number, sample: Sample): Slice[] | undefined {
  const end = slice.last ?? latestDay(now)
  const first = Math.max(slice.first, earliestDay(sample.earliest))
  const last = Math.min(end, latestDay(sample.latest))
  const density = (sample.calls / Math.max(1, sample.latest - sample.earliest)) * dayLength
  const days = end - slice.first + 1
  if (first > last || (last - first + 1) * 2 > days || density < 4 * callsADay) return undefined
  // Days that are merely busier than quiet years before them are no burst: at their density they hold few of the calls.
  if (density * (last - first + 1) * 2 < callsADay * days) return undefined
  return [
    ...(slice.first < first ? [{ first: slice.first, last: first - 1 }] : []),
    { first, last: last < end ? last : slice.last },
    ...(last < end ? [{ first: last + 1, last: slice.last }] : []),
  ]
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

/**
 * The number of days that makes a slice of about the size aimed at and fills its last page best. The average is not quite
 * the density, days without calls at either end count too, so the pages are filled for densities around it.
 */
function bestWidth(pagesADay: number): number {
  const least = Math.max(1, Math.ceil(goodPages.least / pagesADay))
  const most = Math.max(least, Math.floor(goodPages.most / pagesADay))
  const aim = Math.max(1, Math.round(goodPages.aim / pagesADay))
  if (most - least > 60) return aim
  let best = { width: aim, cost: Number.POSITIVE_INFINITY }
  for (let width = least; width <= most; width += 1) {
    const fill = spread.map((factor) => Math.ceil(width * pagesADay * factor) / (width * pagesADay * factor))
    const cost = Math.max(...fill) / 2 + fill.reduce((sum, each) => sum + each) / fill.length / 2
    const detour = Math.abs(width - aim) / aim / 60
    if (cost + detour < best.cost) best = { width, cost: cost + detour }
  }
  return best.width
}

const spread = [0.97, 0.98, 0.99, 1, 1.01, 1.02, 1.03, 1.04]

/** How wide to try next where a range of so many days was refused; undefined if it cannot be narrower. */
export function narrower(days: number): number | undefined {
  if (days <= 1) return undefined
  return days > 90 ? 90 : Math.floor(days / 2)
}
