import type { Anomaly } from '../../records/anomalies.ts'
import { type RowShape, readRow } from '../../records/row.ts'
import type { ApiRequest } from '../attempt.ts'
import type { Client } from '../client.ts'
import { ApiRefusal, isAboutRange } from '../failures.ts'
import type { Arrival, ListPage } from '../list-api.ts'
import { type Page, parsePage } from './page.ts'
import { createPageNumbers, type PageNumbers } from './page-numbers.ts'

/** The pages of one list: what its answers show about their numbers and their size is kept for all further ones. */
export interface Pages {
  /** @param number of the page, from 1. @throws ApiRefusal if the API refuses it; what the client throws. */
  get(request: (query: PageQuery) => ApiRequest, number: number): Promise<ListPage>
  /** How many rows a page is asked to have. */
  readonly size: number
}

export interface PageQuery {
  /** By the API's own counting; undefined for the first page, whose answer says where that begins. */
  readonly page: number | undefined
  readonly pageSize: number
}

/** Which sizes are tried where an endpoint refuses a larger one; it gives 20 rows or more by itself. */
const smallerSizes = [100, 50, 20]

export function createPages(client: Client, shape: RowShape, mostRows: number): Pages {
  const numbers = createPageNumbers()
  let size = mostRows
  let isSizeAccepted = false
  /** The most rows that a page had behind which another one follows. */
  let fullPage = 0

  const listPage = (
    answer: Page,
    number: number,
    { page: requested, pageSize: asked }: PageQuery,
    arrival: Arrival,
  ): ListPage => {
    if (number === 1) numbers.learn(answer)
    const given = numbers.rowsOf(answer, requested)
    const { total } = answer
    if (answer.hasNext) fullPage = Math.max(fullPage, given.length)
    const pageSize = Math.max(1, Math.min(asked, answer.pageSize ?? (fullPage || asked)))
    // Nothing shows how many rows a page has: it may be full with fewer than asked for.
    const isOfUnknownSize = !answer.hasLink && answer.pageSize === undefined && fullPage === 0
    // A link may be missing though more rows follow: only a page that is not full shows that none do.
    const isFull = total === undefined && (isOfUnknownSize || given.length >= (fullPage || pageSize))
    const unlinked = !isFull ? 'no' : answer.hasLink || fullPage > 0 ? 'unlikely' : 'unknown'
    const next = given.length === 0 ? 'no' : answer.hasNext ? 'yes' : unlinked
    const totalPages = total === undefined ? undefined : Math.ceil(total / pageSize)
    const anomalies: Anomaly[] = []
    const rows = given.map((row) => readRow(row, shape, (anomaly) => anomalies.push(anomaly)))
    return { ...arrival, number, rows, anomalies, total, totalPages, next }
  }

  const getSized = async (request: (query: PageQuery) => ApiRequest, number: number): Promise<ListPage> => {
    const fetch = (page: number | undefined, pageSize: number) =>
      client.get(request({ page, pageSize }), (body, arrival): Fetched => {
        const answer = parsePage(body)
        const listed = listPage(answer, page === undefined ? 1 : number, { page, pageSize }, arrival)
        return { listed, own: answer.page }
      })
    const page = number === 1 ? undefined : numbers.of(number)
    const asked = size
    const fetched = await fetch(page, asked)
    const { listed } = fetched
    // Another size was accepted meanwhile: all pages of a list must have the same one.
    if (isSizeAccepted && asked !== size) return getSized(request, number)
    size = asked
    isSizeAccepted = true
    if (number === 1 && hasMore(listed) && !numbers.isKnown)
      await findBegin(fetched, numbers, (other) => fetch(other, asked))
    return listed
  }

  return {
    get size() {
      return size
    },
    async get(request, number) {
      while (true) {
        const asked = size
        try {
          return await getSized(request, number)
        } catch (error) {
          if (!isAboutRange(error)) throw error
          if (asked !== size) {
            // Another request has found out meanwhile which size is accepted, or that none is.
            if (size > asked && !isSizeAccepted) throw error
            continue
          }
          const smaller = smallerSizes.find((rows) => rows < size)
          const { isDivisible } = request({ page: undefined, pageSize: size })
          if (isSizeAccepted || number > 1 || !(isAboutSize(error) || isDivisible !== true)) throw error
          if (smaller === undefined) {
            size = mostRows
            throw error
          }
          size = smaller
        }
      }
    },
  }
}

const isAboutSize = ({ message }: ApiRefusal) => /per.?page|page.?size/i.test(message)

const hasMore = ({ next, totalPages }: ListPage) => next !== 'no' || (totalPages ?? 1) > 1

interface Fetched {
  readonly listed: ListPage
  /** The number that the answer itself has. */
  readonly own: number | undefined
}

/**
 * Where no link names the second page, the page that is asked for by 1 shows whether it is the first one: it has the same number and the
 * same rows. A row may come between the two answers, and a number may be wrong once: while they disagree, both pages are asked for again.
 */
async function findBegin(
  fetched: Fetched,
  numbers: PageNumbers,
  get: (page: number | undefined) => Promise<Fetched>,
): Promise<void> {
  let first = fetched
  try {
    for (let attempt = 1; ; attempt += 1) {
      const other = await get(1)
      const hasSameRows = isSame(first.listed.rows, other.listed.rows)
      const hasSameNumber =
        first.own === undefined || other.own === undefined ? hasSameRows : first.own === other.own
      if (hasSameNumber === hasSameRows || attempt === 3) return numbers.begin(hasSameNumber ? 1 : 0)
      first = await get(undefined)
    }
  } catch (error) {
    // There is one page only, or the range is not served any more: nothing is shown by that.
    if (!(error instanceof ApiRefusal) || ![400, 404, 422].includes(error.status)) throw error
  }
}

/** A row may come or go between the two answers, but pages that follow one another share none or a few. */
function isSame(rows: ListPage['rows'], others: ListPage['rows']): boolean {
  const first = new Set(rows.map((row) => row?.id))
  return others.filter((row) => first.has(row?.id)).length * 2 > rows.length
}
