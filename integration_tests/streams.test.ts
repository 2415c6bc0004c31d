import { Ajv } from 'ajv'
import { describe, expect, test } from 'vitest'
import type { Behaviour } from '../sandbox/api.ts'
import type { FaultRule } from '../sandbox/faults.ts'
import { checkUrl } from './checking.ts'
import { warningsOf } from './setup.ts'
import {
  account,
  discovered,
  expectRows,
  expectWhole,
  keyOf,
  listedIn,
  names,
  pathOf,
  readStreams,
  requestsOf,
  rowsOf,
  sentOf,
  startAccount,
} from './streams.ts'

describe('the streams of API v2.1', { concurrent: true }, () => {
  test('are discovered in their order, each with its key and how it can be read', async () => {
    const streams = await discovered
    expect(streams.map((stream) => stream['name'])).toEqual(names)
    for (const stream of streams) {
      const name = names.find((known) => known === stream['name'])
      const isDated = name === 'calls' || name === 'sms' || name === 'sales_dialer_calls'
      expect(stream).toMatchObject({
        supported_sync_modes: isDated ? ['full_refresh', 'incremental'] : ['full_refresh'],
        source_defined_primary_key: [[name === undefined ? '' : keyOf(name)]],
      })
      expect(stream['default_cursor_field']).toEqual(
        isDated ? [name === 'sms' ? 'sms_date' : 'call_date'] : undefined,
      )
    }
  })

  test('send every row once, as the API gives it, and unchanged by their schemas', async () => {
    const sandbox = await startAccount()
    const result = await readStreams(sandbox.url)
    expectWhole(result, sandbox)
    expect(result.records.filter(({ meta }) => meta?.changes !== undefined)).toEqual([])
    expect(result.statuses).toEqual(
      names.flatMap((name) => ['STARTED', 'RUNNING', 'COMPLETE'].map((status) => `${name} ${status}`)),
    )
    for (const stream of await discovered) {
      const validate = new Ajv({ strict: false }).compile(stream.json_schema)
      const own = result.records.filter((record) => record.stream === stream['name'])
      expect(own.length).toBeGreaterThan(0)
      expect(own.filter(({ data }) => !validate(data))).toEqual([])
    }
    for (const name of ['sms', 'contacts', 'users', 'sales_dialer_campaigns'] as const) {
      const rows = new Map(rowsOf(sandbox, name).map((row) => [row['id'], row]))
      for (const { stream, data } of result.records)
        if (stream === name) expect(data).toEqual(rows.get(data['id']))
    }
  })

  test('keep fields that no schema declares', async () => {
    const sandbox = await startAccount()
    const { lists } = sandbox.account
    for (const list of ['texts', 'contacts', 'users'] as const)
      lists[list].edit(Number(lists[list].visible(Date.now())[0]?.['id']), { added_later: { deep: [1] } })
    const { records } = await readStreams(sandbox.url)
    const kept = records.filter(({ data }) => 'added_later' in data)
    expect(kept.map(({ stream }) => stream)).toEqual(['sms', 'users', 'contacts'])
    expect(kept[0]?.data['added_later']).toEqual({ deep: [1] })
  })

  test('cost one request a full page, and one more at most', async () => {
    const sandbox = await startAccount()
    expectWhole(await readStreams(sandbox.url), sandbox)
    for (const name of names) {
      const pages = Math.ceil(listedIn(sandbox, name).length / 10)
      expect([name, requestsOf(sandbox, name)]).toEqual([
        name,
        expect.toSatisfy((count) => count <= pages + 1),
      ])
    }
  })

  test('ask for no more rows a page than each list gives, nor than the configuration wants', async () => {
    const sizesFor = async (perPage: number | undefined) => {
      const sandbox = await startAccount({ refusesLargePages: true, unknownParameters: 'refused' })
      const config = perPage === undefined ? { per_page: undefined } : { per_page: perPage }
      expectWhole(await readStreams(sandbox.url, { config }), sandbox)
      expect(sandbox.requests.filter(({ status }) => status !== 200)).toEqual([])
      return names.map((name) => [
        ...new Set(
          sandbox.requests.filter(({ path }) => path === pathOf(name)).map(({ query }) => query['per_page']),
        ),
      ])
    }
    const most = ['100', '100', '100', '500', '100', '20', '100', '50', '100']
    expect(await sizesFor(undefined)).toEqual(most.map((size) => [size]))
    expect(await sizesFor(500)).toEqual(most.map((size) => [size]))
    expect(await sizesFor(7)).toEqual(most.map(() => ['7']))
  })

  test('are not narrowed by the filters of the calls', async () => {
    const sandbox = await startAccount()
    const result = await readStreams(sandbox.url, { config: { direction: 'inbound', agent_id: 1 } })
    expect(result.exitCode).toBe(0)
    expectRows(result, sandbox, names.slice(1))
    expect(sentOf(result, 'calls').length).toBeLessThan(account.calls)
  })

  test('ask for contacts of all agents, and for numbers in capitals', async () => {
    const sandbox = await startAccount({ refusesLowerCaseOrder: true })
    expectWhole(await readStreams(sandbox.url, { streams: ['contacts', 'phone_numbers'] }), sandbox, [
      'contacts',
      'phone_numbers',
    ])
  })

  test('are not tried by check, but for the calls', async () => {
    const sandbox = await startAccount({ planWithout: ['sales_dialer', 'ai'] })
    const result = await checkUrl(sandbox.url, { api_version: 'v2.1' })
    expect(result.messages).toMatchObject([{ connectionStatus: { status: 'SUCCEEDED' } }])
    expect(new Set(sandbox.requests.map(({ path }) => path))).toEqual(new Set(['/v2.1/calls']))
  })
})

describe('every stream is sent whole and once', { concurrent: true }, () => {
  test.each<readonly [string, Behaviour]>([
    ['no total', { totalCount: false }],
    ['totals of all lists, by one name', { totalCountEverywhere: true }],
    ['the first page is 1', { firstPage: 1 }],
    ['the first page is 1, and page 0 is it too', { firstPage: 1, zeroIsFirst: true }],
    ['the first page is 1, without links or total', { firstPage: 1, emptyLinks: true, totalCount: false }],
    ['links are empty', { emptyLinks: true }],
    ['links are empty, and there is no total', { emptyLinks: true, totalCount: false }],
    [
      'the same, and pages past the end are not there',
      { emptyLinks: true, totalCount: false, pastEnd: '404' },
    ],
    ['the same, and pages past the end are refused', { emptyLinks: true, totalCount: false, pastEnd: '400' }],
    [
      'the same, and the last page is answered past the end',
      { emptyLinks: true, totalCount: false, pastEnd: 'clamp' },
    ],
    ['the last page links to a next one', { linkAtEnd: 'always', totalCount: false }],
    ['the same, and the last page is answered past the end', { linkAtEnd: 'always', pastEnd: 'clamp' }],
    ['the link is missing at the end', { linkAtEnd: 'absent', totalCount: false }],
    ['the link is null at the end', { linkAtEnd: null, totalCount: false }],
    ['links carry the number alone, and lead elsewhere', { bareLinks: true, linkHost: 'elsewhere.invalid' }],
    ['current_page is one too many', { wrongCurrentPage: true }],
    ['the same, without links or total', { wrongCurrentPage: true, emptyLinks: true, totalCount: false }],
    ['each second page is short', { shortPages: true }],
    ['each second page is short, without total', { shortPages: true, totalCount: false }],
    ['pages are capped at 4 rows', { pageCap: 4 }],
    [
      'pages are capped at 4 rows, without links or total',
      { pageCap: 4, emptyLinks: true, totalCount: false },
    ],
    ['rows are listed twice, and counted so', { listsTwice: true, totalCountEverywhere: true }],
    ['unknown parameters are refused', { unknownParameters: 'refused' }],
    ['the API has one order only', { order: 'newest' }],
    ['the API has no order', { order: 'none' }],
    ['an empty list is null', { nullsNothing: true }],
  ])('%s', async (_, behaviour) => {
    const sandbox = await startAccount(behaviour)
    expectWhole(await readStreams(sandbox.url), sandbox)
  })

  test.each([true, false])('an account has nothing but calls, with totals: %s', async (totalCount) => {
    const sandbox = await startAccount(
      { totalCount, nullsNothing: true },
      { account: { ...account, calls: 20, contacts: 0, texts: 0, salesCalls: 0 } },
    )
    const result = await readStreams(sandbox.url)
    expectWhole(result, sandbox)
    expect(result.statuses).toContain('contacts COMPLETE')
  })

  test.each<readonly [string, readonly FaultRule[]]>([
    ['503', [{ fault: 503, when: { every: 5 } }]],
    ['429 without headers', [{ fault: 429, when: { every: 9, times: 5 } }]],
    ['cut bodies', [{ fault: 'cut-body', when: { every: 4 } }]],
    ['connections that are reset', [{ fault: 'reset', when: { every: 6 } }]],
    ['half a JSON', [{ fault: 'truncated-json', when: { every: 5 } }]],
    ['an empty object', [{ fault: 'empty-object', when: { every: 7 } }]],
    ['another page', [{ fault: 'wrong-page', when: { every: 11 } }]],
  ])('though answers fail: %s', async (_, faults) => {
    const sandbox = await startAccount({}, { faults })
    const result = await readStreams(sandbox.url)
    expect(result).toMatchObject({ exitCode: 0, errors: [] })
    expectRows(result, sandbox)
  })
})

describe('an API that counts what it does not list', { concurrent: true }, () => {
  test.each(['from-pages', 'from-list'] as const)(
    'has its rows sent once each, and a warning a stream: hidden %s',
    async (hides) => {
      const sandbox = await startAccount({ hides })
      const plain = ['users', 'phone_numbers', 'calls_ai', 'sales_dialer_campaigns'] as const
      const result = await readStreams(sandbox.url, { streams: plain })
      expect(result).toMatchObject({ exitCode: 0, errors: [] })
      for (const name of plain) {
        const [sent, listed] = [sentOf(result, name), listedIn(sandbox, name)]
        expect(new Set(sent).size).toBe(sent.length)
        expect(listed).toEqual(expect.arrayContaining(sent))
        const pages = Math.ceil(listed.length / 10)
        expect(requestsOf(sandbox, name)).toBeLessThanOrEqual(2 * (pages + 1))
      }
      const short = plain.filter((name) => sentOf(result, name).length < listedIn(sandbox, name).length)
      expect(short.length).toBeGreaterThan(1)
      expect(warningsOf(result)).toHaveLength(short.length)
      for (const warning of warningsOf(result))
        expect(warning).toMatch(/^The list may not be complete: the API reports/)
    },
  )

  test('another order at each request sends no row twice, and says where rows may be missing', async () => {
    const sandbox = await startAccount({ reorders: true })
    const result = await readStreams(sandbox.url, { streams: ['users', 'contacts'] })
    expect(result.exitCode).toBe(0)
    for (const name of ['users', 'contacts'] as const) {
      const sent = sentOf(result, name)
      expect(new Set(sent).size).toBe(sent.length)
      if (sent.length < listedIn(sandbox, name).length) expect(warningsOf(result)).not.toEqual([])
    }
  })
})
