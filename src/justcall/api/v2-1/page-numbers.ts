import { NotAPage } from '../list-api.ts'
import type { Page } from './page.ts'

/**
 * How an API numbers its pages: from 0 or from 1, and whether `current_page` says the same. Only its answers show that.
 */
export interface PageNumbers {
  /** The number by which the nth page is asked for, from 1. */
  of(nth: number): number
  /** The link of a first page, or its own number, shows where the numbers begin. */
  learn(answer: Page): void
  begin(first: 0 | 1): void
  /** Whether it is known where the numbers begin. */
  readonly isKnown: boolean
  /**
   * The rows of an answer. Past the end some servers answer the last page again, by its own number: there are none then.
   * @param requested undefined if the first page was asked for, which is done without a number.
   * @throws NotAPage if it is another page. A server that is off by the same number twice in a row always is.
   */
  rowsOf(answer: Page, requested: number | undefined): readonly unknown[]
}

export function createPageNumbers(): PageNumbers {
  let first: 0 | 1 | undefined
  /** By how much `current_page` is more than the number that was asked for. */
  let shift = 0
  let lastMismatch: number | undefined
  /** Which earlier page was answered where which one was asked for. */
  const earlier = new Set<string>()

  return {
    of: (nth) => (first ?? 0) + nth - 1,
    begin(number) {
      first = number
    },
    learn({ page, nextPage }) {
      // The next page is asked for by the number in the link, so that rules.
      if (nextPage === 1) first = 0
      else if (nextPage === 2) first = 1
      else if (page === 0) first ??= 0
    },
    get isKnown() {
      return first !== undefined
    },
    rowsOf({ page, rows, hasNext }, given) {
      const requested = given ?? first
      const mismatch = page === undefined || requested === undefined ? 0 : page - requested
      if (mismatch === 0 || mismatch === shift) {
        lastMismatch = undefined
        return rows
      }
      if (mismatch < 0) {
        // A last page that links to a next one looks like any page; only that it comes again shows that it is the last.
        const answered = `${page} for ${requested}`
        if (!hasNext || earlier.has(answered)) return []
        earlier.add(answered)
      }
      const isConstant = mismatch > 0 && mismatch === lastMismatch
      lastMismatch = mismatch
      if (!isConstant) throw new NotAPage(`page ${page} was answered where page ${requested} was asked for`)
      shift = mismatch
      return rows
    },
  }
}
