import nock from 'nock'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { createVirtualClock } from '../../../testing/virtual-clock.ts'
import { ConfigError, Interrupted, TransientError } from '../../airbyte/protocol/errors.ts'
import type { StatusUpdate } from '../../airbyte/protocol/status-updates.ts'
import type { Progress } from '../../airbyte/source/progress.ts'
import type { Context } from '../../airbyte/source/source.ts'
import type { Config } from '../config/config.generated.ts'
import { settingsOf } from '../config/settings.ts'
import type { ParseBody } from './attempt.ts'
import { createClient } from './client.ts'
import { ApiRefusal, TlsFailed } from './failures.ts'
import type { Arrival } from './list-api.ts'
import { createTransport, type Transport } from './transport.ts'
import { type Page, parsePage } from './v2/page.ts'
import { type PageRequest, pageRequest } from './v2/page-request.ts'

const day = (text: string) => Date.parse(text) / 86_400_000
const noon = Date.parse('2026-03-12T12:00:00Z')
const origin = 'https://api.justcall.io'
const query: PageRequest = {
  range: { first: day('2026-03-01'), last: day('2026-03-10') },
  number: 1,
  pageSize: 100,
}
/** A page of the contract, and when it came. */
const parserFor =
  (number: number): ParseBody<Page & Arrival & { readonly number: number }> =>
  (body, arrival) => ({ ...parsePage(body, number), number, ...arrival })
const page = (number = 1) => ({
  status: 'success',
  count: 1,
  page: number,
  per_page: 100,
  total_pages: 1,
  data: [{ call_id: `CA${number}` }],
})

beforeAll(() => nock.disableNetConnect())
afterEach(() => nock.cleanAll())
afterAll(() => nock.restore())

interface Setup {
  readonly config?: Partial<Config>
  readonly giveUpAfter?: number
  readonly random?: number
  readonly debug?: boolean
}

/** A client on a clock of its own, whose time passes only while it waits, and not while a request is under way. */
async function setUp({ config = {}, giveUpAfter = 300_000, random = 0.5, debug = false }: Setup = {}) {
  let underWay = 0
  const clock = createVirtualClock(noon, () => underWay > 0)
  const stop = new AbortController()
  const messages: StatusUpdate[] = []
  const reported: Progress[] = []
  const context: Context = {
    signal: stop.signal,
    environment: {},
    debug,
    now: clock.now,
    random: () => random,
    sleep: clock.sleep,
    redact: (text) => text,
    hide: () => {},
    notify: (notice) => messages.push(notice),
    progress: (progress) => reported.push(progress),
    onEnd: () => {},
  }
  const settings = settingsOf({ api_key: 'key', api_secret: 'secret', start_date: '2026-01-01', ...config })
  const transport = await createTransport({
    baseUrl: settings.baseUrl,
    authorization: settings.authorization,
    connections: settings.workers,
    connectTimeout: 10_000,
    userAgent: 'source-justcall/1.2.3',
    environment: {},
  })
  const counted: Transport = {
    ...transport,
    async get(path, signal) {
      underWay += 1
      try {
        return await transport.get(path, signal)
      } finally {
        underWay -= 1
      }
    },
  }
  const { get, statistics } = await createClient(
    counted,
    settings,
    { giveUpAfter, maxWait: settings.maxWait },
    context,
  )
  const client = {
    statistics,
    page: (request: PageRequest) => get(pageRequest(request, settings.filters), parserFor(request.number)),
  }
  return {
    client,
    clock,
    stop,
    messages,
    reported,
    elapsed: () => clock.now() - noon,
    page: (number = 1) => clock.run(client.page({ ...query, number })),
    failure: async () => {
      const thrown: unknown = await clock.run(client.page(query).catch((error: unknown) => error))
      if (!(thrown instanceof Error)) throw new Error('an error was expected')
      return thrown
    },
    lines: () =>
      messages.flatMap((notice) => (notice.type === 'log' ? [`${notice.level} ${notice.message}`] : [])),
  }
}

const api = (number?: number) =>
  nock(origin)
    .get('/v2/calls')
    .query((given) => number === undefined || given['page'] === String(number))
const failed = (code: string) => Object.assign(new Error(code), { code })

describe('a request', () => {
  test('is what the contract says', async () => {
    const { page: get } = await setUp()
    const scope = nock(origin, {
      reqheaders: {
        authorization: 'key:secret',
        accept: 'application/json',
        'content-type': 'application/json',
        'accept-encoding': 'gzip, br, zstd',
        'user-agent': 'source-justcall/1.2.3',
      },
    })
      .get('/v2/calls?start_date=2026-03-01&end_date=2026-03-10&page=1&per_page=100')
      .reply(200, page())
    expect(await get()).toMatchObject({ number: 1, total: 1, rows: [{ call_id: 'CA1' }], answeredAt: noon })
    expect(scope.isDone()).toBe(true)
  })

  test('has no end where there is none, and the filters', async () => {
    const config = { direction: 'inbound', agent_id: 42, number: '+14155551234', status: 'missed' } as const
    const { client, clock } = await setUp({ config })
    const scope = nock(origin)
      .get(
        '/v2/calls?start_date=2026-03-01&direction=inbound&agent_id=42&number=%2B14155551234&status=missed&page=3&per_page=40',
      )
      .reply(200, page(3))
    await clock.run(client.page({ range: { ...query.range, last: undefined }, number: 3, pageSize: 40 }))
    expect(scope.isDone()).toBe(true)
  })

  test('goes below the path of the base URL', async () => {
    const { page: get } = await setUp({ config: { base_url: 'https://proxy.example/justcall/' } })
    const scope = nock('https://proxy.example').get('/justcall/v2/calls').query(true).reply(200, page())
    await get()
    expect(scope.isDone()).toBe(true)
  })

  test('that is answered is counted', async () => {
    const { client, page: get } = await setUp()
    api().reply(200, page())
    await get()
    expect(client.statistics).toEqual({ requests: 1, retries: 0, refusals: 0 })
  })
})

test.each([200, 201, 203])('a %i with a page is a page', async (status) => {
  const { page: get, messages } = await setUp()
  api().reply(status, page())
  expect(await get()).toMatchObject({ number: 1, total: 1 })
  expect(messages).toEqual([])
})

test('each answer is reported, for the progress reporter', async () => {
  const { page: get, reported } = await setUp()
  api().reply(429, {}, { 'retry-after': '1' })
  api().reply(500, {})
  api().reply(200, page())
  await get()
  expect(reported).toEqual([
    { requests: 1, retries: 0, refusals: 1 },
    { requests: 2, retries: 0, refusals: 1 },
    { requests: 3, retries: 1, refusals: 1 },
  ])
})

describe('is tried again', () => {
  test.each([408, 425, 500, 501, 502, 503, 504])('a %i', async (status) => {
    const { client, page: get, elapsed, lines } = await setUp()
    api().reply(status, { message: 'Oops.' })
    api().reply(200, page())
    expect((await get()).total).toBe(1)
    expect(client.statistics).toEqual({ requests: 2, retries: 1, refusals: 0 })
    expect(elapsed()).toBe(750)
    expect(lines()).toEqual([
      `INFO page 1 of the calls from 2026-03-01 to 2026-03-10: the API answered ${status}: Oops; trying again in 0.8 s (failure 1).`,
    ])
  })

  test.each([
    'ECONNRESET',
    'ECONNREFUSED',
    'ENOTFOUND',
    'EAI_AGAIN',
    'EPIPE',
    'ETIMEDOUT',
    'CERT_HAS_EXPIRED',
    'UND_ERR_SOCKET',
    'UND_ERR_CONNECT_TIMEOUT',
    'UND_ERR_HEADERS_TIMEOUT',
    'UND_ERR_BODY_TIMEOUT',
    'HPE_INVALID_CONSTANT',
    'ERR_ASSERTION',
    'a code that nobody knows',
  ])('what the network did: %s', async (code) => {
    const { client, page: get } = await setUp()
    api().replyWithError(failed(code))
    api().reply(200, page())
    expect((await get()).total).toBe(1)
    expect(client.statistics).toMatchObject({ requests: 2, retries: 1 })
  })

  test.each([
    ['{}', 'the answer has no list "data"'],
    ['', 'the answer is empty'],
    ['<html>', 'the answer is not JSON, or was cut short'],
    ['{"status":"error","message":"Busy."}', `the answer's status is not "success": "error": Busy`],
    [JSON.stringify(page(2)), 'page 2 was answered where page 1 was asked for'],
  ])('a 200 that is no page: %s', async (body, fault) => {
    const { page: get, lines } = await setUp()
    api().reply(200, body)
    api().reply(200, page())
    await get()
    expect(lines()[0]).toContain(fault)
  })

  test.each([
    [206, page(), 'the API answered 206, with a part of a page'],
    [204, '', 'the answer is empty'],
    [202, { message: 'Come back later.' }, 'the answer has no list "data": Come back later'],
  ])('a %i that is no page, and its rows are not repeated', async (status, body, fault) => {
    const { page: get, lines } = await setUp()
    api().reply(status, body)
    api().reply(200, page())
    await get()
    expect(lines()).toEqual([expect.stringContaining(`: ${fault}; trying again`)])
  })

  test('after Retry-After, in seconds or as a date by the clock of the server', async () => {
    const { page: get, elapsed } = await setUp()
    api().reply(503, '', { 'retry-after': '7' })
    api().reply(503, '', {
      date: 'Thu, 12 Mar 2026 13:00:00 GMT',
      'retry-after': 'Thu, 12 Mar 2026 13:00:20 GMT',
    })
    api().reply(200, page())
    await get()
    // The second answer came at 12:00:07, when it was 13:00:00 there.
    expect(elapsed()).toBe(27_000)
  })

  test('with longer pauses each time, and a warning from the third failure on', async () => {
    const { page: get, elapsed, lines } = await setUp({ random: 1 })
    api().times(5).reply(500, '')
    api().reply(200, page())
    await get()
    expect(elapsed()).toBe(1_000 + 2_000 + 4_000 + 8_000 + 16_000)
    expect(lines().map((line) => line.slice(0, 4))).toEqual(['INFO', 'INFO', 'WARN', 'WARN', 'WARN'])
  })
})

describe('is not tried again', () => {
  test.each([400, 401, 403, 404, 409, 422])('a %i', async (status) => {
    const { client, failure, elapsed } = await setUp()
    api().reply(status, { message: 'No.' })
    const error = await failure()
    expect(error).toBeInstanceOf(ApiRefusal)
    expect(error).toMatchObject({ status, failureType: 'config_error' })
    expect(error.message).toContain(
      `(the API answered ${status}: No; page 1 of the calls from 2026-03-01 to 2026-03-10).`,
    )
    expect(client.statistics.requests).toBe(1)
    expect(elapsed()).toBe(0)
  })

  test.each([301, 302, 307, 308])('a %i, which is not followed either', async (status) => {
    const { client, failure } = await setUp()
    const elsewhere = nock('https://evil.example').get('/').reply(200, page())
    api().reply(status, '', { location: 'https://evil.example/' })
    expect((await failure()).message).toContain('The address leads elsewhere')
    expect(client.statistics.requests).toBe(1)
    expect(elsewhere.isDone()).toBe(false)
  })

  test('what is our own mistake', async () => {
    const { failure } = await setUp()
    api().replyWithError(failed('UND_ERR_INVALID_ARG'))
    expect(await failure()).not.toBeInstanceOf(TransientError)
  })
})

describe('a 404', () => {
  const causes =
    'either base_url, if it was changed, does not lead to the API, or the account has no calls of these days that the filters (number, agent_id, status, direction) select, or its plan does not include them'

  test.each([
    [{ status: 'error', message: 'No calls found.' }, 'the API answered 404: No calls found'],
    [{ error: { message: 'No calls found.' } }, 'the API answered 404: No calls found'],
    [{ status: 'error', data: [] }, 'the API answered 404'],
  ])("of the API's own names what was asked for and both causes: %j", async (body, text) => {
    const { failure } = await setUp()
    api().reply(404, body)
    expect(await failure()).toMatchObject({
      message: `JustCall found nothing at /v2/calls: ${causes} (${text}; page 1 of the calls from 2026-03-01 to 2026-03-10).`,
      failureType: 'config_error',
      status: 404,
    })
  })

  test.each(['<html><h1>Not Found</h1></html>', 'Not Found', '', '[]'])(
    "of somebody else's advises to check base_url: %j",
    async (body) => {
      const { failure } = await setUp()
      api().reply(404, body)
      expect((await failure()).message).toContain(
        'There is no call list at this address: check base_url (the API',
      )
    },
  )
})

describe('a page that fails without pause is given up', () => {
  test('after five minutes, saying what failed, how often and since when', async () => {
    const { failure, elapsed } = await setUp()
    api().times(100).reply(500, { message: 'Oops.' })
    const error = await failure()
    expect(error).toBeInstanceOf(TransientError)
    expect(error.message).toMatch(
      /^The API could not be read: the API answered 500: Oops\. It failed \d+ times since 2026-03-12T12:00:00\.000Z \(page 1 of the calls from 2026-03-01 to 2026-03-10\)\. What was read before is safe; the next sync goes on from there\.$/,
    )
    // The last pause of 15 s would have gone beyond the five minutes.
    expect(elapsed()).toBeGreaterThan(285_000)
    expect(elapsed()).toBeLessThanOrEqual(300_000)
  })

  test('where the answer is not HTTP, too, and that is said in words', async () => {
    const { client, failure } = await setUp()
    const error = new Error('Response does not match the HTTP/1.1 protocol (Expected HTTP/)')
    api()
      .times(100)
      .replyWithError(Object.assign(error, { name: 'HTTPParserError' }))
    expect(await failure()).toMatchObject({
      failureType: 'transient_error',
      message: expect.stringMatching(
        /^The API could not be read: the answer is not HTTP: check base_url and any proxy\. It failed \d+ times/,
      ),
    })
    expect(client.statistics.requests).toBeGreaterThan(5)
  })

  test('as soon as the pause that is asked for would be longer', async () => {
    const { failure, elapsed } = await setUp()
    api().reply(503, '', { 'retry-after': '301' })
    expect((await failure()).message).toContain('It failed once since')
    expect(elapsed()).toBe(0)
  })

  test('and not before', async () => {
    const { page: get, elapsed } = await setUp()
    api().reply(503, '', { 'retry-after': '300' })
    api().reply(200, page())
    await get()
    expect(elapsed()).toBe(300_000)
  })

  test.each(['0', '-1', '0.001', '1', 'Thu, 12 Mar 2026 11:00:00 GMT', 'soon'])(
    'after no more than 30 requests, also where Retry-After is %s',
    async (retryAfter) => {
      for (const random of [0, 0.999]) {
        const { client, failure, elapsed } = await setUp({ random })
        api().times(1_000).reply(500, '', { 'retry-after': retryAfter })
        expect(await failure()).toBeInstanceOf(TransientError)
        expect(client.statistics.requests).toBeLessThan(26)
        expect(elapsed()).toBeGreaterThan(240_000)
        nock.cleanAll()
      }
    },
  )

  test('after 30 requests, however long quota was waited for meanwhile', async () => {
    const { client, failure } = await setUp()
    for (let nth = 0; nth < 100; nth += 1) {
      api().reply(500, '')
      api().reply(429, '', { 'retry-after': '60' })
    }
    expect(await failure()).toBeInstanceOf(TransientError)
    expect(client.statistics.retries).toBeLessThanOrEqual(30)
  })

  test('sooner by who is less patient', async () => {
    const { failure, elapsed } = await setUp({ giveUpAfter: 7_000 })
    api().times(20).reply(500, '')
    await failure()
    expect(elapsed()).toBeLessThanOrEqual(7_000)
  })

  test('without counting the time in which quota was waited for', async () => {
    const { page: get } = await setUp()
    api().reply(500, '')
    api().reply(429, '', { 'retry-after': '600' })
    api().reply(500, '')
    api().reply(200, page())
    expect((await get()).total).toBe(1)
  })

  test('while others go on', async () => {
    const { client, clock } = await setUp()
    api(1).times(100).reply(500, '')
    api(2).reply(200, page(2))
    const results = await clock.run(
      Promise.allSettled([client.page(query), client.page({ ...query, number: 2 })]),
    )
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'fulfilled'])
  })
})

describe('a certificate that is wrong', () => {
  test('once or twice is tried again', async () => {
    const { page: get } = await setUp()
    for (const code of ['CERT_HAS_EXPIRED', 'SELF_SIGNED_CERT_IN_CHAIN']) api().replyWithError(failed(code))
    api().reply(200, page())
    expect(await get()).toMatchObject({ total: 1 })
  })

  test('three times is for a person to correct', async () => {
    const { failure, elapsed } = await setUp()
    api().reply(503)
    for (const _ of [1, 2, 3]) api().replyWithError(failed('CERT_HAS_EXPIRED'))
    const error = await failure()
    expect(error).toBeInstanceOf(TlsFailed)
    expect(error).toBeInstanceOf(ConfigError)
    expect(error.message).toMatch(
      /^The API could not be read: the server's certificate has expired: check its dates, and this machine's clock \(CERT_HAS_EXPIRED\). It failed 4 times since /,
    )
    expect(elapsed()).toBeLessThan(10_000)
  })
})

describe('a 429', () => {
  test('waits for Retry-After, and is no failure', async () => {
    const { client, page: get, elapsed, messages } = await setUp()
    api().reply(429, { message: 'Too many requests' }, { 'retry-after': '30' })
    api().reply(200, page())
    await get()
    expect(elapsed()).toBe(30_000)
    expect(client.statistics).toEqual({ requests: 2, retries: 0, refusals: 1 })
    expect(messages).toEqual([
      { type: 'rate_limited', until: noon + 30_000 },
      {
        type: 'log',
        level: 'INFO',
        message: "Waiting 30 s for the API's quota, until 2026-03-12T12:00:30.000Z.",
      },
    ])
  })

  test('holds up all workers, once', async () => {
    const { client, clock, elapsed } = await setUp()
    const sent: number[] = []
    for (const number of [1, 2, 3]) {
      api(number).reply(429, '', { 'retry-after': '30' })
      api(number).reply(() => {
        sent.push(clock.now() - noon)
        return [200, page(number)]
      })
    }
    await clock.run(Promise.all([1, 2, 3].map((number) => client.page({ ...query, number }))))
    expect(sent).toEqual([30_000, 30_000, 30_000])
    expect(elapsed()).toBe(30_000)
    expect(client.statistics.refusals).toBe(3)
  })

  test('holds up pages that have not been asked for yet', async () => {
    const { client, clock } = await setUp({ config: { num_workers: 1 } })
    let second = 0
    api(1).reply(429, '', { 'retry-after': '30' })
    api(1).reply(200, page(1))
    api(2).reply(() => {
      second = clock.now() - noon
      return [200, page(2)]
    })
    await clock.run(Promise.all([client.page(query), client.page({ ...query, number: 2 })]))
    expect(second).toBe(30_000)
  })

  test('is reported once a minute while it goes on', async () => {
    const { page: get, messages, lines } = await setUp()
    api().reply(429, '', { 'retry-after': '150' })
    api().reply(200, page())
    await get()
    expect(messages.filter(({ type }) => type === 'rate_limited')).toHaveLength(1)
    expect(lines().map((line) => line.slice(0, 18))).toEqual([
      'INFO Waiting 150 s',
      'INFO Waiting 90 s ',
      'INFO Waiting 30 s ',
    ])
  })

  test('that is labelled as compressed, and is not, is a 429 all the same', async () => {
    const { client, page: get, elapsed } = await setUp()
    api().reply(429, 'Slow down.', { 'retry-after': '30', 'content-encoding': 'gzip' })
    api().reply(200, page())
    await get()
    expect(elapsed()).toBe(30_000)
    expect(client.statistics).toEqual({ requests: 2, retries: 0, refusals: 1 })
  })

  test('of less than a second is not worth a word', async () => {
    const { page: get, messages } = await setUp()
    api().reply(429, '', { 'retry-after': '0.9' })
    api().reply(200, page())
    await get()
    expect(messages).toEqual([])
  })

  test('for too many connections lowers their number', async () => {
    const { client, clock } = await setUp({ config: { num_workers: 3 } })
    let underWay = 0
    let most = 0
    for (const number of [1, 2, 3, 4, 5, 6]) {
      if (number === 3) api(3).reply(429, { message: 'Too many concurrent requests' })
      api(number).reply(async () => {
        underWay += 1
        if (client.statistics.refusals > 0) most = Math.max(most, underWay)
        await new Promise(setImmediate)
        underWay -= 1
        return [200, page(number)]
      })
    }
    await clock.run(Promise.all([1, 2, 3, 4, 5, 6].map((number) => client.page({ ...query, number }))))
    expect(client.statistics.refusals).toBe(1)
    expect(most).toBeLessThanOrEqual(2)
  })

  test('that asks for longer than is waited ends the read, saying until when', async () => {
    const { failure, elapsed } = await setUp({ config: { max_wait_minutes: 5 } })
    api().reply(429, '', { 'retry-after': '301' })
    const error = await failure()
    expect(error).toBeInstanceOf(TransientError)
    expect(error.message).toContain(
      "The API's quota is used up until 2026-03-12T12:05:01.000Z, for longer than this read waits (5 minutes).",
    )
    expect(elapsed()).toBe(0)
  })

  test('that asks for as long as is waited is waited for', async () => {
    const { page: get, elapsed } = await setUp({ config: { max_wait_minutes: 5 } })
    api().reply(429, '', { 'retry-after': '300' })
    api().reply(200, page())
    await get()
    expect(elapsed()).toBe(300_000)
  })

  test('again and again ends the read when that is longer than is waited', async () => {
    const { failure, elapsed } = await setUp({ config: { max_wait_minutes: 5 } })
    api().times(100).reply(429, { message: 'Too many requests.' }, { 'retry-after': '60' })
    const error = await failure()
    expect(error).toBeInstanceOf(TransientError)
    expect(error.message).toContain('quota is used up ("Too many requests")')
    expect(elapsed()).toBe(360_000)
  })

  test.each(['0', '-1', '', 'soon', '99999999999999', '9'.repeat(400), 'Thu, 01 Jan 1970 00:00:00 GMT'])(
    'whose Retry-After is no advice is met with longer and longer pauses: %j',
    async (retryAfter) => {
      const { client, failure, elapsed } = await setUp({ config: { max_wait_minutes: 5 } })
      api().times(1_000).reply(429, '', { 'retry-after': retryAfter })
      expect(await failure()).toBeInstanceOf(TransientError)
      expect(elapsed()).toBeGreaterThan(300_000)
      expect(client.statistics.requests).toBeLessThan(15)
    },
  )

  test.each([
    ['seconds', noon / 1000 + 40],
    ['milliseconds', noon + 40_000],
    ['microseconds', (noon + 40_000) * 1e3],
    ['nanoseconds', (noon + 40_000) * 1e6],
  ])('whose Retry-After is a Unix time in %s waits until then', async (_unit, time) => {
    const { page: get, elapsed } = await setUp()
    api().reply(429, '', { 'retry-after': String(time) })
    api().reply(200, page())
    await get()
    expect(elapsed()).toBe(40_000)
  })
})

describe('the quota that the headers report', () => {
  test('is waited for before it is used up', async () => {
    const { client, page: get, elapsed } = await setUp()
    const headers = {
      'x-ratelimit-limit': '100',
      'x-ratelimit-remaining': '0',
      'x-ratelimit-reset': String(noon / 1000 + 40),
    }
    api().reply(200, page(), headers)
    api().reply(200, page())
    await get()
    await get()
    expect(elapsed()).toBe(40_000)
    expect(client.statistics.refusals).toBe(0)
  })

  test('is by the clock of the server', async () => {
    const { page: get, elapsed } = await setUp()
    const headers = {
      date: 'Thu, 12 Mar 2026 11:00:00 GMT',
      'x-ratelimit-limit': '100',
      'x-ratelimit-remaining': '0',
      'x-ratelimit-reset': String(noon / 1000 - 3_600 + 40),
    }
    api().reply(200, page(), headers)
    api().reply(200, page())
    await get()
    await get()
    expect(elapsed()).toBe(40_000)
  })
})

describe('a quota that cannot be true', () => {
  const spent = { 'x-ratelimit-limit': '100', 'x-ratelimit-remaining': '0' }

  test.each([
    ['seconds', noon / 1000 + 40],
    ['milliseconds', noon + 40_000],
    ['microseconds', (noon + 40_000) * 1e3],
    ['nanoseconds', (noon + 40_000) * 1e6],
    ['seconds from now', 40],
  ])('is none where the time of renewal is in %s', async (_unit, reset) => {
    const { page: get, elapsed } = await setUp()
    api().reply(200, page(), { ...spent, 'x-ratelimit-reset': String(reset) })
    api().reply(200, page())
    await get()
    await get()
    expect(elapsed()).toBe(40_000)
  })

  test.each([
    ['a reset in years', { ...spent, 'x-ratelimit-reset': String(noon / 1000 + 1e8) }],
    ['a reset beyond the calendar', { ...spent, 'x-ratelimit-reset': '9'.repeat(30) }],
    ['a reset beyond any number', { ...spent, 'x-ratelimit-reset': '9'.repeat(400) }],
    ['a reset before now', { ...spent, 'x-ratelimit-reset': '-5' }],
    ['less than nothing left', { ...spent, 'x-ratelimit-remaining': '-1', 'x-ratelimit-reset': '40' }],
    ['a limit of 0', { ...spent, 'x-ratelimit-limit': '0', 'x-ratelimit-reset': '40' }],
    ['a limit below 0', { ...spent, 'x-ratelimit-limit': '-1', 'x-ratelimit-reset': '40' }],
  ])('holds nothing up: %s', async (_what, headers) => {
    const { client, page: get, elapsed } = await setUp()
    api().times(20).reply(200, page(), headers)
    for (let nth = 0; nth < 20; nth += 1) await get()
    expect(elapsed()).toBe(0)
    expect(client.statistics).toMatchObject({ requests: 20, refusals: 0 })
  })
})

test.each([
  'Sun, 12 Mar 2056 12:00:00 GMT',
  'Thu, 01 Jan 1970 00:00:00 GMT',
  'Fri, 13 Mar 2026 23:00:00 GMT',
])('one answer with a wrong date changes nothing, whichever it is: %s', async (wrong) => {
  for (let place = 0; place < 6; place += 1) {
    const { page: get, elapsed } = await setUp()
    for (let nth = 0; nth < 6; nth += 1) {
      const date = nth === place ? wrong : 'Thu, 12 Mar 2026 12:00:00 GMT'
      api().reply(200, page(), { date })
      expect((await get()).answeredAt).toBe(noon)
    }
    api().reply(200, page(), {
      date: wrong,
      'x-ratelimit-remaining': '0',
      'x-ratelimit-reset': String(noon / 1000 + 40),
    })
    api().reply(200, page())
    await get()
    await get()
    expect(elapsed()).toBe(40_000)
  }
})

test('a page is known by the clock of the server, and by its place among the answers', async () => {
  const { page: get } = await setUp()
  api().reply(200, page(), { date: 'Thu, 12 Mar 2026 11:00:00 GMT' })
  api().reply(200, page())
  expect(await get()).toMatchObject({ responseSeq: 1, answeredAt: noon - 3_600_000 })
  // What one answer reported the server's clock holds for those that report none.
  expect(await get()).toMatchObject({ responseSeq: 2, answeredAt: noon - 3_600_000 })
})

test('a connection asks for its next page before the answer that it brought is read', async () => {
  const { client, clock } = await setUp({ config: { num_workers: 1 } })
  const events: string[] = []
  for (const number of [1, 2]) {
    api(number).reply(() => {
      events.push(`asked for ${number}`)
      return [200, page(number)]
    })
  }
  await clock.run(
    Promise.all(
      [1, 2].map(async (number) => {
        await client.page({ ...query, number })
        events.push(`read ${number}`)
      }),
    ),
  )
  expect(events).toEqual(['asked for 1', 'asked for 2', 'read 1', 'read 2'])
})

test('a cap of our own is kept', async () => {
  const { page: get, elapsed } = await setUp({ config: { requests_per_minute: 2 } })
  api().times(5).reply(200, page())
  for (let nth = 0; nth < 5; nth += 1) await get()
  expect(elapsed()).toBe(120_000)
})

describe('a read that is stopped', () => {
  const interrupted = new Interrupted('SIGTERM')

  test('does not ask at all', async () => {
    const { client, stop, failure } = await setUp()
    stop.abort(interrupted)
    expect(await failure()).toBe(interrupted)
    expect(client.statistics.requests).toBe(0)
  })

  test('does not try again what was under way', async () => {
    const { client, stop, failure } = await setUp()
    api().reply(() => {
      stop.abort(interrupted)
      return [500, '']
    })
    api().reply(200, page())
    expect(await failure()).toBe(interrupted)
    expect(client.statistics.requests).toBe(1)
  })

  test('does not wait any longer, for a retry or for quota', async () => {
    for (const status of [503, 429]) {
      const { client, clock, stop, elapsed } = await setUp()
      api().reply(status, '', { 'retry-after': '60' })
      const asked = client.page(query).catch((error: unknown) => error)
      const alarm = clock.sleep(10_000, new AbortController().signal).then(() => stop.abort(interrupted))
      expect(await clock.run(asked)).toBe(interrupted)
      await alarm
      expect(elapsed()).toBe(10_000)
    }
  })
})

describe('debugging', () => {
  test('report every answer', async () => {
    const { page: get, lines } = await setUp({ debug: true })
    api().reply(500, 'Oops', { 'x-a': 'b' })
    api().reply(200, page(), { 'x-a': 'b' })
    await get()
    const path = '/v2/calls?start_date=2026-03-01&end_date=2026-03-10&page=1&per_page=100'
    expect(lines().filter((line) => line.startsWith('DEBUG'))).toEqual([
      `DEBUG GET ${path}: 500, 4 characters, 0 ms, headers {"x-a":"b"}`,
      expect.stringContaining(
        `DEBUG GET ${path}: 200, ${JSON.stringify(page()).length} characters, 0 ms, headers {`,
      ),
    ])
  })

  test('says nothing if it is not asked for, and never the header that opens the account', async () => {
    const silent = await setUp()
    api().reply(200, page())
    await silent.page()
    expect(silent.messages).toEqual([])
    const loud = await setUp({ debug: true })
    api().reply(200, page())
    await loud.page()
    expect(JSON.stringify(loud.messages)).not.toContain('key:secret')
  })
})

test('an answer over 64 MiB ends the read, saying what to set', async () => {
  const { client, failure } = await setUp()
  api().reply(200, Buffer.alloc(64 * 1024 * 1024 + 1, ' '))
  const error = await failure()
  expect(error).toBeInstanceOf(ConfigError)
  expect(error.message).toContain('The answer is larger than 64 MiB (page 1 of the calls')
  expect(client.statistics.requests).toBe(1)
})
