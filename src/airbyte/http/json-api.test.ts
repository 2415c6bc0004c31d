import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import process from 'node:process'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { rawNumber } from '../json/exact-json.ts'
import { isJsonObject } from '../json/is-json-object.ts'
import { ConfigError, Interrupted, TransientError } from '../protocol/errors.ts'
import type { StatusUpdate } from '../protocol/status-updates.ts'
import type { Progress } from '../source/progress.ts'
import type { Context } from '../source/source.ts'
import { createJsonApi, type JsonApiOptions } from './json-api.ts'

type Answer = (outgoing: ServerResponse) => void

let script: Answer[] = []
let asked: IncomingMessage[] = []
let onRequest = () => {}
const server = createServer((incoming, outgoing) => {
  asked.push(incoming)
  onRequest()
  const answer = script.length > 1 ? script.shift() : script[0]
  answer?.(outgoing)
})
let baseUrl = ''
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  baseUrl = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`
})
afterAll(() => {
  server.close()
  server.closeAllConnections()
})
beforeEach(() => {
  script = []
  asked = []
  onRequest = () => {}
})

const answer =
  (status: number, body: unknown, headers: Record<string, string> = {}): Answer =>
  (outgoing) => {
    outgoing.writeHead(status, headers).end(typeof body === 'string' ? body : JSON.stringify(body))
  }
const reset: Answer = (outgoing) => outgoing.destroy()
const hang: Answer = () => {}
const bytes =
  (text: string): Answer =>
  (outgoing) => {
    outgoing.socket?.end(text)
  }
const good = answer(200, [1, 2])

const isList = (body: unknown): body is unknown[] => Array.isArray(body)

/** A clock that only `sleep` advances. */
function world(signal = new AbortController().signal, random = 1) {
  let now = Date.parse('2026-03-12T12:00:00Z')
  const sleeps: number[] = []
  const updates: StatusUpdate[] = []
  const progress: Progress[] = []
  const context: Context = {
    signal,
    environment: {},
    debug: false,
    now: () => now,
    random: () => random,
    sleep: async (milliseconds) => {
      sleeps.push(milliseconds)
      now += milliseconds
    },
    redact: (text) => text.replaceAll('hush', '****'),
    hide: () => {},
    notify: (update) => updates.push(update),
    progress: (report) => progress.push({ ...report }),
    onEnd: () => {},
  }
  return { context, sleeps, updates, progress }
}

const get = (context: Context, options: Partial<JsonApiOptions> = {}) =>
  createJsonApi({ baseUrl, headers: { authorization: 'Bearer hush' }, ...options }, context).get(
    '/items',
    { limit: 2, cursor: 'a b', after: undefined },
    isList,
  )

describe('a GET', () => {
  test('sends query and headers, and returns the answer', async () => {
    script = [good]
    const { context, updates, progress } = world()
    expect(await get(context, { baseUrl: `${baseUrl}/v1/` })).toEqual([1, 2])
    expect(asked).toMatchObject([
      {
        url: '/v1/items?limit=2&cursor=a+b',
        headers: { authorization: 'Bearer hush', accept: 'application/json' },
      },
    ])
    expect(updates).toEqual([])
    expect(progress).toEqual([{ requests: 1, retries: 0, refusals: 0 }])
  })

  test('is logged in debug mode', async () => {
    script = [good]
    const { context, updates } = world()
    await get({ ...context, debug: true })
    expect(updates).toMatchObject([
      { level: 'DEBUG', message: expect.stringMatching(/items\?limit=2.*: 200, 5 characters, 0 ms$/) },
    ])
  })
})

describe('retries', () => {
  test.each<readonly [string, Answer, RegExp]>([
    ['a 503', answer(503, 'Down'), /the API answered 503: Down/],
    ['a reset', reset, /connection was closed/],
    ['an answer that is not JSON', answer(200, '<p>Sign in</p>'), /200 with an unexpected body: Sign in/],
    ['an unexpected answer', answer(200, { error: 'Odd' }), /unexpected body: Odd/],
  ])('%s', async (_, first, says) => {
    script = [first, good]
    const { context, sleeps, updates, progress } = world()
    expect(await get(context)).toEqual([1, 2])
    expect(sleeps).toEqual([1_000])
    expect(updates).toMatchObject([{ level: 'INFO', message: expect.stringMatching(says) }])
    expect(progress.at(-1)).toEqual({ requests: 2, retries: 1, refusals: 0 })
  })

  test('an attempt that takes too long', async () => {
    script = [hang, good]
    const { context, updates } = world()
    expect(await get(context, { timeout: 1_000 })).toEqual([1, 2])
    expect(updates).toMatchObject([{ message: expect.stringContaining('did not answer in time') }])
  })

  test('no longer than the patience, even within an attempt', async () => {
    script = [hang]
    await expect(get(world().context, { patience: 50 })).rejects.toThrow(/did not answer in time.*attempt 1/)
  })

  test('a 429 after Retry-After, and notifies the platform', async () => {
    script = [answer(429, '', { 'retry-after': '30' }), good]
    const { context, sleeps, updates, progress } = world()
    const until = context.now() + 30_000
    expect(await get(context)).toEqual([1, 2])
    expect(sleeps).toEqual([30_000])
    expect(updates[0]).toEqual({ type: 'rate_limited', until })
    expect(progress.at(-1)).toEqual({ requests: 2, retries: 0, refusals: 1 })
  })

  test('until the patience runs out', async () => {
    script = [answer(500, { message: 'Broken: hush' })]
    const { context, sleeps } = world()
    const failure = await get(context, { patience: 10_000 }).catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(TransientError)
    expect(failure).toHaveProperty(
      'message',
      'The API could not be read: the API answered 500: Broken: **** (GET /items, attempt 4). Try again later; a sync continues from its last state.',
    )
    expect(sleeps).toEqual([1_000, 2_000, 4_000])
  })

  test.each([
    [500, '0'],
    [503, 'Thu, 12 Mar 2026 11:00:00 GMT'],
    [429, '-1'],
    [429, '0.001'],
  ])('at most 30 times, even if a %i has Retry-After: %s', async (status, retryAfter) => {
    script = [answer(status, '', { 'retry-after': retryAfter })]
    const { context, sleeps } = world(undefined, 0)
    await expect(get(context)).rejects.toThrow(/attempt 30/)
    expect(asked).toHaveLength(30)
    expect(sleeps.slice(0, 4)).toEqual([500, 1_000, 2_000, 4_000])
  })

  test('not if the quota resets after the patience runs out', async () => {
    script = [answer(429, { error: 'Too many' }, { 'retry-after': '3600' })]
    const { context, sleeps } = world()
    await expect(get(context)).rejects.toThrow(TransientError)
    expect(sleeps).toEqual([])
  })
})

describe('an answer that is not HTTP is retried like a reset connection', () => {
  test.each([
    ['plain text', 'Blocked by the firewall\r\n'],
    ['HTML', '<html></html>'],
    ['lines that end with LF alone', 'HTTP/1.1 200 OK\nContent-Length: 2\n\n[]'],
    ['a chunk without a size', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n[]\r\n0\r\n\r\n'],
    ['a control character in a header', 'HTTP/1.1 200 OK\r\nX-A: a\u0001\r\nContent-Length: 2\r\n\r\n[]'],
    // The `fetch` of Node 22 accepts it.
    ...(process.versions.node.startsWith('22.')
      ? []
      : [['a header without a name', 'HTTP/1.1 200 OK\r\n: a\r\nContent-Length: 2\r\n\r\n[]']]),
    ['a length below zero', 'HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n[]'],
    ['a status that there is not', 'HTTP/1.1 000 OK\r\nContent-Length: 0\r\n\r\n'],
    ['another protocol', 'HTTP/1.1 101 Switching Protocols\r\n\r\n'],
    ['nothing', ''],
  ])('%s', async (_, text) => {
    script = [bytes(text), good]
    const { context, updates, progress } = world()
    expect(await get(context)).toEqual([1, 2])
    expect(progress.at(-1)).toEqual({ requests: 2, retries: 1, refusals: 0 })
    expect(updates).toMatchObject([{ level: 'INFO', message: expect.stringMatching(/^[^\n]*$/) }])
    script = [bytes(text)]
    await expect(get(world().context, { patience: 2_000 })).rejects.toThrow(TransientError)
  })
})

describe('the status of an error decides, whatever its content-encoding', () => {
  const cut = gzipSync('{"message":"This is cut"}').subarray(0, 14)
  const bodies = ['', 'Not compressed', cut]
  const labels = ['gzip', 'br', 'zstd', 'deflate', 'gzip, br']
  const cases = labels.flatMap((label) => bodies.map((body) => [label, body] as const))

  test.each(cases)('%s, %j', async (encoding, body) => {
    const labelled =
      (status: number): Answer =>
      (outgoing) => {
        outgoing.writeHead(status, { 'content-encoding': encoding, 'retry-after': '7' }).end(body)
      }
    for (const status of [401, 403, 404]) {
      script = [labelled(status)]
      await expect(get(world().context, { advice: { [status]: 'Look here' } })).rejects.toThrow(
        new RegExp(`^Look here \\(the API answered ${status}`),
      )
    }
    expect(asked).toHaveLength(3)
    for (const status of [429, 503]) {
      script = [labelled(status), good]
      const { context, sleeps } = world()
      expect(await get(context)).toEqual([1, 2])
      expect(sleeps).toEqual([7_000])
    }
  })

  test('and even if the body is cut off', async () => {
    script = [bytes('HTTP/1.1 401 No\r\nContent-Length: 100\r\n\r\n{"mess')]
    await expect(get(world().context)).rejects.toThrow(/the API answered 401/)
  })

  test('and even if the body never ends, is waited for no longer than half a second', async () => {
    const endless: Answer = (outgoing) => {
      outgoing.writeHead(403).write('half')
    }
    script = [endless]
    await expect(get(world().context)).rejects.toThrow(/the API answered 403: half/)
  })

  test('but a successful status needs a valid body', async () => {
    script = [answer(200, [1, 2], { 'content-encoding': 'gzip' }), good]
    const { context, progress } = world()
    expect(await get(context)).toEqual([1, 2])
    expect(progress.at(-1)).toEqual({ requests: 2, retries: 1, refusals: 0 })
  })
})

describe('numbers keep their digits', () => {
  const text = '[{"id":1234567890123456789,"price":0.1234567890123456789,"n":5}]'

  test('when the answer is serialized', async () => {
    script = [answer(200, text)]
    const rows = await get(world().context)
    expect(JSON.stringify(rows)).toBe(text)
    expect(rows).toMatchObject([{ n: 5 }])
  })

  test('and one that a double cannot hold is not an object', async () => {
    script = [answer(200, '[9007199254740993, {}]')]
    const rows = await get(world().context)
    expect(rows.map(isJsonObject)).toEqual([false, true])
    expect(rows.map(rawNumber)).toEqual(['9007199254740993', undefined])
  })
})

describe('sends no request', () => {
  test.each<readonly [string, string, Partial<JsonApiOptions>, typeof TypeError | typeof ConfigError]>([
    ['a path that leads to another host', '@example.org/items', {}, TypeError],
    ['a path without its slash', 'items', {}, TypeError],
    ['a header that HTTP cannot carry', '/items', { headers: { authorization: 'hunter2\n' } }, ConfigError],
    ['a base URL that is none', '/items', { baseUrl: 'hunter2' }, ConfigError],
  ])('%s', async (_, path, options, kind) => {
    const api = createJsonApi({ baseUrl, headers: {}, ...options }, world().context)
    const failure: unknown = await api.get(path, {}, isList).catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(kind)
    expect(String(failure)).not.toContain('hunter2')
    expect(asked).toEqual([])
  })
})

describe('does not retry', () => {
  test('a refusal, and gives the advice for the status', async () => {
    script = [answer(401, { error: 'Unknown token hush' })]
    const { context } = world()
    const failure = await get(context, { advice: { 401: 'Make a new token' } }).catch(
      (error: unknown) => error,
    )
    expect(failure).toBeInstanceOf(ConfigError)
    expect(failure).toHaveProperty(
      'message',
      'Make a new token (the API answered 401: Unknown token ****; GET /items).',
    )
    expect(asked).toHaveLength(1)
  })

  test.each([301, 302, 400, 404])('a %i', async (status) => {
    script = [answer(status, '', { location: `${baseUrl}/elsewhere` })]
    const { context } = world()
    await expect(get(context)).rejects.toThrow(
      new ConfigError(`The API refuses the request (the API answered ${status}; GET /items).`),
    )
    expect(asked).toHaveLength(1)
  })

  test('a port without TLS more than twice', async () => {
    const { context, sleeps } = world()
    const failure = await get(context, { baseUrl: baseUrl.replace('http:', 'https:') }).catch(
      (error: unknown) => error,
    )
    expect(failure).toBeInstanceOf(ConfigError)
    expect(failure).toHaveProperty('message', expect.stringContaining('there is no TLS at this port'))
    expect(sleeps).toHaveLength(2)
  })

  test('after an abort', async () => {
    script = [hang]
    const stop = new AbortController()
    const reason = new Interrupted('SIGTERM')
    onRequest = () => stop.abort(reason)
    const { context } = world(stop.signal)
    await expect(get(context)).rejects.toBe(reason)
  })

  test('after a bug', async () => {
    script = [good]
    const defect = new TypeError('odd')
    const api = createJsonApi({ baseUrl, headers: {} }, world().context)
    const isAnswer = (_: unknown): _ is never => {
      throw defect
    }
    await expect(api.get('/items', {}, isAnswer)).rejects.toBe(defect)
  })
})
