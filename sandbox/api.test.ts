import { describe, expect, test } from 'vitest'
import { type Account, createAccount } from './account.ts'
import { type Behaviour, handle } from './api.ts'
import type { CallView } from './calls.ts'

const NOW = Date.parse('2026-03-12T12:00:00Z')
const AUTHORIZATION = 'sandbox-key:sandbox-secret-5f2a91'

const ask = (
  account: Account,
  query: Record<string, string | number> = {},
  behaviour: Behaviour = {},
  serial = 1,
) =>
  handle(
    account,
    {
      method: 'GET',
      path: '/v2/calls',
      query: new URLSearchParams(Object.entries(query).map(([name, value]) => [name, String(value)])),
      headers: { authorization: AUTHORIZATION },
      serial,
    },
    NOW,
    behaviour,
  )

const callsIn = (response: ReturnType<typeof ask>): readonly CallView[] => {
  const { data } = response.body
  return Array.isArray(data) ? data : []
}

const readAll = (account: Account, query: Record<string, string | number>, behaviour: Behaviour = {}) => {
  const first = ask(account, query, behaviour)
  const pages = Array.from({ length: Number(first.body['total_pages']) }, (_, nth) =>
    callsIn(ask(account, { ...query, page: nth + 1 }, behaviour, nth)),
  )
  return { first, pages, calls: pages.flat() }
}

/** The contract's example, word for word. */
const EXAMPLE = {
  call_id: 'call_8f3a2b1c',
  direction: 'inbound',
  from: '+14155559876',
  to: '+14155551234',
  agent_id: 42,
  agent_name: 'Jordan Lee',
  status: 'completed',
  duration: 185,
  recording_url: 'https://recordings.justcall.io/rec_abc123.mp3',
  voicemail: false,
  notes: 'Customer asked about upgrading to Business plan.',
  disposition: 'Interested',
  tags: ['upgrade', 'pricing'],
  started_at: '2026-03-10T14:22:00Z',
  ended_at: '2026-03-10T14:25:05Z',
} as const

describe('the contract', () => {
  test("answers the example's request with the example's shape, key by key", () => {
    const account = createAccount({ calls: 0 })
    account.add(EXAMPLE)
    for (let nth = 0; nth < 141; nth += 1) {
      account.add({ started_at: '2026-03-09T00:00:00Z', direction: 'inbound', status: 'missed', duration: 0 })
    }
    const query = { start_date: '2026-03-01', end_date: '2026-03-12', direction: 'inbound', per_page: 50 }
    const { status, body } = ask(account, query)
    expect(status).toBe(200)
    expect(Object.keys(body)).toEqual(['status', 'count', 'data', 'page', 'per_page', 'total_pages'])
    expect(body).toMatchObject({ status: 'success', count: 142, page: 1, per_page: 50, total_pages: 3 })
    expect(JSON.stringify(callsIn({ status, headers: {}, body })[0])).toBe(JSON.stringify(EXAMPLE))
  })

  test.each(['newest', 'oldest', 'none'] as const)('pages hold every call once, order %s', (order) => {
    const account = createAccount({ calls: 1234, to: '2026-03-11' })
    const { first, pages, calls } = readAll(account, { per_page: 100 }, { order })
    expect(first.body).toMatchObject({ count: 1234, total_pages: 13 })
    expect(pages.map((page) => page.length)).toEqual([...Array.from({ length: 12 }, () => 100), 34])
    expect(new Set(calls.map(({ call_id }) => call_id)).size).toBe(1234)
    const starts = calls.map(({ started_at }) => String(started_at))
    const sorted = [...starts].sort()
    expect(starts).toEqual({ newest: sorted.toReversed(), oldest: sorted, none: starts }[order])
    if (order === 'none') expect(starts).not.toEqual(sorted)
  })

  test('pages are 25 calls unless asked otherwise, and empty past the last', () => {
    const account = createAccount({ calls: 60 })
    expect(ask(account).body).toMatchObject({ per_page: 25, total_pages: 3 })
    expect(ask(account, { page: 4 }).body).toMatchObject({ status: 'success', count: 60, data: [], page: 4 })
    expect(ask(createAccount({ calls: 0 })).body).toMatchObject({ count: 0, data: [], total_pages: 0 })
  })

  test.each([
    [-720, '2026-03-10T11:59:59Z', '2026-03-10T12:00:00Z'],
    [0, '2026-03-09T23:59:59Z', '2026-03-10T00:00:00Z'],
    [840, '2026-03-09T09:59:59Z', '2026-03-09T10:00:00Z'],
  ])(
    'days are those of a zone %i minutes east of UTC, both ends included',
    (timeZoneOffsetMinutes, before, first) => {
      const account = createAccount({ calls: 0, timeZoneOffsetMinutes })
      const dayLater = (instant: string) =>
        `${new Date(Date.parse(instant) + 86_400_000).toISOString().slice(0, 19)}Z`
      for (const started_at of [before, first, dayLater(before), dayLater(first)]) {
        account.add({ started_at }, 0)
      }
      const day = callsIn(ask(account, { start_date: '2026-03-10', end_date: '2026-03-10' }))
      expect(day.map(({ started_at }) => started_at)).toEqual([dayLater(before), first])
      expect(callsIn(ask(account, { start_date: '2026-03-10' }))).toHaveLength(3)
      expect(callsIn(ask(account, { end_date: '2026-03-10' }))).toHaveLength(3)
    },
  )

  test('filters select, and add up', () => {
    const account = createAccount({ calls: 3000, to: '2026-03-11' })
    const count = (query: Record<string, string | number>) => Number(ask(account, query).body['count'])
    expect(count({ direction: 'inbound' }) + count({ direction: 'outbound' })).toBe(3000)
    expect(count({ direction: 'all' })).toBe(3000)
    const agent = account.agents[3]?.id ?? 0
    const ofAgent = readAll(account, { agent_id: agent, status: 'completed' }).calls
    expect(ofAgent.length).toBeGreaterThan(50)
    expect(ofAgent.every((call) => call.agent_id === agent && call.status === 'completed')).toBe(true)
    const byNumber = account.numbers.map((number) => readAll(account, { number }).calls)
    expect(byNumber.flat()).toHaveLength(3000)
    const own = byNumber.map(
      (calls) => new Set(calls.map((call) => (call.direction === 'inbound' ? call.to : call.from))),
    )
    expect(own.map((numbers) => [...numbers])).toEqual(account.numbers.map((number) => [number]))
  })
})

describe('refusals', () => {
  const account = createAccount({ calls: 10 })

  test.each([
    [{ start_date: '10/03/2026' }, 400],
    [{ page: 'one' }, 400],
    [{ agent_id: '4.5' }, 400],
    [{ sort: 'asc' }, 400],
    [{ start_date: '2026-02-30' }, 422],
    [{ start_date: '2026-03-02', end_date: '2026-03-01' }, 422],
    [{ page: 0 }, 422],
    [{ per_page: 101 }, 422],
    [{ direction: 'sideways' }, 422],
    [{ status: 'in-progress' }, 422],
    [{ number: '4155551234' }, 422],
  ])('%o is answered with %i', (query, status) => {
    const response = ask(account, query)
    expect(response.status).toBe(status)
    expect(response.body).toEqual({
      status: 'error',
      message: expect.any(String),
      error_code: status === 400 ? 'BAD_REQUEST' : 'VALIDATION_ERROR',
    })
  })

  test.each([undefined, '', 'sandbox-key', 'sandbox-key:wrong', `Bearer ${AUTHORIZATION}`])(
    'the credentials %s are answered with the published 401',
    (authorization) => {
      const query = new URLSearchParams()
      const { status, body } = handle(
        account,
        { method: 'GET', path: '/v2/calls', query, headers: { authorization } },
        NOW,
      )
      expect(status).toBe(401)
      expect(body).toEqual({ status: 'error', message: 'Invalid API key or secret.' })
    },
  )

  test('another path is 404, another method 405', () => {
    const request = { query: new URLSearchParams(), headers: { authorization: AUTHORIZATION } }
    expect(handle(account, { ...request, method: 'GET', path: '/v2/account' }, NOW).status).toBe(404)
    expect(handle(account, { ...request, method: 'POST', path: '/v2/calls' }, NOW)).toMatchObject({
      status: 405,
      headers: { allow: 'GET' },
    })
  })
})

describe('what relatives of the API do otherwise', () => {
  test('a capped page says so, and total_pages follows', () => {
    const { first, calls } = readAll(createAccount({ calls: 100 }), { per_page: 100 }, { pageCap: 30 })
    expect(first.body).toMatchObject({ count: 100, per_page: 30, total_pages: 4 })
    expect(calls).toHaveLength(100)
  })

  test('count can be the rows of the page, with the total beside it or not', () => {
    const account = createAccount({ calls: 30 })
    expect(ask(account, { page: 2 }, { countIsPageRows: true }).body).toMatchObject({
      count: 5,
      total_pages: 2,
    })
    expect(ask(account, {}, { countIsPageRows: 'and-total' }).body).toMatchObject({
      count: 25,
      total_count: 30,
    })
    expect(ask(account, {}, { countIsPageRows: true }).body).not.toHaveProperty('total_count')
  })

  test.each([
    [{ maxRangeDays: 90 }, { start_date: '2025-12-13' }, 200],
    [{ maxRangeDays: 90 }, { start_date: '2025-12-12' }, 400],
    [{ maxRangeDays: 90 }, { start_date: '2025-12-12', end_date: '2026-03-11' }, 200],
    [{ maxRangeDays: 90 }, {}, 400],
    [{ refusesSingleDays: true }, { start_date: '2026-03-10', end_date: '2026-03-10' }, 400],
    [{ refusesSingleDays: true }, { start_date: '2026-03-10', end_date: '2026-03-11' }, 200],
    [{ maxAgeDays: 90 }, { start_date: '2025-12-12' }, 200],
    [{ maxAgeDays: 90 }, { start_date: '2025-12-11' }, 400],
    [{ maxResults: 1000 }, { page: 10, per_page: 100 }, 200],
    [{ maxResults: 1000 }, { page: 11, per_page: 100 }, 400],
  ])('under %o, %o is answered with %i', (behaviour, query, status) => {
    expect(ask(createAccount({ calls: 10 }), query, behaviour).status).toBe(status)
  })

  test('a call can be listed twice, on two pages too, and is counted so', () => {
    const account = createAccount({ calls: 400 })
    const ids = Array.from({ length: 5 }, (_, nth) => {
      const { body } = ask(account, { page: nth + 1, per_page: 100 }, { listsTwice: true })
      return (body['data'] as { call_id: string }[]).map((call) => call.call_id)
    }).flat()
    const twice = new Set(ids.filter((id) => id.endsWith('0')))
    expect(twice.size).toBeGreaterThan(0)
    expect(ids).toHaveLength(new Set(ids).size + twice.size)
    expect(ask(account, {}, { listsTwice: true }).body).toMatchObject({ count: ids.length })
    expect(ids.filter((id) => twice.has(id))).toHaveLength(2 * twice.size)
  })

  test.each(['from-pages', 'from-list'] as const)('calls can be counted and not shown: %s', (hides) => {
    const account = createAccount({ calls: 400 })
    const all = account.visible(NOW).map((call) => call.call_id)
    const pages = Array.from({ length: 4 }, (_, nth) => {
      const { body } = ask(account, { page: nth + 1, per_page: 100 }, { hides })
      expect(body).toMatchObject({ count: all.length, total_pages: 4 })
      return (body['data'] as { call_id: string }[]).map((call) => call.call_id)
    })
    const shown = all.filter((id) => !id.endsWith('5'))
    expect(pages.flat().toSorted()).toEqual(shown.toSorted())
    expect(shown.length).toBeLessThan(all.length)
    const sizes = pages.map((ids) => ids.length)
    if (hides === 'from-list') expect(sizes).toEqual([100, 100, 100, shown.length - 300])
    else expect(Math.max(...sizes.slice(0, 3))).toBeLessThan(100)
  })

  test('pages can be counted as fewer or more than there are', () => {
    const account = createAccount({ calls: 250 })
    const pagesTold = (miscountsPages: 'fewer' | 'more', calls: number) =>
      ask(createAccount({ calls }), { per_page: 100 }, { miscountsPages }).body['total_pages']
    expect([pagesTold('fewer', 250), pagesTold('fewer', 80)]).toEqual([2, 1])
    expect([pagesTold('more', 250), pagesTold('more', 80)]).toEqual([5, 3])
    const rows = (page: number) =>
      ask(account, { page, per_page: 100 }, { miscountsPages: 'fewer' }).body['data'] as readonly unknown[]
    expect(rows(3)).toHaveLength(account.visible(NOW).length - 200)
    expect(ask(account, { page: 4, per_page: 100 }, { miscountsPages: 'more' }).body['data']).toEqual([])
  })

  test('calls can come in another order at each request', () => {
    const account = createAccount({ calls: 60 })
    const ids = (serial: number, behaviour = { reorders: true }) =>
      callsIn(ask(account, { per_page: 100 }, behaviour, serial)).map((call) => call['call_id'])
    expect(ids(1)).not.toEqual(ids(2))
    expect(ids(1)).toEqual(ids(1))
    expect(ids(1).toSorted()).toEqual(ids(2, { reorders: false }).toSorted())
  })

  test('an empty list can be null', () => {
    expect(ask(createAccount({ calls: 0 }), {}, { nullsNothing: true }).body).toMatchObject({
      count: 0,
      data: null,
    })
    expect(ask(createAccount({ calls: 1 }), {}, { nullsNothing: true }).body).toMatchObject({
      count: 1,
      data: [{}],
    })
  })

  test('an empty result can have one page', () => {
    expect(ask(createAccount({ calls: 0 }), {}, { emptyTotalPages: 1 }).body).toMatchObject({
      total_pages: 1,
      data: [],
    })
  })

  test('signed links and the order of keys differ from read to read, and nothing else', () => {
    const account = createAccount({ calls: 20 })
    const [one, two] = [1, 2].map((serial) =>
      callsIn(ask(account, {}, { signedLinks: true, shuffleKeys: true }, serial)),
    )
    expect(JSON.stringify(one)).not.toBe(JSON.stringify(two))
    expect(one).not.toEqual(two)
    const unsigned = (calls: readonly CallView[] = []) =>
      calls.map((call) => ({ ...call, recording_url: String(call.recording_url).split('?')[0] }))
    expect(unsigned(one)).toEqual(unsigned(two))
  })
})
