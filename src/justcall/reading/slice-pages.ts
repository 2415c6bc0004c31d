import { ConfigError } from '../../airbyte/protocol/errors.ts'
import { counted } from '../../airbyte/source/wording.ts'
import type { ApiRefusal } from '../api/failures.ts'
import type { ListApi, ListPage } from '../api/list-api.ts'
import { type DayRange, formatRange } from '../time/days.ts'
import { fetchPage, type PagedList, pagesOf } from './pages.ts'
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

  constructor({ slice, asked, firstPage }: PlannedSlice, noun: string, pages: number, cause: ApiRefusal) {
    super(
      pages === 0
        ? cause.message
        : `JustCall gives only ${counted(pages, 'page')} of the ${noun}s of ${formatRange(slice)}, and a day is the least that can be asked for${noun === 'call' ? ': narrow the calls by direction, agent_id, number or status, in several connections if all are needed' : ''}. ${cause.message}`,
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
    for await (const fetch of pagesOf(pagedSlice(planned, api))) {
      yield async () => {
        const { page, isLast } = await fetch()
        return { planned, page, last: isLast }
      }
    }
  }
}

/** A page of a slice. @throws SliceRefused if the API refuses a page that it counts; what the client throws. */
export const fetchSlicePage = (planned: PlannedSlice, number: number, api: ListApi): Promise<ListPage> =>
  fetchPage(pagedSlice(planned, api), number)

const pagedSlice = (planned: PlannedSlice, api: ListApi): PagedList => ({
  firstPage: planned.firstPage,
  isIndivisible: planned.isDay,
  isSparing: false,
  get: (number) => api.page(planned.asked, number),
  refused: (pages, cause) => new SliceRefused(planned, api.noun, pages, cause),
})
