import type { JsonObject, SyncMode } from '../airbyte/messages.ts'
import { orderedWindow } from '../airbyte/ordered-window.ts'
import type { Context, StreamOutput } from '../airbyte/source.ts'
import { type DayRange, earliestDay, formatRange, latestDay, startOfDayAnywhere } from './api-days.ts'
import { type CallsState, continueScope, formatCallsState, noState, parseCallsState } from './calls-state.ts'
import type { Client } from './client.ts'
import type { FieldType } from './conform.ts'
import { formatInstant, parseInstant } from './instants.ts'
import { createOddities } from './oddities.ts'
import type { Page } from './page.ts'
import { verify } from './passes.ts'
import { type PlannedSlice, pageOf, planSlices } from './plan.ts'
import { futureStart, type Settings } from './settings.ts'
import { type Selection, type SliceReading, startReading } from './slice-reading.ts'
import { createWindow } from './window.ts'

export interface CallsRequest {
  readonly settings: Settings
  readonly syncMode: SyncMode
  readonly state: JsonObject | undefined
  readonly fields: readonly (readonly [string, FieldType])[]
}

/**
 * Reads the calls that a sync has to read: slice by slice in the calendar's order, page by page, each slice followed by
 * the state that stands for it. Pages are fetched ahead, across slices, in a bounded window.
 *
 * The cursor passes a slice only once all that the API lists in it was seen, and never stands beyond the read's start.
 * @throws what the client throws; what was yielded before stays, and the last state says how far it goes.
 */
export async function* readCalls(
  request: CallsRequest,
  client: Client,
  context: Context,
): AsyncGenerator<StreamOutput, void, undefined> {
  const { settings, syncMode, fields } = request
  const now = context.now()
  const state = usableState(parseCallsState(request.state), syncMode)
  const { scope, uncovered } = continueScope(settings, state)
  for (const message of [...(state.damage === undefined ? [] : [state.damage]), ...uncovered])
    yield warn(message)
  if (state.cursor !== undefined && state.cursor > now) {
    yield warn(`The state's started_at, ${formatInstant(state.cursor)}, is in the future: it is read as now.`)
  }

  let cursor = state.cursor === undefined ? undefined : Math.min(state.cursor, now)
  const from = cursor === undefined ? settings.start : Math.max(settings.start, cursor - settings.lookback)
  // The slice of days that are not over may stay unverified, and the cursor before it: no later call counts as its latest.
  const openFrom = startOfDayAnywhere(earliestDay(now))
  const window = createWindow(settings.lookback)
  if (cursor !== undefined) window.extend(Math.min(cursor, openFrom))
  const checkpoint = (digest: readonly string[] | undefined, fullRefresh: boolean): StreamOutput => ({
    type: 'checkpoint',
    state: formatCallsState({ cursor, scope, fullRefresh }, digest),
  })
  /** The first instant whose calls the next sync reads again. */
  const covered = () => (cursor === undefined ? from : Math.max(settings.start, cursor - settings.lookback))

  const range = rangeOf(from, settings.end, now)
  if (range === undefined) {
    const future = futureStart(settings, now)
    yield future === undefined
      ? info('There is nothing to read: the calls up to end_date were read before.')
      : warn(`There is nothing to read: ${future}.`)
    yield checkpoint(state.sent === undefined ? undefined : [...state.sent], false)
    return
  }

  const oddities = createOddities(context.notify)
  const sent = syncMode === 'incremental' && !settings.emitUnchanged ? state.sent : undefined
  const selection: Selection = {
    from,
    to: settings.end,
    now,
    sent,
    window,
    fields,
    oddities,
    strays: new Map(),
  }
  const fetch = (reading: SliceReading) => (page: number) =>
    client.page(pageOf(reading.slice, page, settings.perPage))
  const plan = planSlices(range, {
    client,
    perPage: settings.perPage,
    ahead: settings.workers,
    now,
    onPage: (page) => window.extend(Math.min(latestIn(page, now), openFrom)),
  })
  yield info(`Reading ${formatRange(range)}, calls from ${formatInstant(from)} on.`)

  const totals = { calls: 0, unchanged: 0, slices: 0 }
  let held = false
  let reading: SliceReading | undefined
  let startedAt = now
  try {
    const pages = pagesOf(plan, client, settings.perPage)
    for await (const { planned, page, last } of orderedWindow(pages, () => settings.workers * 2)) {
      if (page.number === 1) {
        if (totals.slices === 0) {
          if (planned.rangeTotal !== undefined) yield { type: 'estimate', rows: planned.rangeTotal }
        }
        reading = startReading(planned.slice, selection)
        startedAt = context.now()
        totals.slices += 1
        yield info(begins(planned))
      }
      if (reading === undefined) throw new Error('a page came before the first page of its slice')
      yield { type: 'records', records: reading.take(page) }
      if (!last) continue
      for await (const records of verify(reading, fetch(reading), settings.workers)) {
        yield { type: 'records', records }
      }

      const { progress, verification, slice } = reading
      totals.calls += progress.written
      totals.unchanged += progress.unchanged
      yield info(ended(reading, context.now() - startedAt))
      if (!verification.verified(true)) {
        held = true
        window.keepFrom(covered())
        reading.remember()
        yield warn(unverified(reading))
      }
      if (!held && progress.latest !== undefined)
        cursor = Math.max(cursor ?? progress.latest, progress.latest)
      if (slice.last !== range.last) yield checkpoint(undefined, syncMode === 'full_refresh')
    }
  } catch (error) {
    // What was sent is known, so that the next sync need not send it again.
    if (!context.signal.aborted)
      yield checkpoint(union(window.hashes(covered()), sent), syncMode === 'full_refresh')
    throw error
  }
  for (const summary of oddities.summary()) yield warn(summary)
  yield checkpoint(window.hashes(covered()), false)
  yield info(
    `Read ${totals.calls} calls that are new or changed${totals.unchanged === 0 ? '' : `, and kept ${totals.unchanged} unchanged ones back`}: ${client.statistics.requests} requests, ${client.statistics.retries} retries, ${client.statistics.refusals} refusals for quota, ${((context.now() - now) / 1000).toFixed(1)} s; the cursor is at ${cursor === undefined ? 'no call yet' : formatInstant(cursor)}.`,
  )
}

/** A full refresh begins anew, unless the state says that it was cut short amid one. */
function usableState(state: CallsState, syncMode: SyncMode): CallsState {
  return syncMode === 'full_refresh' && !state.fullRefresh ? noState : state
}

/** The API days on which calls from `from` to before `to` can lie, in any zone; undefined if there are none yet. */
function rangeOf(from: number, to: number | undefined, now: number): DayRange | undefined {
  if (from > now || (to !== undefined && from >= to)) return undefined
  const last = to === undefined ? undefined : latestDay(to - 1)
  return { first: earliestDay(from), last: last === undefined || last >= latestDay(now) ? undefined : last }
}

interface SlicePage {
  readonly planned: PlannedSlice
  readonly page: Page
  /** It is the last page of its slice by the count that the first page told. */
  readonly last: boolean
}

async function* pagesOf(
  plan: AsyncIterable<PlannedSlice>,
  client: Client,
  perPage: number,
): AsyncGenerator<() => Promise<SlicePage>, void, undefined> {
  for await (const planned of plan) {
    const { slice, firstPage } = planned
    const { totalPages } = firstPage
    yield async () => ({ planned, page: firstPage, last: totalPages <= 1 })
    for (let number = 2; number <= totalPages; number += 1) {
      yield async () => {
        const page = await client.page(pageOf(slice, number, perPage))
        return { planned, page, last: number === totalPages }
      }
    }
  }
}

function latestIn(page: Page, now: number): number {
  let latest = Number.NEGATIVE_INFINITY
  for (const row of page.rows) {
    if (typeof row !== 'object' || row === null || !('started_at' in row)) continue
    const instant = parseInstant(row.started_at)
    if (instant !== undefined && instant <= now && instant > latest) latest = instant
  }
  return latest
}

/** The calls that were seen by now, and those of the sync before that were not reached again. */
const union = (hashes: readonly string[], sent: ReadonlySet<string> | undefined) => [
  ...new Set([...hashes, ...(sent ?? [])]),
]

const info = (message: string): StreamOutput => ({ type: 'log', level: 'INFO', message })
const warn = (message: string): StreamOutput => ({ type: 'log', level: 'WARN', message })

function begins({ slice, firstPage }: PlannedSlice): string {
  const calls = firstPage.total === undefined ? '' : `${firstPage.total} calls on `
  return `Slice ${formatRange(slice)} begins: ${calls}${firstPage.totalPages} pages by the API's count.`
}

function ended({ slice, progress }: SliceReading, milliseconds: number): string {
  const unchanged = progress.unchanged === 0 ? '' : `, ${progress.unchanged} unchanged`
  return `Slice ${formatRange(slice)} ends: ${progress.pages} pages read, ${progress.written} calls sent${unchanged}, ${(milliseconds / 1000).toFixed(1)} s.`
}

function unverified({ slice, verification }: SliceReading): string {
  const { reported, seen } = verification.numbers
  const numbers =
    reported === undefined
      ? `its pages did not stand still, ${seen} calls were seen`
      : `the API reports ${reported} calls, ${seen} were seen`
  return `Slice ${formatRange(slice)} could not be verified in three passes: ${numbers}. What was seen is sent; the cursor stays before this slice, and the next sync reads it again.`
}
