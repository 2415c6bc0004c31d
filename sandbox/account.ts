import { type AccountOptions, settleAccountOptions } from './account-options.ts'
import { type Agent, type Call, type CallView, createCallGenerator } from './calls.ts'
import { toInstantText } from './days.ts'
import { createLogIds } from './log-ids.ts'
import * as queries from './query.ts'
import { type CallRow, createGivenRow, createRows } from './rows.ts'
import { createTimeline, shuffled } from './timeline.ts'

export type { AccountOptions } from './account-options.ts'

/** An account's calls, and how they come, change and go as time goes on. Time is always passed in (ms). */
export interface Account {
  readonly agents: readonly Agent[]
  /** The account's own numbers (E.164), for the `number` filter. */
  readonly numbers: readonly string[]
  /** The zone in which the API reads `start_date` and `end_date`, in minutes east of UTC. */
  readonly timeZoneOffsetMinutes: number
  /** The calls listed at `now` that match, in the order asked for. */
  list(now: number, query: queries.CallQuery): queries.CallList
  /** Every call listed at `now`, oldest first. */
  visible(now: number): CallView[]
  /** The call as it is shown at `now`, listed or not. */
  get(callId: string, now: number): CallView | undefined
  /** The number of a call in the order of logging, listed or not: the `id` of v2.1. It never changes. */
  logIdOf(callId: string): number | undefined
  /**
   * Adds a call; fields that are not given are drawn. It is listed from `listedAt`, or else from its end.
   * Throws a RangeError for an identifier that is taken, or a `started_at` that is no instant.
   */
  add(call: NewCall, listedAt?: number): CallView
  /**
   * Changes what is shown of a call from `at` on, or else at once and for all time. Any value goes, of any type. The call
   * keeps its place in time, even if what is shown as its `started_at` changes. Throws a RangeError for an unknown call.
   */
  edit(callId: string, patch: CallPatch, at?: number): void
  /** The call is no longer listed from `at` on, or else at once. Throws a RangeError for an unknown call. */
  remove(callId: string, at?: number): void
}

export type NewCall = Partial<Call> & { readonly started_at: string } & Readonly<Record<string, unknown>>
type CallPatch = Readonly<Record<string, unknown>>

/** An account made from a seed. Calls are drawn again each time they are shown: only places in time are kept. */
export const createAccount = (options: AccountOptions = {}): Account => {
  const settings = settleAccountOptions(options)
  const generator = createCallGenerator(settings)
  const timeline = createTimeline(createRows(settings, generator))
  const found = queries.createFoundCache<CallRow>()
  const idOf = (row: CallRow) => row.given?.call_id ?? generator.id(row.seq)
  const logIds = createLogIds(timeline.all)
  const directory = createDirectory(timeline.all, idOf)
  let nextSeq = timeline.all.length

  const rowOf = (callId: string): CallRow => {
    const row = directory.find(callId)
    if (!row) throw new RangeError(`No call ${callId} in this account`)
    return row
  }
  const show = (row: CallRow, now: number): CallView => {
    const call: CallView = { ...(row.given ?? generator.call(row.seq, row.start)) }
    const shown = now < row.filledAt ? { ...call, notes: '', disposition: null, tags: [] } : call
    if (!row.edits) return shown
    const patches = row.edits.filter(({ at }) => at <= now).map(({ patch }) => patch)
    return Object.assign(shown, ...patches, { call_id: shown.call_id })
  }
  const matching = (now: number, query: queries.CallQuery): readonly CallRow[] => {
    const rows = timeline.listed(now)
    const traitsOf = (row: CallRow) =>
      row.given || row.edits || query.contact !== undefined
        ? queries.filterTraitsOfView(show(row, now))
        : queries.filterTraitsOf(generator.traits(row.seq))
    const range = rows.slice(...queries.boundsOf(rows, query))
    const matches = queries.isFiltered(query)
      ? range.filter((row) => queries.fits(traitsOf(row), query))
      : range
    if (query.order === 'none') return shuffled(matches, settings.seed)
    return query.sortBy === 'logId' ? matches.toSorted((a, b) => logIds.of(a) - logIds.of(b)) : matches
  }
  const stretchOf = (now: number, query: queries.CallQuery): Stretch => {
    if (query.order === 'none' || query.sortBy === 'logId' || queries.isFiltered(query)) {
      const rows = found(timeline.version(now), query, () => matching(now, query))
      return { rows, low: 0, high: rows.length }
    }
    const rows = timeline.listed(now)
    const [low, high] = queries.boundsOf(rows, query)
    return { rows, low, high }
  }

  return {
    agents: generator.agents,
    numbers: generator.numbers,
    timeZoneOffsetMinutes: settings.offsetMinutes,
    list(now, query) {
      const { rows, low, high } = stretchOf(now, query)
      const total = high - low
      const { offset = 0, limit = total, order = 'newest' } = query
      const length = Math.max(0, Math.min(limit, total - offset))
      const first = order === 'newest' ? high - 1 - offset : low + offset
      const step = order === 'newest' ? -1 : 1
      const page = Array.from({ length }, (_, nth) => rows[first + nth * step])
      return { total, calls: page.flatMap((row) => (row ? [show(row, now)] : [])) }
    },
    visible: (now) => timeline.listed(now).map((row) => show(row, now)),
    get(callId, now) {
      const row = directory.find(callId)
      return row && show(row, now)
    },
    logIdOf(callId) {
      const row = directory.find(callId)
      return row && logIds.of(row)
    },
    add(call, listedAt) {
      const start = Date.parse(call.started_at)
      if (Number.isNaN(start)) throw new RangeError(`started_at must be an instant, got ${call.started_at}`)
      if (call.call_id !== undefined && directory.find(call.call_id)) {
        throw new RangeError(`Call ${call.call_id} exists already`)
      }
      const given = completed({ ...generator.call(nextSeq, start), ended_at: null, ...call }, call, start)
      const end = given.ended_at === null ? start : Date.parse(given.ended_at)
      const row = createGivenRow(nextSeq, start, listedAt ?? (Number.isNaN(end) ? start : end), given)
      nextSeq += 1
      timeline.insert(row)
      directory.learn(row)
      logIds.learn(row)
      return { ...given }
    },
    edit(callId, patch, at = Number.NEGATIVE_INFINITY) {
      const row = rowOf(callId)
      row.edits = [...(row.edits ?? []), { at, patch }].sort((a, b) => a.at - b.at)
      timeline.touch(at)
    },
    remove(callId, at = Number.NEGATIVE_INFINITY) {
      timeline.remove(rowOf(callId), at)
    },
  }
}

interface Stretch {
  readonly rows: readonly CallRow[]
  readonly low: number
  readonly high: number
}

const completed = (drawn: Call, given: NewCall, start: number): Call => ({
  ...drawn,
  ended_at:
    given.ended_at !== undefined || drawn.status === 'in-progress'
      ? drawn.ended_at
      : toInstantText(start + drawn.duration * 1000),
})

/** Finds a row by its call's identifier; the index is made at the first question, since most runs never ask. */
const createDirectory = (rows: readonly CallRow[], idOf: (row: CallRow) => string) => {
  let index: Map<string, CallRow> | undefined
  return {
    find(callId: string): CallRow | undefined {
      index ??= new Map(rows.map((row) => [idOf(row), row]))
      return index.get(callId)
    },
    learn(row: CallRow): void {
      index?.set(idOf(row), row)
    },
  }
}
