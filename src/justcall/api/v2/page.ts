import { parseJsonExactly } from '../../../airbyte/json/exact-json.ts'
import { isJsonObject } from '../../../airbyte/json/is-json-object.ts'
import type { JsonObject } from '../../../airbyte/protocol/messages.ts'
import type { PageQuery } from './page-request.ts'

/** One page of calls as the API answered it, its numbers already weighed against one another. */
export type Page<Row = unknown> = {
  readonly number: number
  readonly rows: readonly Row[]
  readonly totalPages: number
  /** How many calls the query has in all, if the API reports that. */
  readonly total: number | undefined
} & Arrival

/** The place of an answer among all answers, which is not that of the requests, and when it came. */
export interface Arrival {
  /** How many answers there were when the page was asked for. */
  readonly askedAfter: number
  readonly answered: number
  /** By the server's clock as far as that is known, in Unix milliseconds. */
  readonly answeredAt: number
  /** When it was asked for, by the same clock. */
  readonly askedAt: number
}

/** A 200 that is no page of calls: a failed attempt like a 5xx, never an empty page. */
export class NotAPage extends Error {
  /** What the answer itself says, whole, as it came. */
  readonly own: string

  constructor(what: string, own = '', options?: ErrorOptions) {
    super(what, options)
    this.name = 'NotAPage'
    this.own = own
  }
}

/**
 * How the body of an answer becomes the page that was asked for.
 * @throws NotAPage if it is not a call list whose `status` is `success`, or another page.
 */
export type ParsePage<P extends Page> = (body: string, query: PageQuery, arrival: Arrival) => P

/** A page whose rows are what they are in JSON. */
export const parsePage: ParsePage<Page> = (body, query, arrival) => {
  const { answer, data } = parseCallList(body)
  return pageOf(answer, data, query, arrival)
}

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

/**
 * `count` is the total in the contract and the rows of this page in a relative, whose total is `total_count`. So a number counts as
 * the total if it is more than the rows of this page, or if this page is the only one. Past the end some servers answer the last page
 * again: it is none.
 * @param answer what the answer says beside its rows.
 * @throws NotAPage if it is another page than the one asked for, or does not tell how many there are.
 */
export function pageOf<Row>(
  answer: JsonObject,
  given: readonly Row[],
  { page: number }: PageQuery,
  arrival: Arrival,
): Page<Row> {
  const totalPages = wholeNumber(answer['total_pages'])
  if (totalPages === undefined) throw new NotAPage('the answer has no "total_pages"')
  const answered = wholeNumber(answer['page']) ?? number
  const isPastEnd = answered !== number && number > totalPages
  if (answered !== number && !isPastEnd) {
    throw new NotAPage(`page ${answered} was answered where page ${number} was asked for`)
  }
  const rows = isPastEnd ? [] : given
  const isOnly = number === 1 && totalPages <= 1
  const total = [answer['total_count'], answer['count']]
    .map(wholeNumber)
    .find((count) => count !== undefined && (count > given.length || (isOnly && count === given.length)))
  return { number, rows, totalPages, ...arrival, total }
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
