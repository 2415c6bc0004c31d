import { orderedWindow } from '../../airbyte/source/ordered-window.ts'
import type { Context, StreamOutput } from '../../airbyte/source/source.ts'
import { info, warn } from '../../airbyte/source/stream-output.ts'
import { counted } from '../../airbyte/source/wording.ts'
import type { ListApi } from '../api/list-api.ts'
import { type DayRange, endOfDayEverywhere, formatRange } from '../time/days.ts'
import { createEndDate } from './end-date.ts'
import { readUntilComplete } from './passes.ts'
import { type PlannedSlice, type PlanOptions, planSlices } from './plan.ts'
import { fetchSlicePage, SliceRefused, slicePages } from './slice-pages.ts'
import { type Selection, type SliceReading, startReading } from './slice-reading.ts'
import { daysOf, type Slice } from './slices.ts'

export interface SlicesRequest {
  readonly range: DayRange
  readonly workers: number
  readonly selection: Selection
}

/** A slice is over: all its records were yielded. */
export interface SliceEnd {
  readonly type: 'slice'
  readonly slice: Slice
  readonly progress: SliceReading['progress']
  /** Nothing that the API lists is missing, or will come: what follows may move the cursor past it. */
  readonly isSettled: boolean
  /** The latest call up to which that is so. */
  readonly latest: number | undefined
}

/**
 * The slices of a range one after the other, each as its records in the order of its pages and then its end. Pages are
 * fetched ahead, across slices, in a bounded window.
 * @throws SliceRefused if the API does not give all pages of a single day; what the client throws.
 */
export async function* readSlices(
  request: SlicesRequest,
  api: ListApi,
  context: Context,
): AsyncGenerator<StreamOutput | SliceEnd, void, undefined> {
  let { range } = request
  let mostPages = Number.POSITIVE_INFINITY
  let mostDays = Number.POSITIVE_INFINITY
  const endDate = createEndDate(api)
  /** The first days of slices that the API refused after it had given them. */
  const gone = new Set<number>()
  while (true) {
    try {
      yield* readRange({ ...request, range }, { api, endDate, mostPages, mostDays }, context)
      return
    } catch (error) {
      if (!(error instanceof SliceRefused)) throw error
      const { slice, asked, pages } = error
      const isDay = daysOf(slice, context.now()) === 1
      // Asked for a day further, a day may have too many pages; or it is not served any more, and the plan goes on after it.
      const mayGoOn =
        pages > 0
          ? !isDay || (asked.last !== slice.last && (await endDate.isShownBy([slice.first, slice.first + 1])))
          : !gone.has(slice.first)
      if (!mayGoOn) throw error
      if (pages === 0) gone.add(slice.first)
      // What was sent of the slice stays known, and does not come again.
      range = { first: slice.first, last: range.last }
      if (pages > 0) mostPages = pages
      // Without a count nothing else would make the next slice smaller.
      if (pages > 0 && !error.isCounted) mostDays = Math.ceil(daysOf(slice, context.now()) / 2)
      const given = pages > 0 ? `gives only ${counted(pages, 'page')}` : 'gives no more'
      yield info(`The API ${given} of ${formatRange(slice)}: smaller slices from there on.`)
    }
  }
}

async function* readRange(
  { range, workers, selection }: SlicesRequest,
  { api, ...planning }: Pick<PlanOptions, 'api' | 'endDate' | 'mostPages' | 'mostDays'>,
  context: Context,
): AsyncGenerator<StreamOutput | SliceEnd, void, undefined> {
  const { now, window } = selection
  const warned = (message: string) => context.notify({ type: 'log', level: 'WARN', message })
  const plan = planSlices(range, { ...planning, api, ahead: workers, clock: context.now, warn: warned })
  let reading: SliceReading | undefined
  let ended: PlannedSlice | undefined
  let startedAt = now
  let done = 0
  const estimate = createEstimate(range, now)
  try {
    for await (const { planned, page, last } of orderedWindow(slicePages(plan, api), () => workers * 2)) {
      const { slice } = planned
      // What was requested beyond the last page.
      if (planned === ended) continue
      if (page.number === 1) {
        yield* estimate(planned)
        reading = startReading(slice, selection)
        startedAt = context.now()
        yield info(begins(planned, api.noun))
      }
      if (reading === undefined) throw new Error('a page came before the first page of its slice')
      yield { type: 'records', records: reading.take(page) }
      done += page.rows.length
      context.progress({ done })
      if (!last) continue
      for await (const records of readUntilComplete(reading, (number) =>
        fetchSlicePage(planned, number, api),
      )) {
        yield { type: 'records', records }
      }
      reading.end()
      yield info(endsWith(reading, api.noun, context.now() - startedAt))
      yield* endOf(reading, selection, api.noun)
      reading = undefined
      ended = planned
    }
  } catch (error) {
    if (error instanceof SliceRefused && reading !== undefined) window.leave()
    throw error
  }
}

/**
 * A slice that is not complete is settled if two passes in a row showed the same, and its days ended long ago. Of a younger one the
 * cursor moves up to the calls that are so old; the rest is read again.
 */
function* endOf(
  reading: SliceReading,
  selection: Selection,
  noun: string,
): Generator<StreamOutput | SliceEnd> {
  const { slice, progress, verification } = reading
  const end = { type: 'slice', slice, progress } as const
  if (verification.isComplete(true)) {
    yield { ...end, isSettled: true, latest: progress.latest }
    return
  }
  const isRepeated = verification.isRepeated()
  const isOld = slice.last !== undefined && endOfDayEverywhere(slice.last) <= selection.settledBefore
  const isSettled = isRepeated && isOld
  yield warn(isSettled ? settled(reading, noun) : incomplete(reading, noun, isRepeated))
  yield {
    ...end,
    isSettled,
    latest: isSettled ? progress.latest : isRepeated ? progress.latestSettled : undefined,
  }
}

/** The range's own count, once; without one, what its slices hold so far, stretched over all of its days. */
function createEstimate(range: DayRange, now: number) {
  let calls = 0
  let days = 0
  return function* ({ slice, calls: sliceCalls, rangeCalls }: PlannedSlice): Generator<StreamOutput> {
    const isFirst = days === 0
    calls += sliceCalls
    days += daysOf(slice, now)
    const rows = rangeCalls ?? Math.round((calls / days) * daysOf(range, now))
    if (isFirst || rangeCalls === undefined) yield { type: 'estimate', rows }
  }
}

function begins({ slice, firstPage }: PlannedSlice, noun: string): string {
  const { total, totalPages } = firstPage
  if (totalPages === undefined)
    return `Slice ${formatRange(slice)} begins: the API does not count its ${noun}s.`
  const rows = total === undefined ? '' : `${counted(total, noun)} on `
  return `Slice ${formatRange(slice)} begins: ${rows}${counted(totalPages, 'page')} by the API's count.`
}

function endsWith({ slice, progress }: SliceReading, noun: string, milliseconds: number): string {
  const unchanged = progress.unchanged === 0 ? '' : `, ${progress.unchanged} unchanged`
  return `Slice ${formatRange(slice)} ends: ${counted(progress.pages, 'page')} read, ${counted(progress.written, noun)} sent${unchanged}, ${(milliseconds / 1000).toFixed(1)} s.`
}

const found = ({ verification }: SliceReading, noun: string): string => {
  const { reported, seen } = verification.numbers
  return reported === undefined
    ? `${counted(seen, noun)} were seen, and the pages do not agree with each other`
    : `the API reports ${counted(reported, noun)}, ${seen} were seen`
}

const settled = (reading: SliceReading, noun: string) =>
  `Slice ${formatRange(reading.slice)}: ${found(reading, noun)}, the same in two passes. Its days ended more than a week ago, so this is taken for all that there is. Should the API list others later, refresh the stream to load them.`

const incomplete = (reading: SliceReading, noun: string, isRepeated: boolean) =>
  `Slice ${formatRange(reading.slice)} is not complete: ${found(reading, noun)}. What was seen is sent; the cursor ${isRepeated ? `moves to the ${noun}s that are older than a week` : 'stays before this slice'}, and the next sync reads the rest again.`
