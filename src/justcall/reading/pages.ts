import type { ConnectorError } from '../../airbyte/protocol/errors.ts'
import { ApiRefusal } from '../api/failures.ts'
import type { ListPage } from '../api/list-api.ts'

/** A list of which the first page is there. */
export interface PagedList {
  readonly firstPage: ListPage
  /** It is as small as it can be made: all its pages must be read. */
  readonly isIndivisible: boolean
  /** Where pages are not counted, one too many is requested at most, even if the list then takes longer. */
  readonly isSparing: boolean
  get(number: number): Promise<ListPage>
  /** What a refused page means. @param pages how many pages the API gives: 0 if it refuses the first one too. */
  refused(pages: number, cause: ApiRefusal): ConnectorError
}

export interface NumberedPage {
  readonly page: ListPage
  /** It is the last page, by what the pages say of that. */
  readonly isLast: boolean
}

/** The pages of a list as tasks, in order; the first one is there already. */
export function pagesOf(list: PagedList): AsyncIterable<() => Promise<NumberedPage>> {
  const { totalPages } = list.firstPage
  return totalPages === undefined ? uncountedPages(list) : countedPages(list, totalPages)
}

async function* countedPages(
  list: PagedList,
  totalPages: number,
): AsyncGenerator<() => Promise<NumberedPage>, void, undefined> {
  yield async () => ({ page: list.firstPage, isLast: totalPages <= 1 })
  for (let number = 2; number <= totalPages; number += 1) {
    yield async () => ({ page: await fetchPage(list, number), isLast: number === totalPages })
  }
}

/**
 * The API does not say how many pages there are: they are requested as far ahead as there were pages before, and what comes
 * after the last one is nothing.
 */
async function* uncountedPages(
  list: PagedList,
): AsyncGenerator<() => Promise<NumberedPage>, void, undefined> {
  /** The last pages only: a list may have thousands. */
  const pages = new Map([[1, Promise.resolve(list.firstPage)]])
  const isLast = async (number: number) => {
    const [page, before] = await Promise.all([pages.get(number), pages.get(number - 1)])
    return page === undefined || ends(page, before)
  }
  yield async () => ({ page: list.firstPage, isLast: await isLast(1) })
  for (let number = 2; ; number += 1) {
    const known = Math.max(Math.ceil(number / 2), number - (list.isSparing ? 2 : 4))
    // A failure reaches the read in its turn.
    if (await isLast(known).catch(() => true)) return
    // Where a page says that it is the last one, only the next shows whether it is.
    const mayBeLast = list.isSparing && (await pages.get(known))?.next === 'unlikely'
    if (mayBeLast && (await isLast(number - 1).catch(() => true))) return
    pages.delete(known - 2)
    yield async () => {
      const fetched = fetchPage(list, number)
      pages.set(number, fetched)
      return { page: await fetched, isLast: await isLast(number) }
    }
  }
}

/** A page is the last one if none follows, if it has no rows, or if it is the one before again. */
const ends = (page: ListPage, before: ListPage | undefined): boolean =>
  page.rows.length === 0 || page.next === 'no' || isSame(page, before)

export const isSame = ({ rows }: ListPage, other: ListPage | undefined): boolean =>
  rows.length === other?.rows.length && rows.every((row, place) => row?.id === other.rows[place]?.id)

/** A row that is deleted and another that arrives, each between two requests, look like a refusal; three in a row do not. */
const attempts = 3

/**
 * A page of a list. A page past the end that the API refuses is an empty one: a row was deleted since the pages were
 * counted. Whether it is past the end is shown by the first page, requested again, or by the one before where pages are not counted.
 * @throws what `refused` makes of a page that the API counts and refuses; what the client throws.
 */
export async function fetchPage(list: PagedList, number: number): Promise<ListPage> {
  const { firstPage } = list
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await list.get(number)
    } catch (error) {
      if (!(error instanceof ApiRefusal) || !isAboutPage(error, number)) throw error
      const isCounted = firstPage.totalPages !== undefined
      if (number === 1 || attempt === attempts) throw list.refused(number - 1, error)
      const witness = await fetchPage(list, isCounted ? 1 : number - 1)
      const isLast =
        witness.next === 'no' ||
        witness.next === 'unlikely' ||
        (witness.next === 'unknown' && list.isIndivisible) ||
        witness.rows.length < firstPage.rows.length
      const isPastEnd = isCounted ? (witness.totalPages ?? 0) < number : error.status === 404 || isLast
      if (isPastEnd) return { ...witness, number, rows: [], anomalies: [], next: 'no' }
    }
  }
}

const isAboutPage = ({ status }: ApiRefusal, number: number) =>
  status === 400 || status === 422 || (status === 404 && number > 1)
