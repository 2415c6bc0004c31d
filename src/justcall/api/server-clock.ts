/** How far the server's clock is ahead of ours, by the `Date` headers of its answers. */
export interface ServerClock {
  /**
   * @param date what an answer says, if anything.
   * @returns the difference by all that was seen, in milliseconds: 0 where the clocks agree to the second, or nothing is known.
   */
  observe(date: string | undefined, now: number): number
}

/**
 * Goes by the median of the newest answers, so that one with a wrong date changes nothing. A difference of more than a day is
 * believed only from the third answer on.
 */
export function createServerClock(): ServerClock {
  const differences: number[] = []
  let believed = Number.NEGATIVE_INFINITY
  return {
    observe(date, now) {
      const difference = Date.parse(date ?? '') - now
      if (!Number.isNaN(difference)) differences.push(difference)
      if (differences.length > most) differences.shift()
      const sorted = differences.toSorted((a, b) => Math.abs(a) - Math.abs(b))
      const median = sorted[Math.floor((sorted.length - 1) / 2)]
      if (median !== undefined && (sorted.length > 2 || Math.abs(median) <= day)) {
        // A date is cut to the second and then travels: of those that mean the same, the largest is the truest.
        const truest = Math.max(...differences.filter((each) => each - median < alike))
        if (truest > believed || believed - truest >= alike) believed = truest
      }
      return Number.isFinite(believed) && Math.abs(believed) >= 2_000 ? believed : 0
    },
  }
}

const most = 9
const day = 24 * 3_600_000
const alike = 3_000
