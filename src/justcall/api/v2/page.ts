import type { JsonObject } from '../../../airbyte/protocol/messages.ts'
import { parseEnvelope, rowsOf, wholeNumber } from '../envelope.ts'
import { type ListPage, NotAPage } from '../list-api.ts'
import { expectVersion } from '../version.ts'

/** A page's numbers, checked against one another, and its rows. */
export interface Page extends Pick<ListPage, 'totalPages' | 'hasNext' | 'total'> {
  readonly rows: readonly unknown[]
}

/**
 * @param number of the page that was requested.
 * @throws NotAPage if the body is not that page; ConfigError if it is one of API v2.1.
 */
export function parsePage(body: string, number: number): Page {
  const answer = parseEnvelope(body)
  expectVersion(answer, 'v2')
  // Some servers write an empty list as null. It is believed only where both numbers say that there is nothing.
  const { count, total_pages: totalPages } = answer
  const isEmpty = wholeNumber(count) === 0 && (wholeNumber(totalPages) ?? 2) <= 1
  return pageOf(answer, rowsOf(answer, isEmpty), number)
}

/**
 * `count` is the total in the contract and the rows of this page in a relative, whose total is `total_count`. So a number counts as
 * the total if it is more than the rows of this page, or if this page is the only one. Past the end some servers answer the last page
 * again: it is none.
 */
function pageOf(answer: JsonObject, given: readonly unknown[], number: number): Page {
  const totalPages = wholeNumber(answer['total_pages'])
  if (totalPages === undefined) throw new NotAPage('the answer has no "total_pages"')
  const answeredNumber = wholeNumber(answer['page']) ?? number
  const isPastEnd = answeredNumber !== number && number > totalPages
  if (answeredNumber !== number && !isPastEnd) {
    throw new NotAPage(`page ${answeredNumber} was answered where page ${number} was asked for`)
  }
  const isOnly = number === 1 && totalPages <= 1
  const total = [answer['total_count'], answer['count']]
    .map(wholeNumber)
    .find((count) => count !== undefined && (count > given.length || (isOnly && count === given.length)))
  return { rows: isPastEnd ? [] : given, totalPages, hasNext: number < totalPages, total }
}
