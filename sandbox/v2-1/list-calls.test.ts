import { describe, expect, test } from 'vitest'
import { type AccountOptions, createAccount } from '../account.ts'
import type { Behaviour } from '../api.ts'
import { ask, idsIn, NOW, type Query, readPages, rowsIn } from './asking.ts'

const accountOf = (options: AccountOptions = {}) =>
  createAccount({ calls: 250, from: '2026-02-10', to: '2026-03-11', ...options })

const CALL = {
  call_id: 'call_1',
  direction: 'inbound',
  from: '+14155559876',
  to: '+14155551234',
  agent_id: 42,
  agent_name: 'Jordan Lee',
  status: 'completed',
  duration: 3725,
  recording_url: 'https://recordings.justcall.io/rec_abc123.mp3',
  voicemail: false,
  notes: 'Wants an offer.',
  disposition: 'Interested',
  tags: ['upgrade'],
  started_at: '2026-03-10T23:22:05Z',
} as const

describe('the paths', () => {
  test('both /v2.1/calls and /v2/calls answer, and v2 does not know /v2.1', () => {
    const account = accountOf()
    const v21 = ask(account)
    expect(v21.status).toBe(200)
    expect(idsIn(ask(account, {}, {}, { path: '/v2/calls' }))).toEqual(idsIn(v21))
    expect(ask(account, {}, { api: 'v2' }).status).toBe(404)
    expect(ask(account, {}, { api: 'v2' }, { path: '/v2/calls' }).body).toHaveProperty('total_pages')
  })

  test('errors are failed and a message', () => {
    const account = accountOf()
    expect(ask(account, {}, {}, { authorization: 'Bearer x' })).toMatchObject({
      status: 401,
      body: { status: 'failed', message: 'Unauthorized' },
    })
    expect(ask(account, {}, {}, { path: '/v2.1/webhooks' })).toMatchObject({
      status: 404,
      body: { status: 'failed' },
    })
    expect(ask(account, {}, {}, { method: 'POST' })).toMatchObject({
      status: 405,
      body: { status: 'failed' },
    })
  })
})

describe('the envelope', () => {
  test('has counts, the page and links that carry the whole query', () => {
    const { body } = ask(accountOf(), { page: 1, per_page: 100, sort: 'datetime', order: 'asc' })
    expect(Object.keys(body)).toEqual([
      'status',
      'count',
      'total_count',
      'current_page',
      'per_page',
      'next_page_link',
      'prev_page_link',
      'data',
    ])
    expect(body).toMatchObject({
      status: 'success',
      count: 100,
      total_count: 250,
      current_page: 1,
      per_page: 100,
      next_page_link: 'http://sandbox:80/v2.1/calls?page=2&per_page=100&sort=datetime&order=asc',
      prev_page_link: 'http://sandbox:80/v2.1/calls?page=0&per_page=100&sort=datetime&order=asc',
    })
  })

  test('a request without a page gets the first, of 20 rows, by id from the newest', () => {
    const account = accountOf()
    const first = ask(account)
    expect(first.body).toMatchObject({ count: 20, current_page: 0, per_page: 20, prev_page_link: '' })
    expect(idsIn(first)).toEqual(idsIn(ask(account, { page: 0 })))
    expect(idsIn(first)).toEqual(idsIn(first).toSorted((a, b) => b - a))
  })

  test.each(['id', 'datetime'])('pages hold every call once, sorted by %s', (sort) => {
    for (const order of ['asc', 'desc']) {
      const pages = readPages(accountOf(), { per_page: 60, sort, order })
      expect(pages.map((page) => page.length)).toEqual([60, 60, 60, 60, 10])
      expect(new Set(pages.flat().map(({ id }) => id)).size).toBe(250)
    }
  })
})

describe('ids', () => {
  test('ascend in the order of logging, so that a long call has a later id than a short one after it', () => {
    const account = createAccount({ calls: 0 })
    const long = account.add({ started_at: '2026-03-10T10:00:00Z', status: 'completed', duration: 3600 })
    const short = account.add({ started_at: '2026-03-10T10:10:00Z', status: 'completed', duration: 60 })
    const [longId, shortId] = [long, short].map(({ call_id }) => account.logIdOf(call_id))
    expect(longId).toBeGreaterThan(shortId ?? Number.NaN)
    expect(idsIn(ask(account, { order: 'asc' }))).toEqual([shortId, longId])
    expect(idsIn(ask(account, { order: 'asc', sort: 'datetime' }))).toEqual([longId, shortId])
  })

  test('stay the same when calls are added, and are unique safe integers', () => {
    const account = accountOf({ calls: 1000 })
    const ids = () => new Map(account.visible(NOW).map(({ call_id }) => [call_id, account.logIdOf(call_id)]))
    const before = ids()
    for (let nth = 0; nth < 5000; nth += 1) account.add({ started_at: '2026-03-01T00:00:00Z', duration: 0 })
    const after = ids()
    for (const [callId, id] of before) expect(after.get(callId)).toBe(id)
    expect(new Set(after.values()).size).toBe(6000)
    expect([...after.values()].every(Number.isSafeInteger)).toBe(true)
  })
})

describe('the call object', () => {
  test("is the vendor's, with dates in UTC and in the account's zone", () => {
    const account = createAccount({ calls: 0, timeZoneOffsetMinutes: 120 })
    account.add(CALL)
    const [row] = rowsIn(ask(account))
    expect(row).toMatchObject({
      id: account.logIdOf('call_1'),
      contact_number: '14155559876',
      justcall_number: '14155551234',
      agent_id: 42,
      agent_name: 'Jordan Lee',
      agent_email: 'jordan.lee@example.com',
      agent_active: 'Active',
      call_date: '2026-03-10',
      call_time: '23:22:05',
      call_user_date: '2026-03-11',
      call_user_time: '01:22:05',
      call_info: {
        direction: 'Incoming',
        type: 'answered',
        disposition: 'Interested',
        notes: 'Wants an offer.',
        recording: CALL.recording_url,
      },
      call_duration: { friendly_duration: '01:02:05', total_duration: 3725, conversation_time: 3725 },
      ivr_info: { digit_pressed: null },
    })
    expect(row).not.toHaveProperty('queue')
    expect(row).not.toHaveProperty('justcall_ai')
    expect(row).not.toHaveProperty('call_id')
    expect(row).not.toHaveProperty('tags')
    const [rich] = rowsIn(ask(account, { fetch_ai_data: 'true', fetch_queue_data: 'true' }))
    expect(rich).toHaveProperty('queue')
    expect(rich).toHaveProperty('justcall_ai')
  })

  test('shows edits, and fields that v2 does not know', () => {
    const account = createAccount({ calls: 0 })
    account.add(CALL)
    const show = (patch: Readonly<Record<string, unknown>>) => {
      account.edit('call_1', patch)
      return rowsIn(ask(account))[0]
    }
    expect(show({ status: 'in-progress', notes: '', recording_url: null })).toMatchObject({
      call_info: { type: 'In Progress', notes: null, recording: null },
    })
    expect(show({ status: 'abandoned', extra: { nested: 1 }, id: 5 })).toMatchObject({
      id: account.logIdOf('call_1'),
      call_info: { type: 'abandoned' },
      extra: { nested: 1 },
    })
    expect(show({ started_at: '2026-03-09T01:02:03+01:00' })).toMatchObject({
      call_date: '2026-03-09',
      call_time: '00:02:03',
    })
    expect(show({ started_at: null })).toMatchObject({ call_date: null, call_time: null })
    expect(show({ started_at: 'last Tuesday' })).toMatchObject({ call_date: 'last Tuesday', call_time: null })
  })
})

describe('the range', () => {
  const listed = (zone: number, query: Query, behaviour: Behaviour = {}) => {
    const account = createAccount({ calls: 0, timeZoneOffsetMinutes: zone })
    for (const time of ['2026-03-09T23:59:59Z', '2026-03-10T00:00:00Z', '2026-03-10T00:00:01Z']) {
      account.add({ started_at: time, duration: 0 })
    }
    const rows = rowsIn(ask(account, { ...query, sort: 'datetime', order: 'asc' }, behaviour))
    return rows.map(({ call_time }) => call_time)
  }

  test('includes both bounds, by the second', () => {
    const query = { from_datetime: '2026-03-09 23:59:59', to_datetime: '2026-03-10 00:00:00' }
    expect(listed(0, query)).toEqual(['23:59:59', '00:00:00'])
    expect(listed(0, query, { endExcluded: true })).toEqual(['23:59:59'])
  })

  test("is read in the account's zone", () => {
    const query = { from_datetime: '2026-03-10 02:00:00', to_datetime: '2026-03-10 02:00:00' }
    expect(listed(120, query)).toEqual(['00:00:00'])
  })

  test('a bare to-day is its midnight, or the whole day', () => {
    const query = { from_datetime: '2026-03-09', to_datetime: '2026-03-10' }
    expect(listed(0, query)).toEqual(['23:59:59', '00:00:00'])
    expect(listed(0, query, { wholeToDay: true })).toEqual(['23:59:59', '00:00:00', '00:00:01'])
  })

  test('an ISO instant answers a malformed 200', () => {
    for (const name of ['from_datetime', 'to_datetime']) {
      expect(ask(accountOf(), { [name]: '2026-03-09T00:00:00Z' })).toMatchObject({
        status: 200,
        body: { status: 'success', data: {} },
      })
    }
  })

  test('of more than 90 days, or of an own maximum, is refused', () => {
    const account = accountOf()
    const status = (from: string, behaviour: Behaviour = {}, to = '2026-03-12') =>
      ask(account, { from_datetime: from, to_datetime: to }, behaviour).status
    expect(status('2025-12-12')).toBe(200)
    expect(status('2025-12-11 23:59:59')).toBe(400)
    expect(status('2026-03-01', { maxRangeDays: 7 })).toBe(400)
    expect(ask(account, { from_datetime: '2025-12-01' }).body).toMatchObject({ status: 'failed' })
    expect(ask(account, { to_datetime: '2026-03-12' }).status).toBe(200)
  })

  test('that begins before the served history is refused, however narrow; without a start there is no error', () => {
    const account = accountOf()
    const behaviour = { maxAgeDays: 10 }
    const narrow = { from_datetime: '2026-03-01', to_datetime: '2026-03-01 01:00:00' }
    expect(ask(account, narrow, behaviour).status).toBe(400)
    expect(ask(account, { from_datetime: '2026-03-02' }, behaviour).status).toBe(200)
    const served = ask(account, { sort: 'datetime', order: 'asc' }, behaviour)
    expect(rowsIn(served)[0]).toMatchObject({ call_date: '2026-03-02' })
    expect(ask(account).body).toMatchObject({ total_count: 250 })
  })

  test('that is wide times out with slowRanges', () => {
    const account = accountOf()
    const status = (query: Query) => ask(account, query, { slowRanges: 2 }).status
    expect(status({ from_datetime: '2026-03-10', to_datetime: '2026-03-12' })).toBe(200)
    expect(status({ from_datetime: '2026-03-09', to_datetime: '2026-03-12' })).toBe(504)
    expect(status({})).toBe(504)
  })
})

describe('filters', () => {
  const account = accountOf()
  const matching = (query: Query, behaviour: Behaviour = {}) =>
    rowsIn(ask(account, { ...query, per_page: 100 }, behaviour))

  test.each([
    [{ call_direction: 'Incoming' }, { call_info: { direction: 'Incoming' } }],
    [{ call_direction: 'Outgoing' }, { call_info: { direction: 'Outgoing' } }],
    [{ call_type: 'INCOMING_VOICEMAIL' }, { call_info: { direction: 'Incoming', type: 'voicemail' } }],
    [{ call_type: 'OUTGOING_UNANSWERED' }, { call_info: { direction: 'Outgoing', type: 'missed' } }],
    [{ agent_id: 45 }, { agent_id: 45 }],
    [
      { justcall_number: account.numbers[0]?.slice(1) ?? '' },
      { justcall_number: account.numbers[0]?.slice(1) },
    ],
  ])('%o', (query: Query, expected) => {
    const rows = matching(query)
    expect(rows.length).toBeGreaterThan(0)
    for (const row of rows) expect(row).toMatchObject(expected)
    const total = (behaviour: Behaviour) => Number(ask(account, query, behaviour).body['total_count'])
    expect(total({})).toBeLessThan(250)
    expect(total({ ignoresFilters: true })).toBe(250)
  })

  test('by contact number', () => {
    const [call] = matching({})
    const rows = matching({ contact_number: String(call?.['contact_number']) })
    expect(rows).toContainEqual(call)
    expect(new Set(rows.map((row) => row['contact_number']))).toEqual(new Set([call?.['contact_number']]))
  })

  test('that contradict each other match nothing', () => {
    expect(matching({ call_direction: 'Outgoing', call_type: 'INCOMING_MISSED' })).toEqual([])
    expect(matching({ call_type: 'OUTGOING_CANCELLED' })).toEqual([])
  })

  test('the list goes on after last_call_id_fetched, although calls came in between', () => {
    const live = accountOf()
    const first = idsIn(ask(live, { per_page: 100 }))
    live.add({ started_at: '2026-03-12T10:00:00Z', duration: 0 })
    const last = first.at(-1) ?? 0
    const plain = idsIn(ask(live, { per_page: 100, page: 1 }))
    const after = idsIn(ask(live, { per_page: 100, page: 1, last_call_id_fetched: last }))
    expect(plain[0]).toBe(last)
    expect(after).toHaveLength(100)
    expect(after[0]).toBe(plain[1])
  })
})

describe('what is refused', () => {
  test.each<[Query, Behaviour]>([
    [{ from_datetime: 'yesterday' }, {}],
    [{ to_datetime: '2026-02-30' }, {}],
    [{ from_datetime: '2026-03-10 25:00:00' }, {}],
    [{ from_datetime: '2026-03-10', to_datetime: '2026-03-09' }, {}],
    [{ page: -1 }, {}],
    [{ per_page: 0 }, {}],
    [{ per_page: 101 }, { refusesLargePages: true }],
    [{ sort: 'agent' }, {}],
    [{ order: 'DESC' }, {}],
    [{ call_direction: 'inbound' }, {}],
    [{ call_type: 'ANSWERED' }, {}],
    [{ start_date: '2000-01-01' }, { unknownParameters: 'refused' }],
    [{ page: 0 }, { firstPage: 1 }],
    [{ page: 2, per_page: 100 }, { maxResults: 200 }],
  ])('%o under %o', (query, behaviour) => {
    expect(ask(accountOf(), query, behaviour)).toMatchObject({ status: 400, body: { status: 'failed' } })
  })

  test('what is not: unknown parameters, and large pages, which count as 100', () => {
    const { status, body } = ask(accountOf(), { start_date: '2000-01-01', foo: 'bar', per_page: 500 })
    expect(status).toBe(200)
    expect(body).toMatchObject({ count: 100, per_page: 100, total_count: 250 })
  })

  test('AI and queue data, with refusesAiData', () => {
    const behaviour = { refusesAiData: true }
    expect(ask(accountOf(), { fetch_ai_data: 'true' }, behaviour).status).toBe(403)
    expect(ask(accountOf(), { fetch_queue_data: 'true' }, behaviour).status).toBe(403)
    expect(ask(accountOf(), { fetch_ai_data: 'false' }, behaviour).status).toBe(200)
  })
})

describe('options of pages', () => {
  const account = accountOf()
  const query = { per_page: 100 }

  test('the first page can be 1', () => {
    const first = ask(account, query, { firstPage: 1 })
    expect(first.body).toMatchObject({ current_page: 1, prev_page_link: '' })
    expect(String(first.body['next_page_link'])).toContain('page=2')
    expect(idsIn(ask(account, { ...query, page: 1 }, { firstPage: 1 }))).toEqual(idsIn(first))
    const zero = ask(account, { ...query, page: 0 }, { firstPage: 1, zeroIsFirst: true })
    expect(idsIn(zero)).toEqual(idsIn(first))
    expect(zero.body).toMatchObject({ current_page: 1 })
    expect(idsIn(ask(account, { ...query, page: 1 }))).not.toEqual(idsIn(first))
  })

  test('total_count can be left out', () => {
    expect(ask(account, query, { totalCount: false }).body).not.toHaveProperty('total_count')
  })

  test('a link to no page is empty, null, absent, or a link all the same', () => {
    const last = (linkAtEnd: Behaviour['linkAtEnd']) =>
      ask(account, { ...query, page: 2 }, linkAtEnd === undefined ? {} : { linkAtEnd }).body
    expect(last(undefined)).toMatchObject({ next_page_link: '' })
    expect(last(null)).toMatchObject({ next_page_link: null })
    expect(last('absent')).not.toHaveProperty('next_page_link')
    expect(String(last('always')['next_page_link'])).toContain('page=3')
  })

  test('links can be empty, bare, or point elsewhere', () => {
    const filtered = { ...query, agent_id: 42, per_page: 5 }
    const link = (behaviour: Behaviour) => ask(account, filtered, behaviour).body['next_page_link']
    expect(link({ emptyLinks: true })).toBe('')
    expect(link({ bareLinks: true })).toBe('http://sandbox:80/v2.1/calls?per_page=5&page=1')
    expect(link({ linkHost: 'other.test' })).toMatch(/^http:\/\/other\.test\/v2\.1\/calls\?/)
    expect(link({ linkHost: 'https://other.test' })).toMatch(/^https:\/\/other\.test\/v2\.1\/calls\?/)
    expect(ask(account, filtered, {}, { host: 'api.justcall.io' }).body['next_page_link']).toMatch(
      /^https:\/\/api\.justcall\.io\//,
    )
  })

  test.each([1, 2, 3, 60, 100])('short pages of %i lose nothing', (perPage) => {
    const pages = readPages(account, { per_page: perPage }, { shortPages: true }).slice(0, 201)
    const ids = pages.flat().map(({ id }) => id)
    expect(ids).toEqual([...new Set(ids)])
    if (perPage > 1) expect(ids).toHaveLength(250)
    expect(pages[1]).toHaveLength(Math.max(1, perPage - 1))
    if (perPage === 100) expect(pages.map((page) => page.length)).toEqual([100, 99, 51])
  })

  test('current_page can contradict the page', () => {
    expect(ask(account, { ...query, page: 1 }, { wrongCurrentPage: true }).body).toMatchObject({
      current_page: 2,
    })
  })

  test('a page past the end is empty, refused, or the last one again', () => {
    const past = (behaviour: Behaviour) => ask(account, { ...query, page: 7 }, behaviour)
    expect(past({})).toMatchObject({ status: 200, body: { count: 0, data: [], current_page: 7 } })
    expect(past({ pastEnd: '404' })).toMatchObject({ status: 404, body: { status: 'failed' } })
    expect(past({ pastEnd: '400' })).toMatchObject({ status: 400, body: { status: 'failed' } })
    expect(past({ pastEnd: 'clamp' }).body).toMatchObject({ count: 50, current_page: 2 })
    expect(past({ pastEnd: 'clamp', clampEcho: true }).body).toMatchObject({ count: 50, current_page: 7 })
  })

  test('pages can be capped', () => {
    expect(ask(account, query, { pageCap: 30 }).body).toMatchObject({ count: 30, per_page: 30 })
  })

  test('an API with one order does not look at the parameter', () => {
    const ids = (order: string, behaviour: Behaviour) => idsIn(ask(account, { ...query, order }, behaviour))
    expect(ids('desc', { order: 'oldest' })).toEqual(ids('asc', {}))
    expect(ids('desc', { order: 'none' })).toEqual(ids('asc', { order: 'none' }))
    expect(ids('desc', { order: 'none' })).not.toEqual(ids('desc', {}))
  })

  test('calls can be hidden or listed twice, as in v2', () => {
    const rows = (behaviour: Behaviour) => readPages(account, query, behaviour).flat()
    const hidden = account.visible(NOW).filter(({ call_id }) => call_id.endsWith('5')).length
    expect(hidden).toBeGreaterThan(0)
    expect(rows({ hides: 'from-pages' })).toHaveLength(250 - hidden)
    expect(rows({ hides: 'from-list' })).toHaveLength(250 - hidden)
    expect(rows({ listsTwice: true }).length).toBeGreaterThan(250)
  })

  test('an empty list can be null', () => {
    const none = { from_datetime: '2026-03-12' }
    expect(ask(account, none).body).toMatchObject({ count: 0, total_count: 0, data: [], next_page_link: '' })
    expect(ask(account, none, { nullsNothing: true }).body).toMatchObject({ data: null })
  })
})

describe('options of rows', () => {
  const account = createAccount({ calls: 0, timeZoneOffsetMinutes: -900 + 180 })
  account.add({
    ...CALL,
    status: 'missed',
    started_at: '2026-03-10T20:25:43Z',
    duration: 0,
    agent_id: null,
    agent_name: null,
    recording_url: null,
    notes: '',
    disposition: null,
  })
  const show = (behaviour: Behaviour) => rowsIn(ask(account, {}, behaviour))[0]

  test.each([null, ''] as const)('missing values are %o', (missing) => {
    expect(show({ missing })).toMatchObject({
      agent_id: missing,
      agent_name: missing,
      contact_email: missing,
      call_info: { recording: missing, notes: missing, disposition: missing },
      ivr_info: { digit_pressed: missing },
    })
  })

  test('missing values are absent', () => {
    const row = show({ missing: 'absent' })
    expect(row).not.toHaveProperty('agent_id')
    expect(row).not.toHaveProperty('call_info.recording')
    expect(row).toHaveProperty('call_info.direction')
  })

  test('hours are padded or not, and types have a capital or not', () => {
    expect(show({})).toMatchObject({ call_user_time: '08:25:43', call_info: { type: 'missed' } })
    expect(show({ unpaddedHours: true })).toMatchObject({ call_time: '20:25:43', call_user_time: '8:25:43' })
    expect(show({ capitalTypes: true })).toMatchObject({ call_info: { type: 'Missed' } })
  })

  test('links to recordings can be signed, and keys shuffled', () => {
    const recorded = createAccount({ calls: 0 })
    recorded.add(CALL)
    const [row] = rowsIn(ask(recorded, {}, { signedLinks: true, shuffleKeys: true }))
    expect(row).toMatchObject({ call_info: { recording: expect.stringContaining('signature=') } })
    expect(Object.keys(row ?? {})).not.toEqual(Object.keys(rowsIn(ask(recorded))[0] ?? {}))
  })
})
