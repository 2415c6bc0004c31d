import { type DayRange, earliestDay, latestDay } from './api-days.ts'

/**
 * Slices are runs of whole API days that tile the calendar, sized by the counts that the API reports.
 *
 * Invariant: the parts of a slice begin where it begins, end where it ends, and follow one another without a gap or
 * an overlap, so that in any zone each call is in exactly one of them.
 */

/** A slice of about so many pages is a good piece of work between two states. */
const goodPages = { least: 14, aim: 20, most: 40 }
/** Slices above this are divided, unless they are a single day: APIs refuse to page past some 10,000 rows. */
const mostPages = 50
const mostCalls = 5_000

export interface Slice extends DayRange {}

/** How many days a slice can hold calls on; an open end reaches to the last day that has begun anywhere. */
export const daysOf = (slice: Slice, now: number): number =>
  Math.max(1, (slice.last ?? latestDay(now)) - slice.first + 1)

/** Whether a slice can be read as it is. */
export function isReadable(slice: Slice, calls: number, pageSize: number, now: number): boolean {
  return daysOf(slice, now) === 1 || (calls <= mostCalls && calls <= mostPages * pageSize)
}

/**
 * A slice that is too large, in parts of about `goodPages` by the calls that it holds on average a day.
 * Days that are not over everywhere make a part of their own, since calls still arrive there.
 */
export function divide(slice: Slice, calls: number, pageSize: number, now: number): Slice[] {
  const days = daysOf(slice, now)
  const width = Math.min(bestWidth(calls / days / pageSize), Math.ceil(days / 2))
  return tile(slice, width, now)
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

/** The number of days whose last page is fullest, among those that make a slice of a good size. */
function bestWidth(pagesADay: number): number {
  const least = Math.max(1, Math.ceil(goodPages.least / pagesADay))
  const most = Math.max(least, Math.floor(goodPages.most / pagesADay))
  const aim = Math.max(1, Math.round(goodPages.aim / pagesADay))
  if (most - least > 60) return aim
  let best = { width: aim, cost: Number.POSITIVE_INFINITY }
  for (let width = least; width <= most; width += 1) {
    const pages = width * pagesADay
    // The second term prefers the size aimed at where the pages are equally full.
    const cost = Math.ceil(pages - 1e-9) / pages + Math.abs(width - aim) / aim / 200
    if (cost < best.cost) best = { width, cost }
  }
  return best.width
}

/** How wide to try next where a range of so many days was refused; undefined if it cannot be narrower. */
export function narrower(days: number): number | undefined {
  if (days <= 1) return undefined
  return days > 90 ? 90 : Math.floor(days / 2)
}
