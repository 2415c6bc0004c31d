import fc from 'fast-check'
import { createAccount } from '../../sandbox/account.ts'
import { isHidden, PAST_ENDS } from '../../sandbox/api.ts'
import type { CallView } from '../../sandbox/calls.ts'
import type { FaultRule } from '../../sandbox/faults.ts'
import { LAYOUTS } from '../../sandbox/layout.ts'
import type { JsonObject } from '../../src/airbyte/protocol/messages.ts'
import { parseInstant } from '../../src/justcall/time/instants.ts'
import { createForm, type Form } from '../../testing/form.ts'
import { comparable, createLedger, statesIn } from '../../testing/ledger.ts'
import { createVirtualClock } from '../../testing/virtual-clock.ts'
import { type ReadResult, readOnce, type World } from './world.ts'

const hour = 3_600_000
const day = 24 * hour
const startDate = '2026-02-15'

/** Undefined in all but one of so many histories. */
const oneIn = <T>(times: number, arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.oneof({ weight: times - 1, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary })

/** An account, what happens to it, and the syncs that read it: all that one history is made of. */
export const histories = fc.record({
  version: fc.constantFrom('v2', 'v2.1'),
  seed: fc.integer({ min: 1, max: 1_000_000 }),
  zone: fc.integer({ min: -12, max: 14 }),
  order: fc.constantFrom('newest', 'oldest', 'none'),
  calls: fc.integer({ min: 0, max: 150 }),
  shape: fc.constantFrom('steady', 'bursty', 'working-hours'),
  spanDays: fc.integer({ min: 0, max: 30 }),
  perPage: fc.integer({ min: 4, max: 25 }),
  pageCap: oneIn(3, fc.integer({ min: 2, max: 12 })),
  workers: fc.integer({ min: 1, max: 8 }),
  lookbackDays: fc.integer({ min: 1, max: 3 }),
  endExcluded: fc.boolean(),
  refusesSingleDays: fc.boolean(),
  countIsPageRows: fc.constantFrom(false, true, 'and-total' as const),
  emptyTotalPages: fc.constantFrom(0, 1),
  listsTwice: fc.constantFrom(...Array(7).fill(false), true),
  hides: fc.constantFrom(...Array(14).fill(undefined), 'from-pages' as const, 'from-list' as const),
  miscountsPages: fc.constantFrom(...Array(14).fill(undefined), 'fewer' as const, 'more' as const),
  pastEnd: fc.constantFrom(...PAST_ENDS),
  nullsNothing: fc.boolean(),
  signedLinks: fc.boolean(),
  shuffleKeys: fc.constantFrom(...Array(9).fill(false), true),
  /** How v2.1 counts, links and writes. */
  v21: fc.record({
    firstPage: fc.constantFrom(0, 1),
    totalCount: fc.boolean(),
    linkAtEnd: fc.constantFrom('' as const, null, 'absent' as const, 'always' as const),
    emptyLinks: fc.constantFrom(false, false, true),
    bareLinks: fc.boolean(),
    missing: fc.constantFrom(null, 'absent' as const),
    unpaddedHours: fc.boolean(),
    capitalTypes: fc.boolean(),
    shortPages: fc.constantFrom(false, false, true),
    wrongCurrentPage: fc.constantFrom(false, false, true),
  }),
  layouts: fc.array(fc.constantFrom(...LAYOUTS), { minLength: 1, maxLength: 3 }),
  maxRangeDays: oneIn(3, fc.integer({ min: 1, max: 90 })),
  /** v2.1 does not answer wider ranges in time. */
  slowRanges: oneIn(6, fc.integer({ min: 1, max: 30 })),
  /** Only so many days of history are served. */
  maxAgeDays: oneIn(4, fc.integer({ min: 6, max: 30 })),
  /** How many days ago the end_date was, when the first sync begins. */
  endDaysAgo: oneIn(5, fc.integer({ min: 0, max: 20 })),
  /** So many results beyond what a single day can come to are paged through, and no more. */
  paging: oneIn(2, fc.integer({ min: 0, max: 40 })),
  oddTimes: fc.array(fc.constantFrom(null, 'soon', '2099-01-01T00:00:00Z', 'offset', 'fraction'), {
    maxLength: 4,
  }),
  fullRefreshFirst: fc.boolean(),
  /** The first sync begins so many milliseconds before the account's midnight, which falls during its read. */
  beforeMidnight: oneIn(3, fc.integer({ min: 0, max: 8_000 })),
  syncs: fc.array(
    fc.record({
      pauseHours: fc.double({ min: 0.1, max: 60, noNaN: true }),
      events: fc.array(
        fc.record({
          /** Before this request of the read, or between the syncs. */
          at: fc.option(fc.integer({ min: 1, max: 40 }), { nil: undefined }),
          kind: fc.constantFrom('arrive', 'arrive', 'late', 'edit', 'remove'),
          pick: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        }),
        { maxLength: 24, size: 'max' },
      ),
      faults: fc.array(
        fc.record({
          fault: fc.constantFrom<FaultRule['fault'][]>(
            500,
            502,
            503,
            408,
            429,
            'empty-object',
            'status-error',
            'truncated-json',
            'wrong-page',
            'cut-body',
            'reset',
          ),
          request: fc.integer({ min: 1, max: 40 }),
        }),
        { maxLength: 4 },
      ),
      kills: fc.array(fc.integer({ min: 0, max: 60_000 }), { maxLength: 2 }),
    }),
    { minLength: 2, maxLength: 3 },
  ),
})

export type History = typeof histories extends fc.Arbitrary<infer T> ? T : never

/**
 * Lives through a history and holds what came out against what the account showed.
 * @throws Error that names the promise that was broken.
 */
export async function live(
  history: History,
): Promise<{ records: number; requests: number; unverified: number }> {
  const beginning = beginningOf(history)
  const clock = createVirtualClock(beginning)
  const random = generator(history.seed)
  const account = createAccount({
    seed: history.seed,
    calls: history.calls,
    shape: history.shape,
    from: new Date(beginning - history.spanDays * day - hour).toISOString(),
    to: new Date(beginning - 60_000).toISOString(),
    timeZoneOffsetMinutes: history.zone * 60,
  })
  /** Where the calls stood before their starts were made odd: that is the day on which the API lists them. */
  const places = new Map(
    account.visible(beginning + day).map((call) => [call.call_id, parseInstant(call.started_at)]),
  )
  makeOdd(history, account, beginning)
  let events: History['syncs'][number]['events'] = []
  /** What has happened since an answer reported the account. */
  let sinceAnswer: string[] = []
  /** The calls as edits made them while the sync ran. */
  let edited: JsonObject[] = []
  const form = createForm(history.version, account, history.v21)
  const isV2 = history.version === 'v2'
  // Nothing is counted and hidden where nothing is counted.
  const hides = isV2 || history.v21.totalCount ? history.hides : undefined
  const world: World = {
    account,
    form,
    clock,
    random,
    layouts: history.layouts,
    behaviour: {
      api: history.version,
      ...history.v21,
      // Where a link always promises a page, one that is refused is no end, nor one that lies too deep.
      linkAtEnd:
        history.v21.linkAtEnd === 'always' &&
        (history.pastEnd === '400' || (history.pastEnd === 'clamp' && history.paging !== undefined))
          ? null
          : history.v21.linkAtEnd,
      // Nothing shows where the numbers begin if they are wrong, links are missing and the last page comes for any.
      wrongCurrentPage: history.v21.wrongCurrentPage && history.pastEnd !== 'clamp',
      // Without totals and links, a refused page may be past the end or too deep, and the read says so.
      emptyLinks:
        history.v21.emptyLinks &&
        (history.v21.totalCount || (hides !== 'from-pages' && history.pastEnd !== '400')),
      // A short page without a link is the last one, where nothing else says how many there are.
      shortPages:
        history.paging === undefined &&
        history.v21.shortPages &&
        hides === undefined &&
        !history.listsTwice &&
        (history.v21.totalCount || !history.v21.emptyLinks),
      order: history.order,
      // Where wide ranges are refused too, there may be no call to show what an end means.
      endExcluded: isV2 && history.endExcluded && history.maxRangeDays === undefined,
      // Where ends are taken in, a day could not be asked for at all.
      refusesSingleDays:
        isV2 && history.refusesSingleDays && history.endExcluded && history.maxRangeDays === undefined,
      countIsPageRows: history.countIsPageRows,
      emptyTotalPages: history.emptyTotalPages,
      listsTwice: history.listsTwice,
      hides,
      miscountsPages: miscountedBy(history),
      pastEnd: history.pastEnd,
      nullsNothing: history.nullsNothing,
      signedLinks: history.signedLinks,
      shuffleKeys: history.shuffleKeys,
      ...(history.pageCap === undefined ? {} : { pageCap: history.pageCap }),
      ...(history.maxRangeDays === undefined ? {} : { maxRangeDays: history.maxRangeDays }),
      // At midnight a range grows, but no server is suddenly too slow for the pages of one that it has begun to give.
      ...(history.slowRanges === undefined || history.beforeMidnight !== undefined
        ? {}
        : { slowRanges: history.slowRanges }),
      ...(history.maxAgeDays === undefined ? {} : { maxAgeDays: history.maxAgeDays }),
      ...(history.paging === undefined ||
      history.pageCap !== undefined ||
      (!isV2 && history.v21.emptyLinks && !history.v21.totalCount)
        ? {}
        : { maxResults: mostInADay(history, places.values()) + 2 * history.perPage + history.paging }),
    },
    onRequest: (nth) => {
      const now = events.filter(({ at }) => at === nth)
      for (const event of now) {
        // A call that vanishes between the same two answers in which another comes cannot be seen to, if one is listed late.
        const isHidden =
          event.kind === 'remove'
            ? sinceAnswer.some(comes) || now.some(({ kind }) => comes(kind))
            : comes(event.kind) && sinceAnswer.includes('remove')
        if (isHidden && events.some(({ kind }) => kind === 'late')) continue
        sinceAnswer.push(event.kind)
        edited.push(...happen(world, event, history.lookbackDays).map(form.present))
      }
    },
    onAnswer: () => {
      sinceAnswer = []
    },
  }
  const shownAt = (now: number) =>
    account
      .visible(now)
      .filter((call) => hides === undefined || !isHidden(call))
      .map(form.present)
  const endDate =
    history.endDaysAgo === undefined
      ? undefined
      : new Date(beginning - history.endDaysAgo * day).toISOString().slice(0, 10)
  const end = endDate === undefined ? Number.POSITIVE_INFINITY : Date.parse(endDate) + day
  const config = {
    api_version: history.version,
    ...(endDate === undefined ? {} : { end_date: endDate }),
    start_date: startDate,
    per_page: history.perPage,
    num_workers: history.workers,
    lookback_days: history.lookbackDays,
  }
  const placesById = new Map(
    account
      .visible(beginning + day)
      .map((call) => [form.id(form.present(call)), places.get(call.call_id)] as const),
  )
  const placeOf = (call: JsonObject) => placesById.get(form.id(call)) ?? form.start(call) ?? Number.NaN
  const isWanted = (call: JsonObject, from: number) =>
    placeOf(call) >= from && placeOf(call) < end && (form.start(call) ?? 0) < end
  const ledger = createLedger(form, comparable)
  let state: JsonObject | undefined
  /** The calls that the sync before was shown, if it came to its end; undefined stands for all of them. */
  let shownBefore: ReadonlySet<string> | undefined = new Set()
  let records = 0
  let requests = 0
  let unverified = 0
  // What is counted otherwise than it is listed may hold the cursor for a week.
  const isExact = hides === undefined && !history.listsTwice && history.miscountsPages === undefined
  const ending = isExact ? [quiet] : [quiet, muchLater, quiet]
  for (const [index, sync] of [...history.syncs, ...ending].entries()) {
    clock.skip(sync.pauseHours * hour)
    events = []
    for (const event of sync.events) if (event.at === undefined) happen(world, event, history.lookbackDays)
    const syncMode = history.fullRefreshFirst && index === 0 ? 'full_refresh' : 'incremental'
    const faults = sync.faults.map(({ fault, request }) => ({ fault, when: { request } }))
    for (const killAfter of [...sync.kills, undefined]) {
      // Without a total that can be believed, what comes and goes during a read cannot be known from pages that stand still.
      const tellsTotal = isV2
        ? history.countIsPageRows !== true && history.miscountsPages === undefined
        : history.v21.totalCount
      events = sync.events.filter(({ at, kind }) => at !== undefined && (tellsTotal || kind === 'edit'))
      const before = shownAt(clock.now())
      edited = []
      const options = {
        config,
        syncMode,
        state,
        faults,
        ...(killAfter === undefined ? {} : { killAfter }),
      } as const
      if (syncMode === 'full_refresh' && state?.['full_refresh'] !== true) ledger.beginAnew()
      const result = await readOnce(world, options)
      requests += result.requests
      if (result.error !== undefined) throw new Error(`a read failed: ${String(result.error)}`)
      const incomplete = result.warnings.some((warning) => warning.includes('is not complete'))
      if (incomplete) unverified += 1
      const after = shownAt(clock.now())
      const listed = { before, edited, after }
      const known = killAfter === undefined ? shownBefore : new Set()
      const { added, changed } = ledger.take(result.items, {
        startedAt: result.startedAt,
        isKnown: (id) => known === undefined || known.has(id),
        listed,
      })
      records += added + changed
      if (result.finished && !incomplete) {
        const covered = coveredFrom(form, state, history, result, clock.now())
        ledger.holdAgainst(listed, (call) => isWanted(call, covered))
      }
      state = statesIn(result.items).at(-1) ?? state
      if (result.finished) shownBefore = incomplete ? result.shown : undefined
      else shownBefore = new Set()
      events = []
      if (result.finished) break
    }
  }
  const now = clock.now()
  const served = servedFrom(history, now)
  for (const call of shownAt(now)) {
    const start = form.start(call) ?? Number.NaN
    if (isWanted(call, served) && !ledger.has(call)) throw new Error(`1: ${form.id(call)} never came`)
    // Once all is quiet the cursor is not left behind: else each sync would read on from there, and ever more. But a page that
    // is short of hidden calls may look like the one before it, where calls are listed twice.
    if (hides !== undefined && history.listsTwice) continue
    if (start >= served && start <= now && start < end && start > ledger.cursor)
      throw new Error(`5: the cursor stays behind ${form.id(call)} of ${start}`)
  }
  return { records, requests, unverified }
}

function beginningOf({ zone, syncs, beforeMidnight }: History): number {
  if (beforeMidnight === undefined) return Date.parse('2026-03-12T09:30:00Z')
  const midnight = Date.parse('2026-03-13T00:00:00Z') - zone * hour
  return midnight - beforeMidnight - (syncs[0]?.pauseHours ?? 0) * hour
}

/** How many calls one day of the account can come to at most, whatever happens. */
function mostInADay({ zone, syncs }: History, places: Iterable<number | undefined>): number {
  const days = Map.groupBy(places, (instant = 0) => Math.floor((instant + zone * hour) / day))
  // A read that is killed is begun again, and its events with it.
  const arrivals = syncs.map(
    ({ events, kills }) => events.filter(({ kind }) => comes(kind)).length * (kills.length + 1),
  )
  return Math.max(0, ...[...days.values()].map((calls) => calls.length)) + sum(arrivals)
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0)

const comes = (kind: string) => kind === 'arrive' || kind === 'late'

/** Too few pages cannot be noticed without a total or a full page; and no page that is counted, or not, must be refused. */
const miscountedBy = ({ miscountsPages, countIsPageRows, hides, paging, pastEnd }: History) => {
  const isSeen =
    miscountsPages === 'more' ? pastEnd === 'empty' : countIsPageRows !== true && hides === undefined
  return paging === undefined && isSeen ? miscountsPages : undefined
}

const quiet = { pauseHours: 1, events: [], faults: [], kills: [] }
/** A day is over everywhere only a day and a half later, and a week after that it is settled. */
const muchLater = { ...quiet, pauseHours: 9 * 24 }

/** The first instant that is wanted and, in whatever zone, served. */
const servedFrom = ({ maxAgeDays }: History, now: number): number =>
  Math.max(Date.parse(startDate), now - ((maxAgeDays ?? 1_000) - 2) * day)

function coveredFrom(
  form: Form,
  state: JsonObject | undefined,
  history: History,
  { startedAt }: ReadResult,
  now: number,
): number {
  const start = servedFrom(history, now)
  const cursor = parseInstant(state?.[form.cursorField])
  if (cursor === undefined) return start
  return Math.max(start, Math.min(cursor, startedAt) - history.lookbackDays * day)
}

function happen(
  { account, clock, random }: World,
  { kind, pick }: History['syncs'][number]['events'][number],
  lookbackDays: number,
): CallView[] {
  const now = clock.now()
  const iso = (instant: number) =>
    new Date(Math.floor(instant / 1000) * 1000).toISOString().replace('.000', '')
  if (kind === 'arrive' || kind === 'late') {
    // A call is listed late by less than the lookback: what comes later than that no sync promises to find.
    const age = kind === 'arrive' ? pick * 600_000 : pick * (lookbackDays * day - hour)
    const end = kind === 'arrive' ? now : now - age / 2
    const duration = Math.ceil((end - (now - age)) / 1000)
    account.add({ started_at: iso(now - age), ended_at: iso(end), duration }, now)
    return []
  }
  const recent = account.visible(now)
  const call = recent[Math.floor(pick * recent.length)]
  if (call === undefined) return []
  if (kind === 'remove') {
    account.remove(call.call_id, now)
    return []
  }
  account.edit(call.call_id, { notes: `edited ${random()}` }, now)
  const shown = account.get(call.call_id, now)
  return shown === undefined ? [] : [shown]
}

function makeOdd({ oddTimes }: History, account: World['account'], now: number) {
  const calls = account.visible(now)
  for (const [index, odd] of oddTimes.entries()) {
    const call = calls[Math.floor((calls.length * (index + 1)) / (oddTimes.length + 1))]
    if (call === undefined) return
    const start = Date.parse(String(call.started_at))
    if (odd === 'offset') {
      const local = new Date(start + 5.5 * hour).toISOString().slice(0, 19)
      account.edit(call.call_id, { started_at: `${local}+05:30` })
    } else if (odd === 'fraction') {
      account.edit(call.call_id, { started_at: new Date(start).toISOString().replace('Z', '125Z') })
    } else account.edit(call.call_id, { started_at: odd })
  }
}

function generator(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x9e3779b9) >>> 0
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad)
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97)
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32
  }
}
