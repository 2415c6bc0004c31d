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
    async settle(pages, { earliest: instant }) {
      tries -= 1
      const days = likelyDays(instant)
      const fetch = (range: Slice) => pages.fetch(of(range, 1))
      const known = await inDays(days, fetch).catch((error: unknown) => {
        // An API that leaves ends out may well find no sense in a range that begins where it ends.
        if (!isAboutRange(error)) throw error
        return inTotals(days, fetch)
      })
      if (known === undefined && tries > 0) return false
      settled = true
      // Where nothing tells, a day that is shown twice does less harm than one that is never shown.
      later = known === 'taken in' ? 0 : 1
      return later > 0
    },
  }
}

/** How an end is meant; undefined if nothing tells. */
type EndMeaning = 'taken in' | 'left out' | undefined

type Fetch = (range: Slice) => Promise<CallPage>

/** By whether the day of a call shows it by itself. */
async function inDays(days: readonly number[], fetch: Fetch): Promise<EndMeaning> {
  const shows = async (first: number, last: number) => (await fetch({ first, last })).rows.length > 0
  for (const day of [...days, Math.max(...days) + 1]) if (await shows(day, day)) return 'taken in'
  // Each of these days seems empty by itself. If two of them together are not, it is the end that was left out; if
  // they are, the call is gone meanwhile, and another one will tell.
  for (const day of days) if (await shows(day, day + 1)) return 'left out'
  return undefined
}

/**
 * By what ranges hold together, for APIs that refuse a single day: two days each, from one to the next, hold as much as all
 * of them at once if their ends are left out. Were they taken in, the days between would count twice, the call's among them.
 */
async function inTotals(days: readonly number[], fetch: Fetch): Promise<EndMeaning> {
  const total = async (range: Slice) => (await fetch(range)).total ?? Number.NaN
  const whole = { first: Math.min(...days) - 1, last: Math.max(...days) + 1 }
  const pairs = Array.from({ length: whole.last - whole.first }, (_, nth) => ({
    first: whole.first + nth,
    last: whole.first + nth + 1,
  }))
  const all = await total(whole)
  const sums: number[] = []
  // Calls may come and go meanwhile: it is believed if it is so twice, and if all at once are as many all the while.
  while (sums.length < 2) {
    const totals = await Promise.all(pairs.map(total))
    sums.push(totals.reduce((sum, each) => sum + each, 0))
    if ((await total(whole)) !== all) return undefined
  }
  if (all > 0 && sums.every((sum) => sum === all)) return 'left out'
  return sums.every((sum) => sum > all) ? 'taken in' : undefined
}

/** The days on which an instant can lie, in whatever zone: its day in UTC first, which is right for most of the hours. */
function likelyDays(instant: number): number[] {
  const utc = earliestDay(instant + 12 * 3_600_000)
  return [...new Set([utc, earliestDay(instant), latestDay(instant)])]
}
