import { ConfigError } from '../../airbyte/protocol/errors.ts'
import type { JsonObject, SyncMode } from '../../airbyte/protocol/messages.ts'
import type { Context, StreamOutput } from '../../airbyte/source/source.ts'
import { info, warn } from '../../airbyte/source/stream-output.ts'
import { counted } from '../../airbyte/source/wording.ts'
import type { Statistics } from '../api/attempt.ts'
import type { ListApi } from '../api/list-api.ts'
import { futureStart, type Settings } from '../config/settings.ts'
import { createAnomalyReport } from '../records/anomalies.ts'
import { createCursor } from '../state/cursor.ts'
import { lookUp, mostCalls } from '../state/digest.ts'
import {
  continueScope,
  formatListState,
  type ListState,
  noState,
  parseListState,
  type StateForm,
} from '../state/list-state.ts'
import { type DayRange, earliestDay, formatRange, latestDay } from '../time/days.ts'
import { formatInstant } from '../time/instants.ts'
import { readSlices } from './read-slices.ts'
import { createTextMemory } from './text-store.ts'
import { createWindow, type Window } from './window.ts'

/** Some 15,000 rows of the lookback window and of the slice that is read are held as text; more of them, as hashes. */
const textBytes = 8 * 1024 * 1024

/**
 * An API may count rows that it does not list, and list rows late. What it lists the same in two passes of days that ended
 * so long ago, in milliseconds, is taken for all that there is.
 */
const settlesAfter = 7 * 24 * 3_600_000

export interface DatedListRequest {
  readonly settings: Settings
  readonly syncMode: SyncMode
  readonly state: JsonObject | undefined
  readonly api: ListApi
  readonly form: StateForm
  /** What the client counts, for the summary. */
  readonly statistics: Readonly<Statistics>
}

/**
 * Reads the rows that a sync has to read, slice by slice in the calendar's order, each followed by the state that stands
 * for it. The last state also carries the digest of the rows that the next sync will read again.
 * @throws what the client throws; what was yielded before stays, and the last state says how far it goes.
 */
export async function* readDatedList(
  { settings, syncMode, state: given, api, form, statistics }: DatedListRequest,
  context: Context,
): AsyncGenerator<StreamOutput, void, undefined> {
  const now = context.now()
  const { noun } = api
  const state = usableState(given, syncMode, form)
  const { scope, uncovered } = continueScope(settings, state)
  yield* warningsOf(state, uncovered, now, form)

  const cursor = createCursor(state.cursor, now)
  /** The first instant that a sync reads from here, this one or the next. */
  const begin = () =>
    cursor.at === undefined ? settings.start : Math.max(settings.start, cursor.at - settings.lookback)
  const from = begin()
  let isWhole = true
  const checkpoint = (digest?: readonly string[], cutShort = false): StreamOutput => ({
    type: 'checkpoint',
    state: formatListState(
      { cursor: cursor.at, scope, fullRefresh: cutShort && syncMode === 'full_refresh' },
      form,
      digest,
    ),
  })
  const range = rangeOf(from, settings.end, now)
  if (range === undefined) {
    yield nothingToRead(settings, now, noun)
    yield checkpoint(state.sent === undefined ? undefined : [...state.sent])
    return
  }

  const window = createWindow(createTextMemory(textBytes))
  const sent = syncMode === 'incremental' && !settings.emitUnchanged ? lookUp(state.sent) : undefined
  const anomalies = createAnomalyReport(context.notify, api)
  const selection = {
    from,
    to: settings.end,
    now,
    settledBefore: now - settlesAfter,
    sent,
    window,
    anomalies,
  }
  const slices = readSlices({ range, workers: settings.workers, selection }, api, context)

  yield info(`Reading ${formatRange(range)}, ${noun}s from ${formatInstant(from)} on.`)
  const totals = { sent: 0, unchanged: 0 }
  try {
    for await (const item of slices) {
      if (item.type !== 'slice') {
        if (item.type === 'records') totals.sent += item.records.length
        yield item
        continue
      }
      const { slice, progress, isSettled, latest } = item
      totals.unchanged += progress.unchanged
      cursor.pass(latest)
      if (!isSettled) cursor.hold()
      isWhole &&= isSettled
      window.moveTo(begin())
      if (slice.last !== range.last) yield checkpoint(undefined, true)
    }
  } catch (error) {
    // What was sent is known, so that the next sync need not send it again.
    if (!context.signal.aborted) yield checkpoint(knownAfterPart(window, begin(), state), true)
    throw error
  }
  for (const summary of [...anomalies.summary(), ...(api.remarks?.() ?? [])]) yield warn(summary)
  yield checkpoint(isWhole ? window.hashes(begin()) : knownAfterPart(window, begin(), state))
  const summary = summaryOf(totals, noun, statistics, (context.now() - now) / 1000, cursor.at)
  context.progress({ summary })
  yield info(summary)
}

/**
 * The rows that are known after a read that did not see all of them: what the sync before has sent stays known too, unless
 * one of its rows may have been sent in another version meanwhile. That one could be turned back into what it was, and
 * would then be taken for unchanged.
 */
function knownAfterPart(window: Window, from: number, { cursor, sent }: ListState): string[] {
  const seen = window.hashes(from)
  if (sent === undefined) return seen
  const startless = new Set(window.hashes(Number.POSITIVE_INFINITY))
  const since = cursor === undefined ? undefined : new Set(window.hashes(cursor + 1)).difference(startless)
  const isRevised = seen.some((hash) => !sent.has(hash) && since?.has(hash) !== true)
  return isRevised ? seen : [...new Set([...seen, ...sent])].slice(0, mostCalls)
}

/** A full refresh begins from the start, unless the state says that one was cut short. It never fails on a state. */
function usableState(given: JsonObject | undefined, syncMode: SyncMode, form: StateForm): ListState {
  try {
    const state = parseListState(given, form)
    return syncMode === 'full_refresh' && !state.fullRefresh ? noState : state
  } catch (error) {
    if (syncMode !== 'full_refresh' || !(error instanceof ConfigError)) throw error
    return { ...noState, damage: [`The full refresh begins from the start. ${error.message}`] }
  }
}

function* warningsOf(
  { damage, cursor }: ListState,
  uncovered: readonly string[],
  now: number,
  { cursorField }: StateForm,
) {
  for (const message of [...damage, ...uncovered]) yield warn(message)
  if (cursor !== undefined && cursor > now) {
    yield warn(`The state's ${cursorField}, ${formatInstant(cursor)}, is in the future: it is read as now.`)
  }
}

/** The API days on which rows from `from` to before `to` can lie, in any zone; undefined if there are none yet. */
function rangeOf(from: number, to: number | undefined, now: number): DayRange | undefined {
  if (from > now || (to !== undefined && from >= to)) return undefined
  const last = to === undefined ? undefined : latestDay(to - 1)
  return { first: earliestDay(from), last: last === undefined || last >= latestDay(now) ? undefined : last }
}

function nothingToRead(settings: Settings, now: number, noun: string): StreamOutput {
  const future = futureStart(settings.start, now)
  return future === undefined
    ? info(`There is nothing to read: the ${noun}s up to end_date were read before.`)
    : warn(`There is nothing to read: ${future}.`)
}

function summaryOf(
  { sent, unchanged }: { readonly sent: number; readonly unchanged: number },
  noun: string,
  { requests, retries, refusals }: Readonly<Statistics>,
  seconds: number,
  cursor: number | undefined,
): string {
  const kept = unchanged === 0 ? '' : `, and kept ${unchanged} unchanged ones back`
  const start = sent + unchanged === 0 ? `there is no ${noun} yet` : 'the cursor stays at the beginning'
  const end = cursor === undefined ? start : `the cursor is at ${formatInstant(cursor)}`
  return `Read ${counted(sent, `new or changed ${noun}`)}${kept}: ${counted(requests, 'request')}, retried ${retries}, refused for quota ${refusals}, ${seconds.toFixed(1)} s; ${end}.`
}
