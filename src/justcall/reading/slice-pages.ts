import { ConfigError } from '../../airbyte/protocol/errors.ts'
import { counted } from '../../airbyte/source/wording.ts'
import { ApiRefusal } from '../api/failures.ts'
import type { ListApi, ListPage } from '../api/list-api.ts'
import { type DayRange, formatRange } from '../time/days.ts'
import type { PlannedSlice } from './plan.ts'
import type { Slice } from './slices.ts'

/** A page in its place: the pages of a slice by their numbers, the slices by the calendar. */
export interface SlicePage {
  readonly planned: PlannedSlice
  readonly page: ListPage
  /** It is the last page of its slice by the count of the first page. */
  readonly last: boolean
}

/**
 * The API gave the first page of a slice, and refuses it now, or refuses to page further. Smaller slices may be accepted; a
 * single day cannot be made smaller, and for it this is the user's error.
 */
export class SliceRefused extends ConfigError {
  readonly slice: Slice
  /** The range that its pages were asked for. */
  readonly asked: DayRange
  /** How many pages of the slice the API gives: 0 if it refuses the first one, too. */
  readonly pages: number
  /** The API counts the pages of the slice. */
  readonly isCounted: boolean

  constructor({ slice, asked, firstPage }: PlannedSlice, pages: number, cause: ApiRefusal) {
    super(
      pages === 0
        ? cause.message
        : `JustCall gives only ${counted(pages, 'page')} of the calls of ${formatRange(slice)}, and a day is the least that can be asked for: narrow the calls by direction, agent_id, number or status, in several connections if all are needed. ${cause.message}`,
      { cause },
    )
    this.slice = slice
    this.asked = asked
    this.pages = pages
    this.isCounted = firstPage.totalPages !== undefined
  }
}

/** The pages of planned slices as tasks, in order; the first page of each is there already. */
export async function* slicePages(
  plan: AsyncIterable<PlannedSlice>,
  api: ListApi,
): AsyncGenerator<() => Promise<SlicePage>, void, undefined> {
  for await (const planned of plan) {
    const { totalPages } = planned.firstPage
    if (totalPages === undefined) yield* uncountedPages(planned, api)
    else yield* countedPages(planned, totalPages, api)
  }
}

function* countedPages(
  planned: PlannedSlice,
  totalPages: number,
  api: ListApi,
): Generator<() => Promise<SlicePage>, void, undefined> {
  yield async () => ({ planned, page: planned.firstPage, last: totalPages <= 1 })
  for (let number = 2; number <= totalPages; number += 1) {
    yield async () => ({ planned, page: await fetchPage(planned, number, api), last: number === totalPages })
  }
}

/** How many pages are requested beyond the last one that is there. */
const mostAhead = 4

/**
 * The API does not say how many pages there are: they are requested as far ahead as there were pages before, and what comes
 * after the last one is nothing.
 */
async function* uncountedPages(
  planned: PlannedSlice,
  api: ListApi,
): AsyncGenerator<() => Promise<SlicePage>, void, undefined> {
  const pages = [Promise.resolve(planned.firstPage)]
  const isLast = async (number: number) => {
    const [page, before] = await Promise.all([pages[number - 1], pages[number - 2]])
    return page === undefined || ends(page, before)
  }
  yield async () => ({ planned, page: planned.firstPage, last: await isLast(1) })
  for (let number = 2; ; number += 1) {
    const known = Math.max(Math.ceil(number / 2), number - mostAhead)
    // A failure reaches the read in its turn.
    if (await isLast(known).catch(() => true)) return
    yield async () => {
      const fetched = fetchPage(planned, number, api)
      pages[number - 1] = fetched
      return { planned, page: await fetched, last: await isLast(number) }
    }
  }
}

/** A page is the last one if none follows, if it has no rows, or if it is the one before again. */
const ends = ({ rows, next }: ListPage, before: ListPage | undefined): boolean =>
  rows.length === 0 ||
  next === 'no' ||
  (rows.length === before?.rows.length && rows.every((row, place) => row?.id === before.rows[place]?.id))

/** A call that is deleted and another that arrives, each between two requests, look like a refusal; three in a row do not. */
const attempts = 3

/**
 * A page of a slice. A page past the end that the API refuses is an empty one: a call was deleted since the pages were
 * counted. Whether it is past the end is shown by the first page, requested again, or by the one before where pages are not counted.
 * @throws SliceRefused if the API refuses a page that it counts; what the client throws.
 */
export async function fetchPage(planned: PlannedSlice, number: number, api: ListApi): Promise<ListPage> {
  const { isDay, asked, firstPage } = planned
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await api.page(asked, number)
    } catch (error) {
      if (!(error instanceof ApiRefusal) || !isAboutPage(error, number)) throw error
      const isCounted = firstPage.totalPages !== undefined
      if (number === 1 || attempt === attempts) throw new SliceRefused(planned, number - 1, error)
      const witness = await fetchPage(planned, isCounted ? 1 : number - 1, api)
      const isLast =
        witness.next === 'no' ||
        witness.next === 'unlikely' ||
        (witness.next === 'unknown' && isDay) ||
        witness.rows.length < firstPage.rows.length
      const isPastEnd = isCounted ? (witness.totalPages ?? 0) < number : error.status === 404 || isLast
      if (isPastEnd) return { ...witness, number, rows: [], anomalies: [], next: 'no' }
    }
  }
}

const isAboutPage = ({ status }: ApiRefusal, number: number) =>
  status === 400 || status === 422 || (status === 404 && number > 1)
