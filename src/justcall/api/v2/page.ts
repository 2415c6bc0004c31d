import { parseJsonExactly } from '../../../airbyte/json/exact-json.ts'
import { isJsonObject } from '../../../airbyte/json/is-json-object.ts'
import type { JsonObject } from '../../../airbyte/protocol/messages.ts'
import { type ListPage, NotAPage } from '../list-api.ts'

/** @throws NotAPage if the body is not a call list whose `status` is `success`. */
export function parseCallList(body: string): { answer: JsonObject; data: readonly unknown[] } {
  const answer = parse(body)
  if (!isJsonObject(answer)) throw new NotAPage('the answer is JSON, but no object')
  const { status, data } = answer
  if (status !== undefined && status !== 'success') {
    throw new NotAPage(
      'the answer\'s status is not "success"',
      [typeof status === 'object' && status !== null ? '' : JSON.stringify(status), message(answer)]
        .filter((part) => part !== '')
        .join(': '),
    )
  }
  if (Array.isArray(data)) return { answer, data }
  // Some servers write an empty list as null. It is believed only where both numbers say that there is nothing.
  if ((data === null || data === undefined) && countsNothing(answer)) return { answer, data: [] }
  throw new NotAPage('the answer has no list "data"', message(answer))
}

/** A page's numbers, checked against one another, and its rows. */
interface Page extends Pick<ListPage, 'totalPages' | 'hasNext' | 'total'> {
  readonly rows: readonly unknown[]
}

/**
 * `count` is the total in the contract and the rows of this page in a relative, whose total is `total_count`. So a number counts as
 * the total if it is more than the rows of this page, or if this page is the only one. Past the end some servers answer the last page
 * again: it is none.
 * @param answer what the answer says beside its rows.
 * @param number of the page that was requested.
 * @throws NotAPage if it is another page, or does not tell how many there are.
 */
export function pageOf(answer: JsonObject, given: readonly unknown[], number: number): Page {
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

function parse(body: string): unknown {
  try {
    return parseJsonExactly(body)
  } catch (error) {
    const seen = body.trim() === '' ? 'the answer is empty' : 'the answer is not JSON, or was cut short'
    throw new NotAPage(seen, '', { cause: error })
  }
}

const countsNothing = ({ count, total_pages: totalPages }: JsonObject): boolean =>
  wholeNumber(count) === 0 && (wholeNumber(totalPages) ?? 2) <= 1

/** Numbers that come as text are numbers all the same. */
function wholeNumber(value: unknown): number | undefined {
  const number = typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value
  return typeof number === 'number' && Number.isSafeInteger(number) && number >= 0 ? number : undefined
}

const message = (answer: JsonObject) => (typeof answer['message'] === 'string' ? answer['message'] : '')
