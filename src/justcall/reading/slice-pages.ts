import { ConfigError } from '../../airbyte/protocol/errors.ts'
import { counted } from '../../airbyte/source/wording.ts'
import { ApiRefusal } from '../api/failures.ts'
import type { CallPage, ListApi } from '../api/list-api.ts'
import { formatRange } from '../time/days.ts'
import type { PlannedSlice } from './plan.ts'
import type { Slice } from './slices.ts'

/** A page in its place: the pages of a slice by their numbers, the slices by the calendar. */
export interface SlicePage {
  readonly planned: PlannedSlice
  readonly page: CallPage
  /** It is the last page of its slice by the count of the first page. */
  readonly last: boolean
}

/**
 * The API gave the first page of a slice, and refuses it now, or refuses to page further. Smaller slices may be accepted; a
 * single day cannot be made smaller, and for it this is the user's error.
 */
export class SliceRefused extends ConfigError {
  readonly slice: Slice
  /** How many pages of the slice the API gives: 0 if it refuses the first one, too. */
  readonly pages: number

  constructor(slice: Slice, pages: number, cause: ApiRefusal) {
    super(
      pages === 0
        ? cause.message
        : `JustCall gives only ${counted(pages, 'page')} of the calls of ${formatRange(slice)}, and a day is the least that can be asked for: narrow the calls by direction, agent_id, number or status, in several connections if all are needed. ${cause.message}`,
      { cause },
    )
    this.slice = slice
    this.pages = pages
  }
}

/** The pages of planned slices as tasks, in order; the first page of each is there already. */
export async function* slicePages(
  plan: AsyncIterable<PlannedSlice>,
  api: ListApi,
): AsyncGenerator<() => Promise<SlicePage>, void, undefined> {
  for await (const planned of plan) {
    const { totalPages } = planned.firstPage
    yield async () => ({ planned, page: planned.firstPage, last: totalPages <= 1 })
    for (let number = 2; number <= totalPages; number += 1) {
      yield async () => ({
        planned,
        page: await fetchPage(planned, number, api),
        last: number === totalPages,
      })
    }
  }
}

/** A call that is deleted and another that arrives, each between two requests, look like a refusal; thrice is none. */
const attempts = 3

/**
 * A page of a slice. A page past the end that the API refuses is an empty one: a call was deleted since the pages were
 * counted. Whether it is past the end, the first page says, asked for again.
 * @throws SliceRefused if the API refuses a page that it counts; what the client throws.
 */
export async function fetchPage(
  { slice, asked }: Pick<PlannedSlice, 'slice' | 'asked'>,
  number: number,
  api: ListApi,
): Promise<CallPage> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await api.page(asked, number)
    } catch (error) {
      if (!(error instanceof ApiRefusal) || !isAboutPage(error, number)) throw error
      if (number === 1 || attempt === attempts) throw new SliceRefused(slice, number - 1, error)
      const first = await fetchPage({ slice, asked }, 1, api)
      if (first.totalPages < number) return { ...first, number, rows: [], oddities: [] }
    }
  }
}

const isAboutPage = ({ status }: ApiRefusal, number: number) =>
  status === 400 || status === 422 || (status === 404 && number > 1)
