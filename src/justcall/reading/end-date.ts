import { isAboutRange } from '../api/failures.ts'
import type { ListApi, ListPage } from '../api/list-api.ts'
import { type DayRange, dayLength } from '../time/days.ts'

/**
 * Which last day to ask for. The contract says that calls are filtered "up to" `end_date`, which may or may not include that
 * day. Until an answer shows that it does, ranges are asked for one day further: a day that is shown twice costs a little,
 * a day that is never shown is lost.
 */
export interface EndDate {
  /** The range to ask for, so that the answer has all days of the slice. */
  asked(slice: DayRange): DayRange
  /** Asks for a single day on which a call of this page lies, once: rows show that the end is included. */
  probe(page: ListPage, now: number): Promise<void>
  /** Whether the end is known to be included, or rows of one of these days, each asked for by itself, show it. */
  isShownBy(days: readonly number[]): Promise<boolean>
  /** The end is known to be included. */
  include(): void
  readonly isIncluded: boolean
}

export function createEndDate(api: ListApi): EndDate {
  let isIncluded = api.endIncluded === true
  let isProbed = api.endIncluded !== undefined
  const include = () => {
    isIncluded = true
  }
  const ask = async (day: number) => {
    try {
      const { rows } = await api.page({ first: day, last: day }, 1)
      if (rows.length > 0) include()
    } catch (error) {
      if (!isAboutRange(error)) throw error
    }
  }
  return {
    asked: ({ first, last }) => ({ first, last: last === undefined || isIncluded ? last : last + 1 }),
    include,
    get isIncluded() {
      return isIncluded
    },
    async isShownBy(days) {
      for (const day of days) if (!isIncluded) await ask(day)
      return isIncluded
    },
    async probe(page, now) {
      const day = isProbed || isIncluded ? undefined : surestDay(page, now)
      if (day === undefined) return
      isProbed = true
      await ask(day)
    },
  }
}

/** The UTC day of the call nearest to noon UTC: it is the account's day too in every zone from UTC-12 to UTC+12. */
function surestDay({ rows }: ListPage, now: number): number | undefined {
  const fromNoon = (instant: number) => Math.abs((instant % dayLength) - dayLength / 2)
  const [surest] = rows
    .map((row) => row?.instant)
    .filter((instant) => instant !== undefined)
    .filter((instant) => instant <= now)
    .sort((a, b) => fromNoon(a) - fromNoon(b))
  return surest === undefined ? undefined : Math.floor(surest / dayLength)
}
