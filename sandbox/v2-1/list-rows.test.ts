import { describe, expect, test } from 'vitest'
import { createAccount } from '../account.ts'
import { type Behaviour, isHiddenId } from '../api.ts'
import { ask, NOW, type Query, readPages, rowsIn } from './asking.ts'
import { ENDPOINTS, LIST_NAMES } from './endpoints/endpoints.ts'

const account = createAccount({
  agents: 130,
  contacts: 600,
  texts: 300,
  salesCalls: 600,
  to: '2026-03-11',
})

type Name = (typeof LIST_NAMES)[number]

/** What asks for the whole list. */
const whole = (name: Name): Query => (name === 'contacts' ? { across_team: 'true' } : {})

const page = (name: Name, query: Query = {}, behaviour: Behaviour = {}, asked = account) =>
  ask(asked, query, behaviour, { path: ENDPOINTS[name].path })

const read = (name: Name, query: Query = {}, behaviour: Behaviour = {}) =>
  readPages(account, { ...whole(name), ...query }, behaviour, ENDPOINTS[name].path)

const idsIn = (rows: readonly Readonly<Record<string, unknown>>[]) =>
  rows.map((row) => Number(row['id'] ?? row['call_id']))

const inOrder = (ids: readonly number[]) => ids.toSorted((a, b) => a - b)

describe.each(LIST_NAMES)('%s', (name) => {
  const { perPage, key } = ENDPOINTS[name]
  const all = account.lists[name].visible(NOW)
  const ids = idsIn(all)
  const small = { per_page: Math.max(2, Math.ceil(all.length / 7)) }

  test('come in pages of a usual and of a largest size', () => {
    expect(page(name, whole(name)).body).toMatchObject({
      status: 'success',
      count: Math.min(all.length, perPage.usual),
      current_page: 0,
      per_page: perPage.usual,
    })
    expect(page(name, { per_page: 9999 }).body).toMatchObject({ per_page: perPage.most })
    const refused = page(name, { per_page: perPage.most + 1 }, { refusesLargePages: true })
    expect(refused).toMatchObject({ status: 400, body: { status: 'failed' } })
    expect(page(name, { per_page: perPage.most }, { refusesLargePages: true }).status).toBe(200)
  })

  test('are all there, each once, newest first unless asked otherwise', () => {
    const rows = read(name, { per_page: perPage.most }).flat()
    expect(rows).toHaveLength(ids.length)
    expect(idsIn(rows)).toEqual(ids.toSorted((a, b) => b - a))
    const ascending = read(name, { per_page: perPage.most, order: 'asc' }).flat()
    expect(idsIn(ascending)).toEqual(inOrder(ids))
  })

  test.each<Behaviour>([
    { firstPage: 1 },
    { pageCap: 20 },
    { shortPages: true },
    { totalCount: false, linkAtEnd: null },
    { wrongCurrentPage: true },
    { order: 'none' },
    { missing: 'absent', shuffleKeys: true, signedLinks: true, unpaddedHours: true },
  ])('are all there under %o', (behaviour) => {
    const found = idsIn(read(name, { per_page: perPage.most }, behaviour).flat())
    expect(inOrder(found)).toEqual(inOrder(ids))
  })

  test('obey the options of pages', () => {
    const show = (behaviour: Behaviour, query: Query = {}) =>
      page(name, { ...whole(name), ...small, ...query }, behaviour)
    expect(show({}).body['next_page_link']).toContain(`${ENDPOINTS[name].path}?`)
    expect(show({ emptyLinks: true }).body).toMatchObject({ next_page_link: '' })
    expect(show({ linkAtEnd: 'absent' }, { page: 90 }).body).not.toHaveProperty('next_page_link')
    expect(show({ pastEnd: '404' }, { page: 90 }).status).toBe(404)
    expect(show({ pastEnd: 'clamp' }, { page: 90 }).body['count']).toBeGreaterThan(0)
    expect(show({}, { page: 90 }).body).toMatchObject({ count: 0, data: [] })
    expect(show({ wrongCurrentPage: true }).body).toMatchObject({ current_page: 1 })
    expect(show({ firstPage: 1 }, { page: 0 }).status).toBe(400)
    expect(show({ maxResults: 1 }).status).toBe(400)
  })

  test('can be hidden or listed twice', () => {
    const size = { per_page: perPage.most }
    const shown = idsIn(read(name, size, { hides: 'from-list' }).flat())
    expect(inOrder(shown)).toEqual(inOrder(ids.filter((id) => !isHiddenId(id))))
    const hiding = { hides: 'from-pages', totalCountEverywhere: true } as const
    expect(page(name, whole(name), hiding).body).toMatchObject({ total_count: ids.length })
    const twice = idsIn(read(name, size, { listsTwice: true }).flat())
    expect(inOrder([...new Set(twice)])).toEqual(inOrder(ids))
    const doubling = { listsTwice: true, totalCountEverywhere: true }
    expect(page(name, whole(name), doubling).body).toMatchObject({ total_count: twice.length })
    if (ids.length > 100) expect(twice.length).toBeGreaterThan(ids.length)
  })

  test('come in another order at each request when reordered', () => {
    const at = (serial: number) =>
      idsIn(
        rowsIn(ask(account, whole(name), { reorders: true }, { path: ENDPOINTS[name].path, serial })),
      ).join()
    expect(at(1)).toBe(at(1))
    expect(at(1)).not.toBe(at(2))
  })

  test('refuse unknown parameters and wrong values', () => {
    const status = (query: Query, behaviour: Behaviour = {}) => page(name, query, behaviour).status
    expect(status({ colour: 'red' })).toBe(200)
    expect(status({ colour: 'red' }, { unknownParameters: 'refused' })).toBe(400)
    expect(
      status({ ...whole(name), page: 0, per_page: 5, order: 'desc' }, { unknownParameters: 'refused' }),
    ).toBe(200)
    expect(status({ order: 'sideways' })).toBe(400)
    expect(status({ page: -1 })).toBe(400)
    expect(status({ per_page: 0 })).toBe(400)
  })

  test('show missing values as asked for', () => {
    const text = (behaviour: Behaviour) => JSON.stringify(page(name, whole(name), behaviour).body['data'])
    expect(text({ missing: 'absent' })).not.toContain(':null,')
    expect(text({ missing: null })).not.toContain(':"",')
  })

  test('have their key first', () => {
    expect(Object.keys(rowsIn(page(name, whole(name)))[0] ?? {})[0]).toBe(key)
  })
})

describe('totals', () => {
  test('texts tell theirs as total_texts, contacts none, all others as total_count', () => {
    expect(page('texts').body).toMatchObject({ status_code: 200, total_texts: 300 })
    expect(page('texts').body).not.toHaveProperty('total_count')
    expect(Object.keys(page('contacts').body).filter((name) => name.startsWith('total'))).toEqual([])
    expect(page('users').body).toMatchObject({ total_count: 130 })
  })

  test('can be total_count everywhere, or nowhere', () => {
    const body = (name: Name, behaviour: Behaviour) => page(name, whole(name), behaviour).body
    expect(body('texts', { totalCountEverywhere: true })).toMatchObject({ total_count: 300 })
    expect(body('texts', { totalCountEverywhere: true })).not.toHaveProperty('total_texts')
    expect(body('contacts', { totalCountEverywhere: true })).toMatchObject({ total_count: 600 })
    expect(body('texts', { totalCount: false })).not.toHaveProperty('total_texts')
  })
})

describe('a plan without a feature', () => {
  test.each([
    ['sales_dialer_calls', 'sales_dialer', 'the Sales Dialer'],
    ['sales_dialer_campaigns', 'sales_dialer', 'the Sales Dialer'],
    ['calls_ai', 'ai', 'JustCall AI'],
  ] as const)('%s answers 403 without %s', (name, feature, words) => {
    expect(page(name, {}, { planWithout: [feature] })).toMatchObject({
      status: 403,
      body: { status: 'failed', message: `Your plan does not include ${words}.` },
    })
    expect(page('users', {}, { planWithout: ['sales_dialer', 'ai'] }).status).toBe(200)
  })
})

describe('ranges', () => {
  test.each(['texts', 'sales_dialer_calls', 'sales_dialer_campaigns', 'calls_ai'] as const)(
    '%s can be asked for by date, with the limits of calls',
    (name) => {
      const total = (query: Query, behaviour: Behaviour = {}) => {
        const { status, body } = page(name, query, behaviour)
        return status === 200 ? Number(body['total_count'] ?? body['total_texts']) : status
      }
      const middle = '2026-02-01 12:00:00'
      const before = total({ from_datetime: '2025-12-20', to_datetime: middle })
      const after = total({ from_datetime: '2026-02-01 12:00:01', to_datetime: '2026-03-12' })
      const earlier = total({ to_datetime: '2025-12-19 23:59:59' })
      expect(earlier + before + after).toBe(total({}))
      expect(before).toBeGreaterThan(0)
      expect(after).toBeGreaterThan(0)
      expect(total({ from_datetime: '2025-12-01' })).toBe(400)
      expect(total({ from_datetime: '2026-01-01' }, { maxAgeDays: 30 })).toBe(400)
      expect(total({}, { maxAgeDays: 30 })).toBeLessThan(total({}))
      expect(page(name, { from_datetime: '2026-03-01T00:00:00Z' }).body).toMatchObject({ data: {} })
    },
  )

  test("texts are found by the second, in the account's zone", () => {
    const zoned = createAccount({ texts: 0, timeZoneOffsetMinutes: 120 })
    zoned.lists.texts.add({ sms_date: '2026-03-09', sms_time: '22:30:00' })
    const find = (from_datetime: string, to_datetime: string) =>
      rowsIn(page('texts', { from_datetime, to_datetime }, {}, zoned)).length
    expect(find('2026-03-10 00:30:00', '2026-03-10 00:30:00')).toBe(1)
    expect(find('2026-03-09 22:30:00', '2026-03-09 22:30:00')).toBe(0)
  })

  test('users do not take one', () => {
    const query = { from_datetime: '2026-03-01' }
    expect(page('users', query).body).toMatchObject({ total_count: 130 })
    expect(page('users', query, { unknownParameters: 'refused' }).status).toBe(400)
  })
})

describe('filters', () => {
  const rows = (name: Name, query: Query, behaviour: Behaviour = {}) =>
    rowsIn(page(name, { ...whole(name), per_page: ENDPOINTS[name].perPage.most, ...query }, behaviour))

  test("contacts are the key owner's alone without across_team", () => {
    const own = rowsIn(page('contacts', { per_page: 500 }))
    expect(new Set(own.map((row) => row['agent_id']))).toEqual(new Set([account.agents[0]?.id]))
    expect(rowsIn(page('contacts', { per_page: 500, across_team: 'false' }))).toEqual(own)
    expect(rowsIn(page('contacts', { per_page: 500 }, { ignoresFilters: true }))).toEqual(own)
    expect(rows('contacts', {}).length).toBeGreaterThan(own.length)
    expect(page('contacts', { across_team: 'yes' }).status).toBe(400)
  })

  const first = (name: Name, field: string) => String(account.lists[name].visible(NOW)[0]?.[field])

  test.each<[Name, Query]>([
    ['texts', { sms_direction: 'incoming' }],
    ['texts', { contact_number: `+${first('texts', 'contact_number')}` }],
    ['texts', { justcall_number: first('texts', 'justcall_number') }],
    ['texts', { sms_content: 'Wrong number' }],
    ['users', { role: 'Admin' }],
    ['users', { available: 'true' }],
    ['users', { group_id: 500 }],
    ['users', { email: first('users', 'email') }],
    ['contacts', { agent_ids: account.agents[0]?.id ?? 0 }],
    ['contacts', { first_name: first('contacts', 'first_name') }],
    ['contacts', { status: 'dnd' }],
    ['phone_numbers', { number_owner_id: account.agents[0]?.id ?? 0 }],
    ['phone_numbers', { shared_group_id: 500 }],
    ['phone_numbers', { capabilities: 'mms' }],
    ['sales_dialer_calls', { campaign_id: 800 }],
    ['sales_dialer_calls', { call_type: 'OUTGOING_ANSWERED_CALL' }],
    ['sales_dialer_calls', { agent_id: account.agents[0]?.id ?? 0 }],
    ['sales_dialer_campaigns', { type: 'Dynamic' }],
  ])('%s by %o are some of all', (name, query) => {
    const total = (behaviour: Behaviour) =>
      Number(
        page(name, { ...whole(name), ...query }, { totalCountEverywhere: true, ...behaviour }).body[
          'total_count'
        ],
      )
    expect(total({})).toBeGreaterThan(0)
    expect(total({})).toBeLessThan(total({ ignoresFilters: true }))
  })

  test('AI rows are of JustCall unless the dialer is asked for, with the parts asked for', () => {
    expect(rows('calls_ai', { platform: 'sales_dialer' })).toEqual([])
    const [plain] = rows('calls_ai', { platform: 'justcall' })
    expect(plain).toMatchObject({
      platform: 'justcall',
      call_transcription: [],
      call_score: expect.any(Number),
    })
    expect(plain?.['call_summary']).toEqual(expect.any(String))
    const [full] = rows('calls_ai', { fetch_transcription: 'true', fetch_summary: 'false' })
    expect(full?.['call_transcription']).toHaveLength(2)
    expect(full?.['call_summary']).toBeNull()
  })

  test('dialer calls have AI data when asked for', () => {
    expect(rows('sales_dialer_calls', {})[0]).not.toHaveProperty('justcall_ai')
    expect(rows('sales_dialer_calls', { fetch_ai_data: 'true' })[0]).toHaveProperty('justcall_ai')
  })

  test('phone-numbers wants its order in capitals, and may refuse small letters', () => {
    const status = (order: string) => page('phone_numbers', { order }, { refusesLowerCaseOrder: true }).status
    expect(status('ASC')).toBe(200)
    expect(status('asc')).toBe(400)
    expect(page('phone_numbers', { order: 'asc' }).status).toBe(200)
    expect(page('users', { order: 'ASC' }).status).toBe(400)
  })

  test('the list goes on after the last text that the client has', () => {
    const live = createAccount({ texts: 100, to: '2026-03-11' })
    const texts = (query: Query) => idsIn(rowsIn(page('texts', query, {}, live)))
    const before = texts({})
    live.lists.texts.add({ sms_date: '2026-03-12', sms_time: '00:00:00' })
    const last = before.at(-1) ?? 0
    expect(texts({ page: 1 })[0]).toBe(last)
    expect(texts({ page: 1, last_sms_id_fetched: last })[0]).not.toBe(last)
  })
})
