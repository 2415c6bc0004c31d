import { describe, expect, test } from 'vitest'
import { type AccountOptions, createAccount } from './account.ts'

const NOW = Date.parse('2026-04-01T00:00:00Z')
const HOUR = 3_600_000

const startsOf = (options: AccountOptions): string[] =>
  createAccount(options)
    .visible(NOW)
    .map(({ started_at }) => String(started_at))

describe('a seeded account', () => {
  test('is the same for the same options, and another for another seed', () => {
    const read = (seed: number) => createAccount({ seed, calls: 50 }).visible(NOW)
    expect(read(7)).toEqual(read(7))
    expect(read(7)).not.toEqual(read(8))
  })

  test('shows calls of every published status, with no agent for a missed one', () => {
    const calls = createAccount({ calls: 20_000 }).visible(NOW)
    expect(new Set(calls.map(({ status }) => status))).toEqual(
      new Set(['completed', 'missed', 'voicemail', 'busy', 'in-progress']),
    )
    expect(calls.filter(({ status }) => status === 'missed').every(({ agent_id }) => agent_id === null)).toBe(
      true,
    )
    expect(calls.every((call) => call.status === 'completed' || call.recording_url === null)).toBe(true)
    expect(new Set(calls.map(({ call_id }) => call_id)).size).toBe(20_000)
  })

  test('ends a call its duration after its start', () => {
    for (const call of createAccount({ calls: 500 }).visible(NOW)) {
      if (call.ended_at === null) continue
      const seconds = (Date.parse(String(call.ended_at)) - Date.parse(String(call.started_at))) / 1000
      expect(seconds).toBe(call.duration)
    }
  })

  test.each(['steady', 'bursty', 'working-hours'] as const)(
    'keeps %s calls within its range, in order',
    (shape) => {
      const from = '2026-03-01T00:00:00Z'
      const to = '2026-03-15T12:30:00Z'
      const starts = startsOf({ shape, calls: 5000, from, to })
      expect(starts).toHaveLength(5000)
      expect(starts).toEqual([...starts].sort())
      expect(starts.every((start) => start >= from && start < to)).toBe(true)
    },
  )

  test('is quiet at night and at the week-end of its own zone', () => {
    const options = { shape: 'working-hours', calls: 5000, timeZoneOffsetMinutes: 600 } as const
    const local = startsOf(options).map((start) => new Date(Date.parse(start) + 10 * HOUR))
    const busy = local.filter(
      (date) => date.getUTCDay() % 6 !== 0 && date.getUTCHours() >= 8 && date.getUTCHours() < 18,
    )
    expect(busy.length / local.length).toBeGreaterThan(0.85)
  })

  test('takes an exact number of calls a day of its zone', () => {
    const days = { '2026-03-02': 30, '2026-03-01': 2 }
    const starts = startsOf({ shape: { days }, timeZoneOffsetMinutes: -720 })
    expect(
      starts.filter((start) => start >= '2026-03-01T12:00:00Z' && start < '2026-03-02T12:00:00Z'),
    ).toHaveLength(2)
    expect(
      starts.filter((start) => start >= '2026-03-02T12:00:00Z' && start < '2026-03-03T12:00:00Z'),
    ).toHaveLength(30)
  })

  test.each([
    [
      { timeZoneOffsetMinutes: 900 },
      'timeZoneOffsetMinutes must be a whole number from -720 to 840, got 900',
    ],
    [{ calls: 1.5 }, 'calls must be a whole number from 0 to 10000000, got 1.5'],
    [{ from: 'soon' }, 'from must be a day'],
    [{ shape: { days: { '2026-02-30': 1 } } }, 'days takes YYYY-MM-DD'],
  ])('refuses %o', (options, message) => {
    expect(() => createAccount(options)).toThrow(message)
  })

  test('may have no calls at all', () => {
    expect(createAccount({ calls: 0 }).list(NOW, {})).toEqual({ total: 0, calls: [] })
  })
})

describe('as time goes on', () => {
  const empty = () => createAccount({ calls: 0 })
  const start = Date.parse('2026-03-10T14:22:00Z')
  const call = {
    call_id: 'a',
    started_at: '2026-03-10T14:22:00Z',
    status: 'completed',
    duration: 60,
  } as const
  const idsAt = (account: ReturnType<typeof empty>, now: number) =>
    account.visible(now).map(({ call_id }) => call_id)

  test('a call is listed when it ends', () => {
    const account = empty()
    account.add(call)
    expect(idsAt(account, start + 59_999)).toEqual([])
    expect(idsAt(account, start + 60_000)).toEqual(['a'])
  })

  test('a call may be listed hours after its end, and still stand at its start', () => {
    const account = empty()
    account.add(call, start + 5 * HOUR)
    account.add({ ...call, call_id: 'b', started_at: '2026-03-10T15:00:00Z' })
    expect(idsAt(account, start + 2 * HOUR)).toEqual(['b'])
    expect(idsAt(account, start + 5 * HOUR)).toEqual(['a', 'b'])
    expect(idsAt(account, start + 2 * HOUR)).toEqual(['b'])
  })

  test('an edit shows from its moment on, whatever its type, and leaves the call in its place', () => {
    const account = empty()
    account.add(call)
    account.edit('a', { notes: 'later', started_at: null, call_score: 4 }, start + HOUR)
    expect(account.get('a', start + HOUR - 1)).toMatchObject({ started_at: call.started_at })
    expect(account.get('a', start + HOUR)).toMatchObject({ notes: 'later', started_at: null, call_score: 4 })
    expect(account.list(start + HOUR, { from: start, to: start + 1 }).total).toBe(1)
  })

  test('an edit without a moment holds at once', () => {
    const account = empty()
    account.add(call)
    account.edit('a', { call_id: 'other', notes: 'now' })
    expect(account.get('a', start)).toMatchObject({ call_id: 'a', notes: 'now' })
  })

  test('a removed call vanishes at its moment', () => {
    const account = empty()
    account.add(call)
    account.remove('a', start + HOUR)
    expect(idsAt(account, start + HOUR - 1)).toEqual(['a'])
    expect(idsAt(account, start + HOUR)).toEqual([])
    account.remove('a')
    expect(idsAt(account, start + HOUR - 1)).toEqual([])
  })

  test('changes between two lists show in the second', () => {
    const account = createAccount({ calls: 500 })
    const query = { status: 'missed' }
    const before = account.list(NOW, query).total
    const added = account.add({ started_at: '2026-01-01T00:00:00Z', status: 'missed' })
    expect(account.list(NOW, query).total).toBe(before + 1)
    account.edit(added.call_id, { status: 'busy' })
    expect(account.list(NOW, query).total).toBe(before)
    account.remove(added.call_id)
    expect(account.list(NOW, {}).total).toBe(500)
  })

  test('a share of the calls can be listed late, or be filled in late', () => {
    const range = { from: '2026-03-01', to: '2026-03-01', calls: 1000 }
    const midnight = Date.parse('2026-03-02T00:00:00Z')
    const late = createAccount({ ...range, late: { share: 0.2, upToMs: 24 * HOUR } })
    const listed = late.list(midnight, {}).total
    expect(listed).toBeGreaterThan(750)
    expect(listed).toBeLessThan(960)
    expect(late.list(midnight + 48 * HOUR, {}).total).toBe(1000)

    const noted = (now: number) =>
      createAccount({ ...range, filledIn: { share: 1, upToMs: 24 * HOUR } })
        .visible(now)
        .filter(({ notes }) => notes !== '').length
    expect(noted(midnight)).toBeLessThan(noted(midnight + 48 * HOUR))
  })

  test('mistakes of the test are named', () => {
    const account = empty()
    account.add(call)
    expect(() => account.add(call)).toThrow('Call a exists already')
    expect(() => account.edit('b', {})).toThrow('No call b in this account')
    expect(() => account.add({ started_at: 'soon' })).toThrow('started_at must be an instant')
  })
})

test('pages of a large account cost no scan', () => {
  const account = createAccount({ calls: 200_000 })
  account.list(NOW, { limit: 1 })
  const from = Date.parse('2026-01-15T00:00:00Z')
  const to = Date.parse('2026-01-16T00:00:00Z')
  const { total, calls } = account.list(NOW, { from, to, order: 'oldest', limit: 100 })
  expect(total).toBeGreaterThan(2000)
  expect(calls).toHaveLength(100)
  expect(Date.parse(String(calls[0]?.started_at)) - from).toBeLessThan(HOUR)
})
