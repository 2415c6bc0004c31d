import { describe, expect, test } from 'vitest'
import { noon, testContext } from '../../../testing/context.ts'
import {
  callsFrom,
  callsOn,
  createFakeListApi,
  type FakeCall,
  type FakeListOptions,
  idsOf,
  refusal,
} from '../../../testing/fake-list-api.ts'
import type { JsonObject, SyncMode } from '../../airbyte/protocol/messages.ts'
import type { StatusUpdate } from '../../airbyte/protocol/status-updates.ts'
import type { Progress } from '../../airbyte/source/progress.ts'
import type { Config } from '../config/config.generated.ts'
import { settingsOf } from '../config/settings.ts'
import { decodeDigest, encodeDigest, mostCalls } from '../state/digest.ts'
import { contentHash } from './content-hash.ts'
import { readDatedList } from './read-dated-list.ts'

const form = { stream: 'calls', cursorField: 'started_at', otherCursorField: 'call_date' }

interface Setup {
  readonly options?: FakeListOptions
  readonly config?: Partial<Config>
  readonly syncMode?: SyncMode
  readonly state?: JsonObject | undefined
  readonly signal?: AbortSignal
  readonly clock?: () => number
}

/** One read: what came, in order, and how it ended. */
async function read({ options, config, syncMode = 'incremental', state, signal, clock = () => noon }: Setup) {
  const api = createFakeListApi(options)
  const said: StatusUpdate[] = []
  const reported: Progress[] = []
  const settings = settingsOf({
    api_key: 'key',
    api_secret: 'secret',
    start_date: '2026-03-01',
    per_page: 2,
    num_workers: 1,
    ...config,
  })
  const output = readDatedList(
    { settings, syncMode, state, api: api.list(settings.perPage), form, statistics: api.statistics },
    testContext({
      now: clock,
      notify: (notice) => said.push(notice),
      progress: (progress) => reported.push(progress),
      ...(signal === undefined ? {} : { signal }),
    }),
  )
  const ids: unknown[] = []
  const states: JsonObject[] = []
  const logs: string[] = []
  /** "r" for a call, "S" for a state. */
  let order = ''
  let failure: unknown
  try {
    for await (const item of output) {
      if (item.type === 'records') {
        ids.push(...idsOf(item.records))
        order += 'r'.repeat(item.records.length)
      }
      if (item.type === 'checkpoint') {
        states.push(item.state)
        order += 'S'
      }
      if (item.type === 'log') logs.push(`${item.level} ${item.message}`)
    }
  } catch (error) {
    failure = error
  }
  const warnings = logs.filter((line) => line.startsWith('WARN'))
  return { api, ids, states, last: states.at(-1), logs, warnings, order, failure, said, reported }
}

const digestOf = (state: JsonObject | undefined) => {
  const hashes = decodeDigest(state?.['digest'])
  return hashes === undefined ? undefined : [...hashes]
}
const hashesOf = (...calls: readonly FakeCall[]) =>
  calls.map((call) => contentHash(String(call['call_id']), call)).toSorted()
const cursors = (states: readonly JsonObject[]) => states.map(({ started_at }) => started_at)
const call = (call_id: string, started_at: unknown, more: FakeCall = {}): FakeCall => ({
  call_id,
  started_at,
  ...more,
})
/** Fails where page 2 of a range that begins on this day is asked for. */
const failingOn =
  (date: string, failure = refusal(401)): FakeListOptions['before'] =>
  (asked) => {
    if (asked.startsWith(date) && asked.endsWith('#2')) throw failure
  }

describe('a range that is read in one slice', () => {
  test('is its calls, and then the one state, with the digest of the lookback window', async () => {
    const calls = [...callsOn('2026-03-09'), ...callsOn('2026-03-10'), ...callsOn('2026-03-11')]
    const { order, states, last, failure } = await read({ options: { calls } })
    expect(failure).toBeUndefined()
    expect(order).toBe('rrrS')
    expect(states).toEqual([
      {
        started_at: '2026-03-11T08:00:00Z',
        scope: { start_date: '2026-03-01T00:00:00Z', filters: expect.any(String) },
        digest: expect.any(String),
      },
    ])
    expect(digestOf(last)).toEqual(hashesOf(...calls.slice(1)))
  })

  test('may be empty: its state has no cursor', async () => {
    const { order, last, logs } = await read({})
    expect(order).toBe('S')
    expect(last).not.toHaveProperty('started_at')
    expect(digestOf(last)).toEqual([])
    expect(logs.at(-1)).toMatch(/; there is no call yet\.$/)
  })

  test('holds back its cursor, and says so, where none of its calls could be verified', async () => {
    const options: FakeListOptions = { calls: callsOn('2026-03-05', 3), answer: () => ({ total: 4 }) }
    const { logs, ids } = await read({ options })
    expect(ids).toHaveLength(3)
    expect(logs.at(-1)).toMatch(/the cursor is at /)
  })

  test('reads from start_date on, by instant, from the day before it in the west', async () => {
    const calls = [call('too early', '2026-02-28T23:59:59Z'), call('first', '2026-03-01T00:00:00Z')]
    const { api, ids, logs } = await read({ options: { calls } })
    expect(api.asked).toEqual(['2026-02-28..'])
    expect(ids).toEqual(['first'])
    expect(logs[0]).toBe('INFO Reading 2026-02-28 and later, calls from 2026-03-01T00:00:00Z on.')
  })

  test('says at last what it took', async () => {
    let now = noon
    const clock = () => {
      now += 250
      return now
    }
    const { logs, reported } = await read({ options: { calls: callsOn('2026-03-11', 3) }, clock })
    expect(logs.at(-1)).toMatch(
      /^INFO Read 3 new or changed calls: 2 requests, retried 0, refused for quota 0, \d\.\d s; the cursor is at 2026-03-11T08:00:02Z\.$/,
    )
    expect(logs.at(-1)).not.toContain(' 0.0 s')
    expect(reported.at(-1)).toEqual({ summary: logs.at(-1)?.slice(5) })
    const one = await read({ options: { calls: callsOn('2026-03-11') } })
    expect(one.logs.at(-1)).toContain(
      'Read 1 new or changed call: 1 request, retried 0, refused for quota 0, 0.0 s;',
    )
  })

  test('reports anomalies, with its count, before the last state', async () => {
    const calls = callsOn('2026-03-11', 2, { call_duration: 'long' }).map((each, nth) => ({
      ...each,
      call_id: nth,
    }))
    const { said, warnings, logs } = await read({ options: { calls } })
    expect(said).toHaveLength(1)
    expect(warnings).toEqual([
      'WARN The field "call_id" came as number and was converted to its declared type: 2 times in this read.',
    ])
    expect(logs.indexOf(warnings[0] ?? '')).toBe(logs.length - 2)
  })
})

/** Ten calls a day of an API that gives three days at a time: six slices, of which the last is empty. */
const several: FakeListOptions = { calls: callsFrom('2026-03-01', '2026-03-11', 10), mostDays: 4 }
const severalSince = (started_at: string) =>
  (several.calls ?? []).filter((each) => String(each['started_at']) >= started_at)

describe('a range that is read in several slices', () => {
  test('has a state behind the records of each, and of the last one only that', async () => {
    const { order, states } = await read({ options: several })
    expect(order).toBe([30, 20, 10, 30, 20, 0].map((calls) => `${'r'.repeat(calls)}S`).join(''))
    expect(cursors(states)).toEqual([
      '2026-03-03T08:00:09Z',
      '2026-03-05T08:00:09Z',
      '2026-03-06T08:00:09Z',
      '2026-03-09T08:00:09Z',
      '2026-03-11T08:00:09Z',
      '2026-03-11T08:00:09Z',
    ])
  })

  test('has a digest in the last state alone', async () => {
    const { states } = await read({ options: several })
    expect(states.map((state) => 'digest' in state)).toEqual([false, false, false, false, false, true])
    expect(digestOf(states.at(-1))).toEqual(hashesOf(...severalSince('2026-03-10T08:00:09')))
    expect(states.filter((state) => 'full_refresh' in state)).toEqual([])
  })

  test('is marked in a full refresh as one that may be resumed, but for the last state', async () => {
    const { states } = await read({ options: several, syncMode: 'full_refresh' })
    expect(states.map(({ full_refresh }) => full_refresh)).toEqual([true, true, true, true, true, undefined])
  })

  test('moves the cursor to no call of the future', async () => {
    const future = call('tomorrow', '2026-03-13T08:00:00Z')
    const { last, ids } = await read({ options: { calls: [...callsOn('2026-03-11'), future] } })
    expect(ids).toHaveLength(2)
    expect(last).toHaveProperty('started_at', '2026-03-11T08:00:00Z')
  })
})

describe('a sync after another', () => {
  const calls = callsFrom('2026-03-01', '2026-03-11')
  const stateBefore = async (config: Partial<Config> = {}) =>
    (await read({ options: { calls }, config })).last

  test('reads the lookback window again, and sends what is new or changed', async () => {
    const state = await stateBefore()
    const changed = { ...calls[10], notes: 'new' }
    const now = [...calls.slice(0, 10), changed, ...callsOn('2026-03-12')]
    const { ids, api, last, logs } = await read({ options: { calls: now }, state })
    expect(api.asked[0]).toBe('2026-03-09..')
    expect(ids).toEqual(['2026-03-11 0', '2026-03-12 0'])
    expect(last).toHaveProperty('started_at', '2026-03-12T08:00:00Z')
    expect(digestOf(last)).toEqual(hashesOf(changed, ...callsOn('2026-03-12')).toSorted())
    expect(logs.at(-1)).toContain('Read 2 new or changed calls, and kept 1 unchanged ones back: ')
  })

  test('sends nothing where nothing changed, and ends in the same state', async () => {
    const state = await stateBefore()
    const { ids, states } = await read({ options: { calls }, state })
    expect(ids).toEqual([])
    expect(states).toEqual([state])
  })

  test('sends the unchanged ones too, if that is wanted', async () => {
    const { ids } = await read({
      options: { calls },
      state: await stateBefore(),
      config: { emit_unchanged: true },
    })
    expect(ids).toEqual(['2026-03-10 0', '2026-03-11 0'])
  })

  test('reads nothing before start_date, however long the lookback is', async () => {
    const { api } = await read({
      options: { calls },
      state: await stateBefore(),
      config: { lookback_days: 90 },
    })
    expect(api.asked[0]).toBe('2026-02-28..')
  })

  test('warns of a start_date and filters that its state does not cover', async () => {
    const config = { start_date: '2026-02-01', direction: 'inbound' } as const
    const { warnings, last } = await read({ options: { calls }, state: await stateBefore(), config })
    expect(warnings).toEqual([
      expect.stringContaining('start_date is now 2026-02-01T00:00:00Z'),
      expect.stringContaining('The filters'),
    ])
    expect(last).toHaveProperty('scope', (await stateBefore())?.['scope'])
  })

  test('warns of a digest that is damaged, and sends the window again', async () => {
    const { warnings, ids } = await read({
      options: { calls },
      state: { ...(await stateBefore()), digest: 'v1.x.y' },
    })
    expect(warnings).toEqual([expect.stringContaining("The state's digest is damaged")])
    expect(ids).toEqual(['2026-03-10 0', '2026-03-11 0'])
  })

  test('takes a cursor in the future as now, and says so; one that is now is none', async () => {
    const { warnings, api, last } = await read({ state: { started_at: '2026-03-12T12:00:00.001Z' } })
    expect(warnings).toEqual([
      "WARN The state's started_at, 2026-03-12T12:00:00.001Z, is in the future: it is read as now.",
    ])
    expect(api.asked).toEqual(['2026-03-11..'])
    expect(last).toHaveProperty('started_at', '2026-03-12T12:00:00Z')
    expect((await read({ state: { started_at: '2026-03-12T12:00:00Z' } })).warnings).toEqual([])
  })

  test('fails before anything is asked for, if its state cannot be read', async () => {
    const { failure, order, api } = await read({ state: { started_at: 'yesterday' } })
    expect(failure).toHaveProperty('failureType', 'config_error')
    expect(order).toBe('')
    expect(api.asked).toEqual([])
  })
})

describe('a full refresh', () => {
  const calls = callsFrom('2026-03-01', '2026-03-11')

  test('begins from the start, and keeps nothing back, whatever state another sync has left', async () => {
    const { last: state } = await read({ options: { calls } })
    const { ids, warnings } = await read({ options: { calls }, state, syncMode: 'full_refresh' })
    expect(ids).toHaveLength(11)
    expect(warnings).toEqual([])
  })

  test.each([
    { started_at: 'yesterday' },
    { started_at: 'yesterday', full_refresh: true },
    { started_at: {}, scope: 5, digest: {}, held_since: [], full_refresh: true },
    { updated_at: '2026-03-10' },
    { full_refresh: true },
  ])('begins from the start, with a warning, where its state cannot be used: %j', async (state) => {
    const { ids, failure, warnings } = await read({ options: { calls }, state, syncMode: 'full_refresh' })
    expect({ failure, calls: ids.length }).toEqual({ failure: undefined, calls: 11 })
    expect(warnings).toEqual([
      expect.stringMatching(/^WARN The full refresh begins from the start\. The state .* cannot be used: /),
    ])
  })

  test('goes on where one was cut short, and keeps nothing back', async () => {
    const { last } = await read({ options: { calls } })
    const state = { ...last, full_refresh: true }
    const { ids, last: final } = await read({ options: { calls }, state, syncMode: 'full_refresh' })
    expect(ids).toEqual(['2026-03-10 0', '2026-03-11 0'])
    expect(final).not.toHaveProperty('full_refresh')
  })
})

describe('there is nothing to read', () => {
  test('before start_date', async () => {
    const { warnings, logs, states, api, failure } = await read({
      config: { start_date: '2026-03-12T12:00:00.001Z' },
    })
    expect(failure).toBeUndefined()
    expect(warnings).toEqual([
      expect.stringContaining('There is nothing to read: start_date is in the future'),
    ])
    expect(logs).toHaveLength(1)
    expect(states).toEqual([
      { scope: { start_date: '2026-03-12T12:00:00.001Z', filters: expect.any(String) } },
    ])
    expect(api.asked).toEqual([])
    expect((await read({ config: { start_date: '2026-03-12T12:00:00Z' } })).api.asked).toHaveLength(1)
  })

  test('once all up to end_date was read: the state stays as it is', async () => {
    const config = { end_date: '2026-03-05T08:00:00Z', lookback_days: 0 }
    const calls = [...callsOn('2026-03-04'), ...callsOn('2026-03-05')]
    const { last: state } = await read({ options: { calls }, config })
    expect(state).toHaveProperty('started_at', '2026-03-05T08:00:00Z')
    const later = { ...config, end_date: '2026-03-05T07:59:59.999Z' }
    const { states, logs, api } = await read({ options: { calls }, config: later, state })
    expect(states).toEqual([state])
    expect(logs).toEqual(['INFO There is nothing to read: the calls up to end_date were read before.'])
    expect(api.asked).toEqual([])
    expect((await read({ options: { calls }, config, state })).api.asked.length).toBeGreaterThan(0)
  })

  test('and a state without a digest gets none', async () => {
    const state = { started_at: '2026-03-10T00:00:00Z' }
    const { last } = await read({ config: { end_date: '2026-03-01' }, state })
    expect(last).toHaveProperty('started_at', '2026-03-10T00:00:00Z')
    expect(last).not.toHaveProperty('digest')
  })
})

describe('end_date', () => {
  test('ends the range on its last day in the east; calls behind it are left out', async () => {
    const calls = [call('last', '2026-03-05T23:59:59.999Z'), call('behind', '2026-03-06T00:00:00Z')]
    const { api, ids } = await read({ options: { calls }, config: { end_date: '2026-03-05' } })
    expect(api.asked[0]).toBe('2026-02-28..2026-03-07')
    expect(ids).toEqual(['last'])
  })

  test.each([
    { end_date: '2026-03-11', asked: '2026-02-28..2026-03-13' },
    { end_date: '2026-03-05T09:59:59.999Z', asked: '2026-02-28..2026-03-06' },
    { end_date: '2026-03-05T10:00:00Z', asked: '2026-02-28..2026-03-07' },
    { end_date: '2026-03-12', asked: '2026-02-28..' },
    { end_date: '2026-03-20', asked: '2026-02-28..' },
  ])(
    'ends the range on its day in the east, or not at all if that is the last to have begun: $end_date',
    async ({ end_date, asked }) => {
      expect((await read({ config: { end_date } })).api.asked[0]).toBe(asked)
    },
  )
})

describe('a read that fails', () => {
  const failing = { ...several, before: failingOn('2026-03-07') }

  test('leaves a last state with what was sent, and fails as it did', async () => {
    const { failure, states, order, last } = await read({ options: failing })
    expect(failure).toEqual(refusal(401))
    expect(order).toMatch(/^r{30}Sr{20}Sr{10}Sr{2}S$/)
    expect(cursors(states.slice(-2))).toEqual(['2026-03-06T08:00:09Z', '2026-03-06T08:00:09Z'])
    const sent = [...(several.calls ?? []).slice(0, 60), ...callsOn('2026-03-07', 2)]
    const window = sent.filter(({ started_at }) => String(started_at) >= '2026-03-05T08:00:09')
    expect(digestOf(last)).toEqual(hashesOf(...window))
    expect(last).not.toHaveProperty('full_refresh')
  })

  test('during a full refresh leaves one that may be resumed', async () => {
    const { last } = await read({ options: failing, syncMode: 'full_refresh' })
    expect(last).toHaveProperty('full_refresh', true)
  })

  test('since it was asked to stop leaves no further state', async () => {
    const stop = new AbortController()
    const before: FakeListOptions['before'] = (asked) => {
      if (!asked.startsWith('2026-03-07') || !asked.endsWith('#2')) return
      stop.abort(new Error('stopped'))
      stop.signal.throwIfAborted()
    }
    const { failure, order } = await read({ options: { ...several, before }, signal: stop.signal })
    expect(failure).toHaveProperty('message', 'stopped')
    expect(order).toMatch(/Sr+$/)
  })
})

describe('what the sync before has sent', () => {
  const a = call('a', '2026-03-11T08:00:00Z')
  const b = call('b', '2026-03-11T09:00:00Z')
  const c = call('c', '2026-03-11T10:00:00Z')
  const known = [a, b, c]
  /** A sync that sees two calls, and fails before it sees others. */
  const failsAfter = async (first: FakeCall, second: FakeCall, previous = known) => {
    const { last: state } = await read({ options: { calls: previous } })
    const options = { calls: [first, second, b, c], before: failingOn('2026-03-09') }
    return digestOf((await read({ options, state })).last)
  }

  test('stays known after a sync that failed, beside what is new', async () => {
    const d = call('d', '2026-03-11T10:00:00.001Z')
    expect(await failsAfter(a, d)).toEqual(hashesOf(a, b, c, d))
  })

  test('does not, if one of its calls may have been sent in another version', async () => {
    const changed = { ...a, notes: 'new' }
    const d = call('d', '2026-03-12T08:00:00Z')
    expect(await failsAfter(changed, d)).toEqual(hashesOf(changed, d))
  })

  test('does not, if a call is new that started at the cursor or before', async () => {
    const late = call('late', '2026-03-11T10:00:00Z')
    expect(await failsAfter(a, late)).toEqual(hashesOf(a, late))
  })

  test('does not, if a call is new whose start cannot be known', async () => {
    const startless = call('startless', null)
    const { last: state } = await read({ options: { calls: known } })
    const answer: FakeListOptions['answer'] = ({ rows, number }) => ({
      rows: number === 1 ? [a, startless] : rows,
    })
    const { last } = await read({ options: { calls: known, answer, before: failingOn('2026-03-09') }, state })
    expect(digestOf(last)).toEqual(hashesOf(a, startless))
  })

  test('is nothing, where its state had no digest', async () => {
    const state = { started_at: '2026-03-11T10:00:00Z' }
    const options = { calls: known, before: failingOn('2026-03-09') }
    expect(digestOf((await read({ options, state })).last)).toEqual(hashesOf(a, b))
  })

  test('stays known after a slice that could not be verified, and the cursor where it was', async () => {
    const { last: state } = await read({ options: { calls: known } })
    const d = call('d', '2026-03-12T08:00:00Z')
    const options: FakeListOptions = { calls: [a, d], answer: () => ({ total: 9 }) }
    const { last, warnings, ids } = await read({ options, state })
    expect(ids).toEqual(['d'])
    expect(warnings).toEqual([expect.stringContaining('the API reports 9 calls, 2 were seen')])
    expect(last).toHaveProperty('started_at', '2026-03-11T10:00:00Z')
    expect(digestOf(last)).toEqual(hashesOf(a, b, c, d))
  })

  test('stays known after a slice that could not be verified, whatever is verified after it', async () => {
    const previous = [call('a', '2026-03-10T11:00:00Z'), b, c]
    const { last: state } = await read({ options: { calls: previous } })
    const answer: FakeListOptions['answer'] = ({ total = 0 }, asked) =>
      asked.startsWith('2026-03-09') ? { total: total + 1 } : {}
    const calls = previous.filter((each) => each !== b)
    const { last, warnings } = await read({ options: { calls, mostDays: 2, answer }, state })
    expect(warnings).toHaveLength(1)
    expect(digestOf(last)).toEqual(hashesOf(...previous))
  })

  test('stays known as far as a digest carries, what was seen before all', async () => {
    const sent = Array.from({ length: mostCalls }, (_, nth) => nth.toString(16).padStart(16, '0'))
    const state = { started_at: '2026-03-11T10:00:00Z', digest: encodeDigest(sent) }
    const d = call('d', '2026-03-12T08:00:00Z')
    const options = { calls: [d, d, d], before: failingOn('2026-03-09') }
    const digest = digestOf((await read({ options, state })).last)
    expect(digest).toHaveLength(mostCalls)
    expect(digest).toEqual(expect.arrayContaining(hashesOf(d)))
  })

  test('is forgotten after a whole read that did not show it', async () => {
    const { last: state } = await read({ options: { calls: known } })
    expect(digestOf((await read({ options: { calls: [a, c] }, state })).last)).toEqual(hashesOf(a, c))
  })
})

/** The API counts a call of one day that it never lists. */
const hiding =
  (day: string): FakeListOptions['answer'] =>
  ({ total = 0 }, asked) => {
    const [first = '', end = ''] = asked.split(' ')[0]?.split('..') ?? []
    return first <= day && (end === '' || end >= day) ? { total: total + 1 } : {}
  }

describe('an API that counts a call that it does not list', () => {
  const last = '2026-03-11T08:00:09Z'
  const dayLength = 24 * 3_600_000
  const readAt = (now: number, state?: JsonObject, day = '2026-03-07') =>
    read({ options: { ...several, answer: hiding(day), now: () => now }, clock: () => now, state })

  test('lately, holds the cursor at the calls that are a week old, whatever is complete after it', async () => {
    const { states, warnings, ids } = await readAt(noon)
    expect(warnings).toEqual([expect.stringMatching(/is not complete: .* reports \d+ calls, \d+ were seen/)])
    expect(ids).toHaveLength(110)
    expect(new Set(cursors(states).slice(-3))).toEqual(new Set(['2026-03-06T08:00:09Z']))
    expect(states.filter((state) => 'held_since' in state)).toEqual([])
  })

  test('costs no row that did not change, at whichever sync', async () => {
    let { last: state } = await readAt(noon)
    for (const hours of [1, 2, 30, 60]) {
      const sync = await readAt(noon + hours * 3_600_000, state)
      expect(sync.ids).toEqual([])
      state = sync.last
    }
  })

  test('is passed once its day ended a week ago everywhere', async () => {
    const { last: state } = await readAt(noon)
    const later = await readAt(noon + 6 * dayLength, state)
    expect(later.warnings).toEqual([expect.stringMatching(/the same in two passes. Its days ended/)])
    expect(later.last).toMatchObject({ started_at: last })
    const next = await readAt(noon + 6 * dayLength, later.last)
    expect(next).toMatchObject({ warnings: [], ids: [], last: { started_at: last } })
  })

  test('long ago, is passed at once', async () => {
    const { last: state, warnings } = await readAt(noon, undefined, '2026-03-02')
    expect(warnings).toEqual([expect.stringMatching(/the same in two passes/)])
    expect(state).toMatchObject({ started_at: last })
  })
})

test('a call that stands in two rows for good is sent in both, once', async () => {
  const legs = [
    call('a', '2026-03-10T08:00:00Z', { notes: 'first leg' }),
    call('b', '2026-03-10T08:00:01Z'),
    call('a', '2026-03-10T08:00:00Z', { notes: 'second leg' }),
    call('c', '2026-03-10T08:00:02Z'),
  ]
  const options = { calls: legs }
  const first = await read({ options })
  expect(first.ids.toSorted()).toEqual(['a', 'a', 'b', 'c'])
  const second = await read({ options, state: first.last })
  expect(second.ids).toEqual([])
  const third = await read({ options, state: second.last })
  expect({ ids: third.ids, warnings: third.warnings }).toEqual({ ids: [], warnings: [] })
})
