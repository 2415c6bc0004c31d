import { orderedWindow } from '../airbyte/ordered-window.ts'
import type { Context, StreamOutput } from '../airbyte/source.ts'
import { type DayRange, formatRange } from './api-days.ts'
import type { CallPages } from './call-page.ts'
import { counted, info, warn } from './log-lines.ts'
import { createPageQueries, type PageQueries } from './page-queries.ts'
import { verify } from './passes.ts'
import { type PlannedSlice, planSlices } from './plan.ts'
import { fetchPage, Outgrown, slicePages, TooDeep } from './slice-pages.ts'
import { type Selection, type SliceReading, startReading } from './slice-reading.ts'
import { daysOf } from './slices.ts'

export interface SlicesRequest {
  readonly range: DayRange
  readonly perPage: number
  readonly workers: number
  /** A slice counts as verified, too, if it is only stable: the API has counted otherwise than it lists for long. */
  readonly acceptsStable: boolean
  readonly selection: Selection
}

/** A slice is over: all its records were yielded. */
export interface SliceEnd {
  readonly type: 'slice'
  readonly reading: SliceReading
  readonly verified: boolean
  readonly isLast: boolean
}

/**
 * The slices of a range one after the other, each as its records in the order of its pages and then its end. Pages are
 * fetched ahead, across slices, in a bounded window.
 */
export async function* readSlices(
  request: SlicesRequest,
  pages: CallPages,
  context: Context,
): AsyncGenerator<StreamOutput | SliceEnd, void, undefined> {
  let { range } = request
  let mostPages = Number.POSITIVE_INFINITY
  const queries = createPageQueries(request.perPage)
  while (true) {
    try {
      yield* readRange({ ...request, range }, queries, mostPages, pages, context)
      return
    } catch (error) {
      if (!(error instanceof TooDeep || error instanceof Outgrown)) throw error
      const { slice } = error
      const isDay = daysOf(slice, context.now()) === 1
      if (isDay) throw error instanceof Outgrown ? error.cause : error
      // What was sent of the slice is known to the selection, and does not come again.
      range = { first: slice.first, last: range.last }
      if (error instanceof TooDeep) mostPages = error.mostPages
      const given = error instanceof TooDeep ? `gives only ${counted(mostPages, 'page')}` : 'gives no more'
      yield info(`The API ${given} of ${formatRange(slice)}: smaller slices from there on.`)
    }
  }
}

async function* readRange(
  { range, perPage, workers, acceptsStable, selection }: SlicesRequest,
  queries: PageQueries,
  mostPages: number,
  pages: CallPages,
  context: Context,
): AsyncGenerator<StreamOutput | SliceEnd, void, undefined> {
  const { now } = selection
  const plan = planSlices(range, {
    pages,
    queries,
    perPage,
    ahead: workers,
    now,
    clock: context.now,
    mostPages,
  })
  const tasks = slicePages(plan, pages, queries)
  let reading: SliceReading | undefined
  let startedAt = now
  let done = 0
  const estimate = createEstimate(range, now)
  try {
    for await (const { planned, page, last } of orderedWindow(tasks, () => workers * 2)) {
      if (page.number === 1) {
        yield* estimate(planned)
        reading = startReading(planned.slice, selection, queries.mayShowNextDay)
        startedAt = context.now()
        yield info(begins(planned))
      }
      if (reading === undefined) throw new Error('a page came before the first page of its slice')
      yield { type: 'records', records: reading.take(page) }
      done += page.rows.length
      context.progress({ done })
      if (!last) continue
      const { slice } = reading
      for await (const records of verify(
        reading,
        (number) => fetchPage(pages, queries.of(slice, number), slice),
        workers,
      )) {
        yield { type: 'records', records }
      }
      yield info(ended(reading, context.now() - startedAt))
      const { verification } = reading
      const verified = verification.verified(true)
      const accepted = !verified && acceptsStable && verification.isStable
      if (accepted) yield warn(miscounted(reading))
      else if (!verified) yield warn(unverified(reading))
      yield { type: 'slice', reading, verified: verified || accepted, isLast: slice.last === range.last }
      reading = undefined
    }
  } catch (error) {
    if (error instanceof TooDeep || error instanceof Outgrown) reading?.leave()
    throw error
  }
}

/** The range's own count, told once; without one, what its slices hold so far, stretched over all of its days. */
function createEstimate(range: DayRange, now: number) {
  let calls = 0
  let days = 0
  return function* ({ slice, firstPage, rangeCalls }: PlannedSlice): Generator<StreamOutput> {
    const isFirst = days === 0
    calls += firstPage.total ?? firstPage.totalPages * firstPage.rows.length
    days += daysOf(slice, now)
    const rows = rangeCalls ?? Math.round((calls / days) * daysOf(range, now))
    if (isFirst || rangeCalls === undefined) yield { type: 'estimate', rows }
  }
}

function begins({ slice, firstPage }: PlannedSlice): string {
  const calls = firstPage.total === undefined ? '' : `${counted(firstPage.total, 'call')} on `
  return `Slice ${formatRange(slice)} begins: ${calls}${counted(firstPage.totalPages, 'page')} by the API's count.`
}

function ended({ slice, progress }: SliceReading, milliseconds: number): string {
  const unchanged = progress.unchanged === 0 ? '' : `, ${progress.unchanged} unchanged`
  return `Slice ${formatRange(slice)} ends: ${counted(progress.pages, 'page')} read, ${counted(progress.written, 'call')} sent${unchanged}, ${(milliseconds / 1000).toFixed(1)} s.`
}

function unverified({ slice, verification }: SliceReading): string {
  const { reported, seen } = verification.numbers
  const numbers =
    reported === undefined || reported === seen
      ? `its pages did not stand still, ${seen} calls were seen`
      : `the API reports ${reported} calls, ${seen} were seen`
  return `Slice ${formatRange(slice)} could not be verified: ${numbers}. What was seen is sent; the cursor stays before this slice, and the next sync reads it again.`
}

function miscounted({ slice, verification }: SliceReading): string {
  const { reported, seen } = verification.numbers
  const numbers =
    reported === undefined
      ? `the API lists ${seen} calls`
      : `the API reports ${reported} calls and lists ${seen}`
  return `Slice ${formatRange(slice)} is passed unverified: ${numbers}, the same in each pass, and the cursor has been held for days. Should it list others later, refresh the stream to load them.`
}
