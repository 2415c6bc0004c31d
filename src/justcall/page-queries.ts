import { earliestDay, formatDay, latestDay } from './api-days.ts'
import type { CallPages } from './call-page.ts'
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
  /** Whether it is known how an end is meant. */
  readonly settled: boolean
  /**
   * Asks how an end is meant, for the days on which a call that was seen can lie. It may stay unsettled.
   * @returns whether slices have to be asked for anew.
   */
  settle(pages: CallPages, seen: Sample): Promise<boolean>
}

export function createPageQueries(perPage: number): PageQueries {
  let settled = false
  /** An account where calls come and go may not tell; it is not asked for ever. */
  let tries = 3
  /** An end that is not taken in is asked for a day later. */
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
    async settle(pages, { earliest: instant }) {
      tries -= 1
      const shows = async (first: number, last: number) =>
        (await pages.fetch(of({ first, last }, 1))).rows.length > 0
      const days = likelyDays(instant)
      for (const day of [...days, Math.max(...days) + 1]) {
        settled = await shows(day, day)
        if (settled) return false
      }
      // Each of these days seems empty by itself. If two of them together are not, it is the end that was left out; if
      // they are, the call is gone meanwhile, and another one will tell.
      for (const day of days) {
        settled = await shows(day, day + 1)
        if (!settled) continue
        later = 1
        return true
      }
      return false
    },
  }
}

/** The days on which an instant can lie, in whatever zone: its day in UTC first, which is right for most of the hours. */
function likelyDays(instant: number): number[] {
  const utc = earliestDay(instant + 12 * 3_600_000)
  return [...new Set([utc, earliestDay(instant), latestDay(instant)])]
}
