import { ConfigError } from '../airbyte/errors.ts'
import { formatRange } from './api-days.ts'
import { type ApiRefusal, isAboutRange } from './api-error.ts'
import type { CallPage, CallPages } from './call-page.ts'
import { counted } from './log-lines.ts'
import type { PageQueries } from './page-queries.ts'
import type { PageQuery } from './page-query.ts'
import type { PlannedSlice } from './plan.ts'
import type { Slice } from './slices.ts'

/** A page in its place: the pages of a slice by their numbers, the slices by the calendar. */
export interface SlicePage {
  readonly planned: PlannedSlice
  readonly page: CallPage
  /** It is the last page of its slice by the count that the first page told. */
  readonly last: boolean
}

/** The API gives the first pages of a slice, and refuses to page further. */
export class TooDeep extends ConfigError {
  readonly slice: Slice
  /** How many pages it gives. */
  readonly mostPages: number

  constructor(slice: Slice, mostPages: number, cause: ConfigError) {
    super(
      `JustCall gives only ${counted(mostPages, 'page')} of the calls of ${formatRange(slice)}, and a day is the least that can be asked for: narrow the calls by direction, agent_id, number or status, in several connections if all are needed. ${cause.message}`,
      { cause },
    )
    this.slice = slice
    this.mostPages = mostPages
  }
}

/** The API gave a slice, and refuses it now: a day has begun meanwhile, and an open slice has become wider. */
export class Outgrown extends Error {
  readonly slice: Slice
  override readonly cause: ApiRefusal

  constructor(slice: Slice, cause: ApiRefusal) {
    super(cause.message, { cause })
    this.slice = slice
    this.cause = cause
  }
}

/** The pages of planned slices as tasks, in order; the first page of each is there already. */
export async function* slicePages(
  plan: AsyncIterable<PlannedSlice>,
  pages: CallPages,
  queries: PageQueries,
): AsyncGenerator<() => Promise<SlicePage>, void, undefined> {
  for await (const planned of plan) {
    const { slice, firstPage } = planned
    const { totalPages } = firstPage
    yield async () => ({ planned, page: firstPage, last: totalPages <= 1 })
    for (let number = 2; number <= totalPages; number += 1) {
      yield async () => {
        const page = await fetchPage(pages, queries.of(slice, number), slice)
        return { planned, page, last: number === totalPages }
      }
    }
  }
}

/**
 * A page of a slice whose first page was given before.
 * @throws TooDeep if the API refuses a page after the first, Outgrown if it refuses the first now; else what the client throws.
 */
export async function fetchPage(pages: CallPages, query: PageQuery, slice: Slice): Promise<CallPage> {
  try {
    return await pages.fetch(query)
  } catch (error) {
    if (!isAboutRange(error)) throw error
    throw query.page > 1 ? new TooDeep(slice, query.page - 1, error) : new Outgrown(slice, error)
  }
}
