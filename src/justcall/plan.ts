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
  /** About how many calls the whole range has, if that was told at once. */
  readonly rangeCalls: number | undefined
}

export interface PlanOptions {
  readonly client: Client
  readonly perPage: number
  /** How many slices' first pages may be fetched before they are asked for. */
  readonly ahead: number
  readonly now: number
  /** The API gives no more pages of a slice than these. */
  readonly mostPages: number
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
  { client, perPage, ahead, now, mostPages, onPage }: PlanOptions,
): AsyncGenerator<PlannedSlice, void, undefined> {
  let queue: Candidate[] = [{ slice: range }]
  let rangeCalls: number | undefined
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
      queue = [
        ...candidates(tile(slice, widest, now)),
        ...rest.flatMap((other) =>
          daysOf(other.slice, now) <= width ? [other] : candidates(tile(other.slice, width, now)),
        ),
      ]
      continue
    }
    searching = false
    onPage(page)
    const isWhole = slice.first === range.first && slice.last === range.last
    const pageSize = page.totalPages > 1 && page.rows.length > 0 ? page.rows.length : perPage
    const calls = page.total ?? page.totalPages * pageSize
    if (isWhole) rangeCalls = calls
    const size = { calls, pageSize, mostPages }
    if (isReadable(slice, size, now, isWhole)) yield { slice, firstPage: page, rangeCalls }
    else queue = [...candidates(divide(slice, size, now, sampleOf(page, now))), ...queue]
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
export const isAboutRange = (error: unknown): error is ApiRefusal =>
  error instanceof ApiRefusal && (error.status === 400 || error.status === 422)

/** Between which instants a page's calls lie, those of the future aside. */
export function sampleOf(page: Page, now: number): Sample | undefined {
  const instants = page.rows
    .map(startOf)
    .filter((instant) => instant !== undefined)
    .filter((instant) => instant <= now)
  if (instants.length === 0) return undefined
  return { earliest: Math.min(...instants), latest: Math.max(...instants), calls: instants.length }
}

const startOf = (row: unknown): number | undefined =>
  typeof row === 'object' && row !== null && 'started_at' in row ? parseInstant(row.started_at) : undefined

const candidates = (slices: readonly Slice[]): Candidate[] => slices.map((slice) => ({ slice }))

interface Candidate {
  readonly slice: Slice
  firstPage?: Promise<Page>
}

/** Its failure is met when its turn comes; until then it is nobody's. */
function quietly<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined)
  return promise
}
