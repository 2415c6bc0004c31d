import { type AccountOptions, settleAccountOptions } from './account-options.ts'
import { type Agent, type Call, type CallView, createCallGenerator } from './calls.ts'
import { toInstantText } from './days.ts'
import * as queries from './query.ts'
import { createRowList } from './row-list.ts'
import { type CallRow, createGivenRow, createRows } from './rows.ts'
import { createLists, type Lists } from './v2-1/lists.ts'

export type { AccountOptions } from './account-options.ts'

/** An account's calls, and how they come, change and go as time goes on. Time is always passed in (ms). */
export interface Account {
  readonly agents: readonly Agent[]
  /** The account's own numbers (E.164), for the `number` filter. */
  readonly numbers: readonly string[]
  /** The zone in which the API reads `start_date` and `end_date`, in minutes east of UTC. */
  readonly timeZoneOffsetMinutes: number
  /** The other lists of v2.1. */
  readonly lists: Lists
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

/** An account made from a seed. Rows are drawn again each time they are shown: only places in time are kept. */
export const createAccount = (options: AccountOptions = {}): Account => {
  const settings = settleAccountOptions(options)
  const generator = createCallGenerator(settings)
  const calls = createRowList<Call, CallView>({
    rows: createRows(settings, generator),
    seed: settings.seed,
    noun: 'call',
    key: 'call_id',
    idOf: (row) => row.given?.call_id ?? generator.id(row.seq),
    draw(row, now) {
      const call = { ...(row.given ?? generator.call(row.seq, row.start)) }
      return now < row.filledAt ? { ...call, notes: '', disposition: null, tags: [] } : call
    },
  })
  let nextSeq = calls.all.length

  const filterOf = (now: number, query: queries.CallQuery) => {
    const key = queries.filterKeyOf(query)
    const traitsOf = (row: CallRow) =>
      row.given || row.edits || query.contact !== undefined
        ? queries.filterTraitsOfView(calls.show(row, now))
        : queries.filterTraitsOf(generator.traits(row.seq))
    return key === undefined ? undefined : { key, fits: (row: CallRow) => queries.fits(traitsOf(row), query) }
  }

  return {
    agents: generator.agents,
    numbers: generator.numbers,
    timeZoneOffsetMinutes: settings.offsetMinutes,
    lists: createLists({ settings, generator, calls }),
    list(now, query) {
      const { total, rows } = calls.list(now, { ...query, filter: filterOf(now, query) })
      return { total, calls: rows }
    },
    visible: calls.visible,
    get(callId, now) {
      const row = calls.find(callId)
      return row && calls.show(row, now)
    },
    logIdOf(callId) {
      const row = calls.find(callId)
      return row && calls.logIdOf(row)
    },
    add(call, listedAt) {
      const start = Date.parse(call.started_at)
      if (Number.isNaN(start)) throw new RangeError(`started_at must be an instant, got ${call.started_at}`)
      if (call.call_id !== undefined && calls.find(call.call_id)) {
        throw new RangeError(`Call ${call.call_id} exists already`)
      }
      const given = completed({ ...generator.call(nextSeq, start), ended_at: null, ...call }, call, start)
      const end = given.ended_at === null ? start : Date.parse(given.ended_at)
      calls.insert(createGivenRow(nextSeq, start, listedAt ?? (Number.isNaN(end) ? start : end), given))
      nextSeq += 1
      return { ...given }
    },
    edit: calls.edit,
    remove: calls.remove,
  }
}

const completed = (drawn: Call, given: NewCall, start: number): Call => ({
  ...drawn,
  ended_at:
    given.ended_at !== undefined || drawn.status === 'in-progress'
      ? drawn.ended_at
      : toInstantText(start + drawn.duration * 1000),
})
