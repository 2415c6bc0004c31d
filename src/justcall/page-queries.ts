import { earliestDay, formatDay, latestDay } from './api-days.ts'
import { isAboutRange } from './api-error.ts'
import type { CallPage, CallPages } from './call-page.ts'
import type { PageQuery } from './page-query.ts'
import type { Sample, Slice } from './slices.ts'

/**
 * How to ask for the pages of a slice.
 *
 * The contract says that calls are filtered "up to" `end_date`, which may or may not take in that day itself. It is asked
 * once, before the first slice with an end is read: were it taken wrongly, the last day of each slice would be lost.
 */
export interface PageQueries {
  of(slice: Slice, page: number): PageQuery
  /** Whether it is known how an end is meant, or was asked for in vain often enough. */
  readonly settled: boolean
  /** The pages of a slice may show calls of the day after it. */
  readonly mayShowNextDay: boolean
  /**
   * Asks how an end is meant, for the days on which a call that was seen can lie. It may stay unsettled, three times at most.
   * @returns whether slices have to be asked for anew.
   */
  settle(pages: CallPages, seen: Sample): Promise<boolean>
  /** A day by itself is refused: from here on each slice is asked for a day further, however an end is meant. */
  widen(): void
}

export function createPageQueries(perPage: number): PageQueries {
  let settled = false
  /** An account where calls come and go may not tell. */
  let tries = 3
  /** An end that may not be taken in is asked for a day later. */
  let later = 0

  const of = ({ first, last }: Slice, page: number): PageQuery => ({
    startDate: formatDay(first),
    endDate: last === undefined ? undefined : formatDay(last + later),
    page,
    perPage,
  })

  return {
    of,
    get settled() {
      return settled || tries === 0
    },
    get mayShowNextDay() {
      return later > 0
    },
    widen() {
      settled = true
      later = 1
    },
    async settle(pages, { earliest: instant }) {
      tries -= 1
      const meaning = await meaningOf(likelyDays(instant), (range) => pages.fetch(of(range, 1)))
      if (meaning === undefined && tries > 0) return false
      settled = true
      // Where nothing tells, a day that is shown twice does less harm than one that is never shown.
      later = meaning === 'taken in' ? 0 : 1
      return later > 0
    },
  }
}

/** How an end is meant, by whether the day of a call shows it by itself; undefined if nothing tells. */
async function meaningOf(
  days: readonly number[],
  fetch: (range: Slice) => Promise<CallPage>,
): Promise<'taken in' | 'left out' | undefined> {
  const shows = async (first: number, last: number) => (await fetch({ first, last })).rows.length > 0
  try {
    for (const day of [...days, Math.max(...days) + 1]) if (await shows(day, day)) return 'taken in'
  } catch (error) {
    // Where ends are left out, a range that ends where it begins makes no sense. Where they are not, a day further is asked
    // for in vain, and no call is lost.
    if (isAboutRange(error)) return 'left out'
    throw error
  }
  // Each of these days seems empty by itself. If two of them together are not, it is the end that was left out; if
  // they are, the call is gone meanwhile, and another one will tell.
  for (const day of days) if (await shows(day, day + 1)) return 'left out'
  return undefined
}

/** The days on which an instant can lie, in whatever zone: its day in UTC first, which is right for most of the hours. */
function likelyDays(instant: number): number[] {
  const utc = earliestDay(instant + 12 * 3_600_000)
  return [...new Set([utc, earliestDay(instant), latestDay(instant)])]
}
