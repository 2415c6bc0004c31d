import { type Account, createAccount } from '../../sandbox/account.ts'

const dayLength = 86_400_000
const hour = 3_600_000

/** What the account is like, for readers of the results. */
export const growth = { atFirst: 200, atLast: 2_000, daysBefore: 90, late: 0.02, filledIn: 0.3 } as const

/**
 * An account that grows tenfold within the time, from some weeks before it on: fewer calls at week-ends, some calls that are
 * listed hours after their end, and many whose notes, tags and disposition are written hours after it.
 */
export function createGrowingAccount(begin: number, days: number): Account {
  const { atFirst, atLast, daysBefore, late, filledIn } = growth
  const counts = Array.from({ length: daysBefore + days }, (_, nth) => {
    const date = new Date(begin + (nth - daysBefore) * dayLength)
    const rate = atFirst * (atLast / atFirst) ** (Math.max(0, nth - daysBefore) / 365)
    const weekend = date.getUTCDay() % 6 === 0
    return [date.toISOString().slice(0, 10), Math.round(weekend ? rate / 5 : rate)] as const
  })
  return createAccount({
    shape: { days: Object.fromEntries(counts) },
    late: { share: late, upToMs: 6 * hour },
    filledIn: { share: filledIn, upToMs: 8 * hour },
  })
}
