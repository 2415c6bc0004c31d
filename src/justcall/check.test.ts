import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import { afterEach, describe, expect, test } from 'vitest'
import { noon, testContext } from '../../testing/context.ts'
import { ConfigError, TransientError } from '../airbyte/protocol/errors.ts'
import type { Progress } from '../airbyte/source/progress.ts'
import { checkConnection } from './check.ts'
import type { Config } from './config/config.generated.ts'

const closing: (() => void)[] = []
afterEach(() => {
  for (const close of closing.splice(0)) close()
})

const page = (count: number) => ({
  status: 'success',
  count,
  page: 1,
  per_page: 1,
  total_pages: count,
  data: count === 0 ? [] : [{ call_id: 'a' }],
})

type Answer = readonly [status: number, body: unknown, headers?: Readonly<Record<string, string>>]

interface Setup {
  /** What is answered to a query; undefined if nothing is, ever. */
  readonly answer?: ((query: URLSearchParams) => Answer | undefined) | undefined
  readonly config?: Partial<Config>
  readonly listener?: RequestListener
  readonly signal?: AbortSignal
}

/**
 * A check of a server of its own. Its time passes only while it waits to try again; the time that it has in all is over
 * when `late` is called.
 */
async function setUp({ answer = () => [200, page(0)], config = {}, listener, signal }: Setup = {}) {
  const asked: string[] = []
  const reported: Progress[] = []
  const server = createServer((request, response) => {
    const { searchParams } = new URL(request.url ?? '', 'http://localhost')
    asked.push(`${searchParams.get('start_date')}..${searchParams.get('end_date') ?? ''}`)
    if (listener !== undefined) return listener(request, response)
    const answered = answer(searchParams)
    if (answered === undefined) return arrived.resolve()
    const [status, body, headers = {}] = answered
    response.writeHead(status, headers).end(typeof body === 'string' ? body : JSON.stringify(body))
  })
  const arrived = Promise.withResolvers<void>()
  const over = Promise.withResolvers<void>()
  const limits: { milliseconds: number; signal: AbortSignal }[] = []
  await once(server.listen(0, '127.0.0.1'), 'listening')
  closing.push(() => {
    server.close()
    server.closeAllConnections()
  })
  const address = server.address()
  if (typeof address !== 'object' || address === null) throw new Error('the server has no port')
  const origin = `http://127.0.0.1:${address.port}`
  let now = noon
  const check = () =>
    checkConnection(
      { api_key: 'key', api_secret: 'secret', start_date: '2026-03-01', base_url: origin, ...config },
      testContext({
        now: () => now,
        async sleep(milliseconds, until) {
          if (limits.length === 0) {
            limits.push({ milliseconds, signal: until })
            await over.promise
            return
          }
          until.throwIfAborted()
          now += milliseconds
        },
        progress: (progress) => reported.push(progress),
        ...(signal === undefined ? {} : { signal }),
      }),
    )
  return {
    origin,
    server,
    asked,
    limits,
    check,
    arrived: arrived.promise,
    late: over.resolve,
    elapsed: () => now - noon,
    failure: async (): Promise<Error> => {
      const thrown: unknown = await check().then(
        () => undefined,
        (error: unknown) => error,
      )
      if (!(thrown instanceof Error)) throw new Error('the check was content')
      return thrown
    },
    summary: () => reported.findLast(({ summary }) => summary !== undefined)?.summary,
  }
}

describe('a configuration that works', () => {
  test('is reported with about how many calls there are since start_date', async () => {
    const { check, asked, summary } = await setUp({ answer: () => [200, page(1_234)] })
    await check()
    expect(asked).toEqual(['2026-02-28..'])
    expect(summary()).toBe('JustCall accepted the credentials: about 1,234 calls since 2026-03-01.')
  })

  test.each([
    { count: 0, says: 'about 0 calls since 2026-03-01.' },
    { count: 1, says: 'about 1 call since 2026-03-01.' },
    { count: 2, says: 'about 2 calls since 2026-03-01.' },
  ])('of an account with $count', async ({ count, says }) => {
    const { check, summary } = await setUp({ answer: () => [200, page(count)] })
    await check()
    expect(summary()).toBe(`JustCall accepted the credentials: ${says}`)
  })

  test('says that its filters select the calls', async () => {
    const config = { direction: 'inbound' } as const
    const { check, summary } = await setUp({ answer: () => [200, page(2)], config })
    await check()
    expect(summary()).toContain('about 2 calls that the filters select since 2026-03-01.')
  })

  test('is reported without a number, where the API reports none', async () => {
    const { check, summary } = await setUp({ answer: () => [200, { ...page(9), count: undefined }] })
    await check()
    expect(summary()).toBe('JustCall accepted the credentials.')
  })

  test('asks for the first page of one call', async () => {
    const queries: string[] = []
    const { check } = await setUp({
      answer(query) {
        queries.push(String(query))
        return [200, page(0)]
      },
    })
    await check()
    expect(queries).toEqual(['start_date=2026-02-28&page=1&per_page=1'])
  })

  test('leaves nothing behind that waits, and no connection', async () => {
    const { check, limits, server } = await setUp()
    server.keepAliveTimeout = 0
    const connected = once(server, 'connection')
    await check()
    const [socket] = await connected
    if (!socket.closed) await once(socket, 'close')
    expect(limits).toMatchObject([{ milliseconds: 6_000, signal: { aborted: true } }])
  })
})

describe('a range that the API refuses', () => {
  test.each([400, 422])(
    'with %i may be too wide or too old: today is asked for, and no number is reported',
    async (status) => {
      const { check, asked, summary } = await setUp({
        answer: (query) =>
          String(query.get('start_date')) >= '2026-03-12'
            ? [200, page(7)]
            : [status, { message: 'Too wide.' }],
      })
      await check()
      expect(asked).toEqual(['2026-02-28..', '2026-03-12..'])
      expect(summary()).toBe('JustCall accepted the credentials.')
    },
  )

  test('as today is a failure in the words of the API', async () => {
    const { failure, asked } = await setUp({ answer: () => [400, { message: 'No such filter.' }] })
    const { message } = await failure()
    expect(message).toContain('No such filter')
    expect(message).toContain('JustCall does not accept the request')
    expect(asked).toEqual(['2026-02-28..', '2026-03-12..', '2026-03-12..2026-03-12'])
  })
})

describe('a failure', () => {
  test.each([
    [401, 1],
    [403, 1],
    // The other version of the API is tried once where this one is not there.
    [404, 2],
  ])('that is certain is reported at once: %i', async (status, requests) => {
    const { failure, asked, limits } = await setUp({ answer: () => [status, { message: 'No.' }] })
    expect(await failure()).toBeInstanceOf(ConfigError)
    expect(asked).toHaveLength(requests)
    expect(limits[0]?.signal.aborted).toBe(true)
  })

  test('that may be over is tried again', async () => {
    let answers = 0
    const { check, asked } = await setUp({
      answer() {
        answers += 1
        return answers < 3 ? [500, {}] : [200, page(0)]
      },
    })
    await check()
    expect(asked).toHaveLength(3)
  })

  test('of the API that goes on is given up within five seconds, and said to be the API’s', async () => {
    const { failure, origin, elapsed } = await setUp({ answer: () => [500, { message: 'Oops.' }] })
    const error = await failure()
    expect(error).toBeInstanceOf(TransientError)
    expect(error.message).toBe(
      `${origin} could not be read: the API answered 500: Oops; that is on the side of the API, so try again later.`,
    )
    expect(error.cause).toHaveProperty('name', 'PageFailed')
    expect(elapsed()).toBeGreaterThan(1_000)
    expect(elapsed()).toBeLessThanOrEqual(5_000)
  })

  test.each([
    { wait: '5', times: 2 },
    { wait: '6', times: 1 },
  ])('for $wait s by its own words is met $times times', async ({ wait, times }) => {
    const { failure, asked } = await setUp({ answer: () => [503, {}, { 'retry-after': wait }] })
    await failure()
    expect(asked).toHaveLength(times)
  })

  test('to answer with calls makes base_url suspect', async () => {
    const { failure, origin } = await setUp({ answer: () => [200, '<html>'] })
    expect((await failure()).message).toBe(
      `${origin} could not be read: the answer is not JSON, or was cut short; check that base_url is the address of the JustCall API, and try again.`,
    )
  })

  test('of the network makes the network suspect', async () => {
    const { failure } = await setUp({ listener: (request) => request.socket.destroy() })
    const { message } = await failure()
    expect(message).toMatch(/; check the network and any firewall, and try again\.$/)
  })

  test('of the network that says itself what to check is reported as it is', async () => {
    const { failure, server, origin } = await setUp()
    server.close()
    await once(server, 'close')
    const { message } = await failure()
    expect(message).toContain(`${origin} could not be read: `)
    expect(message.match(/check /g)).toHaveLength(1)
    expect(message).not.toContain('any firewall, and try again')
  })

  test('for a quota that is used up says until when', async () => {
    const { failure, asked } = await setUp({ answer: () => [429, {}, { 'retry-after': '3600' }] })
    const error = await failure()
    expect(error).toBeInstanceOf(TransientError)
    expect(error.message).toMatch(
      /^The API's quota is used up: try again after 2026-03-12T13:00:0\d\.\d{3}Z\.$/,
    )
    expect(error.cause).toHaveProperty('name', 'QuotaSpent')
    expect(asked).toHaveLength(1)
  })

  test('for a quota that is refused again and again is given up, and may be over in a minute', async () => {
    const { failure, elapsed } = await setUp({ answer: () => [429, {}, { 'retry-after': '1' }] })
    expect((await failure()).message).toBe("The API's quota is used up: try again in a minute.")
    expect(elapsed()).toBeGreaterThan(5_000)
    expect(elapsed()).toBeLessThan(10_000)
  })

  test('to answer in time names what to look at', async () => {
    const { failure, late, arrived, origin, limits } = await setUp({ answer: () => undefined })
    const failing = failure()
    await arrived
    expect(limits).toMatchObject([{ milliseconds: 6_000 }])
    late()
    const error = await failing
    expect(error).toBeInstanceOf(TransientError)
    expect(error.message).toBe(
      `${origin} did not answer within 6 s: check base_url, the network and any firewall, and try again.`,
    )
  })

  test('to be let finish is the reason why it was stopped', async () => {
    const stop = new AbortController()
    const { failure, arrived } = await setUp({ answer: () => undefined, signal: stop.signal })
    const failing = failure()
    await arrived
    const reason = new Error('stopped')
    stop.abort(reason)
    expect(await failing).toBe(reason)
  })
})
