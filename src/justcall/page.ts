import { isJsonObject } from '../airbyte/is-json-object.ts'
import { parseJsonExactly } from './exact-json.ts'

/** One page of calls as the API answered it, its numbers already weighed against one another. */
export type Page = {
  readonly number: number
  readonly rows: readonly unknown[]
  readonly totalPages: number
  /** How many calls the query has in all, if the API told a number that agrees with its pages. */
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
 * Reads the body of an answer to page `number`, asked for with `perPage` calls.
 *
 * `total_pages` rules. `count` is the total in the contract and the rows of this page in a relative, whose total is
 * `total_count`: either counts as a total only where it agrees with `total_pages`.
 * @throws NotAPage if it is not a call list whose `status` is `success`, or another page than the one asked for.
 */
export function parsePage(body: string, number: number, perPage: number, arrival: Arrival): Page {
  const answer = parse(body)
  if (!isJsonObject(answer)) throw new NotAPage('the answer is JSON, but no object')
  const { status, data } = answer
  if (status !== undefined && status !== 'success') {
    throw new NotAPage(
      'the answer\'s status is not "success"',
      [JSON.stringify(status), message(answer)].filter((part) => part !== '').join(': '),
    )
  }
  if (!Array.isArray(data)) throw new NotAPage('the answer has no list "data"', message(answer))
  const told = wholeNumber(answer['page'])
  if (told !== undefined && told !== number) {
    throw new NotAPage(`page ${told} was answered where page ${number} was asked for`)
  }
  const totalPages = wholeNumber(answer['total_pages'])
  if (totalPages === undefined) throw new NotAPage('the answer tells no "total_pages"')
  const sizes = [wholeNumber(answer['per_page']) ?? perPage, ...(number < totalPages ? [data.length] : [])]
  const agrees = (total: number) =>
    (totalPages <= 1 && number === 1 && total === data.length) ||
    sizes.some((size) => size > 0 && Math.ceil(total / size) === totalPages) ||
    (number === totalPages && fillsLast(total, data.length, totalPages))
  const totals = [wholeNumber(answer['total_count']), wholeNumber(answer['count'])]
  return {
    number,
    rows: data,
    totalPages,
    ...arrival,
    total: totals.find((total) => total !== undefined && agrees(total)),
  }
}

function parse(body: string): unknown {
  try {
    return parseJsonExactly(body)
  } catch (error) {
    const seen = body.trim() === '' ? 'the answer is empty' : 'the answer is not JSON, or was cut short'
    throw new NotAPage(seen, '', { cause: error })
  }
}

/** Numbers that come as text are numbers all the same. */
function wholeNumber(value: unknown): number | undefined {
  const number = typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value
  return typeof number === 'number' && Number.isSafeInteger(number) && number >= 0 ? number : undefined
}

const message = (answer: Record<string, unknown>) =>
  typeof answer['message'] === 'string' ? answer['message'] : ''

/** Whether pages of one size before a last page of so many rows make up the total: a server may cap the size untold. */
function fillsLast(total: number, rows: number, totalPages: number): boolean {
  const size = (total - rows) / (totalPages - 1)
  return Number.isInteger(size) && size >= rows && rows > 0
}
