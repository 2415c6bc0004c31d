import { type DayRange, formatDay } from './api-days.ts'
import { ApiRefusal } from './api-error.ts'
import type { Client, PageQuery } from './client.ts'
import { parseInstant } from './instants.ts'
import type { Page } from './page.ts'
import { daysOf, divide, isReadable, narrower, type Sample, type Slice, tile } from './slices.ts'

/** A slice that is small enough to be read, with the page that told so: it is the slice's first, and used as such. */
export interface PlannedSlice {
  readonly slice: Slice
  readonly firstPage: Page
  /** The calls of the whole range, if its size was told at once. */
  readonly rangeTotal: number | undefined
}

export interface PlanOptions {
  readonly client: Client
  readonly perPage: number
  /** How many slices' first pages may be fetched before they are asked for. */
  readonly ahead: number
  readonly now: number
  /** Told of every first page, those of slices that turn out too large included. */
  readonly onPage: (page: Page) => void
}

/**
 * Cuts a range into slices by the counts that the API reports, in the order of the calendar.
 *
 * The range is tried whole. What is too large is divided by its own count, and each part is tried in turn, so that quiet
 * years cost a few requests and busy days are found without looking at each day. A range that the API refuses as such is
 * met by narrower ones, one at a time until one is accepted.
 * @throws ApiRefusal if even a single day is refused; whatever the client throws.
 */
export async function* planSlices(
  range: DayRange,
  { client, perPage, ahead, now, onPage }: PlanOptions,
): AsyncGenerator<PlannedSlice, void, undefined> {
  let queue: Candidate[] = [{ slice: range }]
  let rangeTotal: number | undefined
  let widest = Number.POSITIVE_INFINITY
  let searching = false
  while (true) {
    for (const candidate of queue.slice(0, searching ? 1 : ahead)) {
      candidate.firstPage ??= quietly(client.page(pageOf(candidate.slice, 1, perPage)))
    }
    const [candidate, ...rest] = queue
    if (candidate === undefined) return
    queue = rest
    const { slice } = candidate
    let page: Page
    try {
      page = await (candidate.firstPage ?? client.page(pageOf(slice, 1, perPage)))
    } catch (error) {
      const width = isAboutRange(error) ? narrower(Math.min(widest, daysOf(slice, now))) : undefined
      if (width === undefined) throw error
      widest = width
      searching = true
      queue = [candidate, ...rest].flatMap((other) =>
        tile(other.slice, widest, now).map((part) => ({ slice: part })),
      )
      continue
    }
    searching = false
    onPage(page)
    const isWhole = slice.first === range.first && slice.last === range.last
    if (isWhole) rangeTotal = page.total
    const pageSize = page.totalPages > 1 && page.rows.length > 0 ? page.rows.length : perPage
    const calls = page.total ?? page.totalPages * pageSize
    if (isReadable(slice, calls, pageSize, now, isWhole)) yield { slice, firstPage: page, rangeTotal }
    else
      queue = [
        ...divide(slice, calls, pageSize, now, sampleOf(page)).map((part) => ({ slice: part })),
        ...queue,
      ]
  }
}

/** What to ask the API for a page of a slice. */
export const pageOf = ({ first, last }: Slice, page: number, perPage: number): PageQuery => ({
  startDate: formatDay(first),
  endDate: last === undefined ? undefined : formatDay(last),
  page,
  perPage,
})

/** Whether the API may have refused a request for its range: 400 and 422 are all that it says of that. */
export const isAboutRange = (error: unknown): boolean =>
  error instanceof ApiRefusal && (error.status === 400 || error.status === 422)

/** Between which instants a page's calls lie. */
export function sampleOf(page: Page): Sample | undefined {
  const instants = page.rows.map(startOf).filter((instant) => instant !== undefined)
  if (instants.length === 0) return undefined
  return { earliest: Math.min(...instants), latest: Math.max(...instants), calls: instants.length }
}

const startOf = (row: unknown): number | undefined =>
  typeof row === 'object' && row !== null && 'started_at' in row ? parseInstant(row.started_at) : undefined

interface Candidate {
  readonly slice: Slice
  firstPage?: Promise<Page>
}

/** Its failure is met when its turn comes; until then it is nobody's. */
function quietly<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined)
  return promise
}
