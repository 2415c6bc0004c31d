import { describe, expect, test } from 'vitest'
import { type Account, type AccountOptions, createAccount } from '../account.ts'
import { type Behaviour, handle } from '../api.ts'

const NOW = Date.parse('2026-03-12T12:00:00Z')
const AUTHORIZATION = 'sandbox-key:sandbox-secret-5f2a91'

type Query = Readonly<Record<string, string | number>>
type Row = Readonly<Record<string, unknown>> & { readonly id: number }

const ask = (
  account: Account,
  query: Query = {},
  behaviour: Behaviour = {},
  {
    path = '/v2.1/calls',
    method = 'GET',
    authorization = AUTHORIZATION,
    host = 'sandbox:80',
    now = NOW,
  } = {},
) =>
  handle(
    account,
    {
      method,
      path,
      query: new URLSearchParams(Object.entries(query).map(([name, value]) => [name, String(value)])),
      headers: { authorization, host },
    },
    now,
    { api: 'v2.1', ...behaviour },
  )

const isRow = (value: unknown): value is Row => typeof value === 'object' && value !== null && 'id' in value

const rowsIn = ({ body }: { body: Readonly<Record<string, unknown>> }): readonly Row[] => {
  const { data } = body
  return Array.isArray(data) ? data.filter(isRow) : []
}

const idsIn = (response: ReturnType<typeof ask>) => rowsIn(response).map(({ id }) => id)

/** Pages from the first on, until one has no link to a next. */
const readPages = (account: Account, query: Query, behaviour: Behaviour = {}) => {
  const pages: (readonly Row[])[] = []
  for (let page = behaviour.firstPage ?? 0; ; page += 1) {
    const response = ask(account, { ...query, page }, behaviour)
    pages.push(rowsIn(response))
    if (!response.body['next_page_link'] || pages.length > 200) return pages
  }
}

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
    expect(ask(account, {}, {}, { path: '/v2.1/texts' })).toMatchObject({
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
