import { describe, expect, test } from 'vitest'
import { noon, virtualContext } from '../../../testing/context.ts'
import { createVirtualClock } from '../../../testing/virtual-clock.ts'
import { TransientError } from '../../airbyte/protocol/errors.ts'
import type { StatusUpdate } from '../../airbyte/protocol/status-updates.ts'
import type { Context } from '../../airbyte/source/source.ts'
import { createClient } from './client.ts'
import type { Answer } from './dispatch-get.ts'
import { PageFailed, QuotaSpent } from './failures.ts'

const minute = 60_000

type Reply = Partial<Answer> | 'no connection' | 'hangs'

interface Setup {
  /** What answers the nth request, from 1. */
  readonly reply?: (request: number, path: string) => Reply
  readonly workers?: number
  readonly requestsPerMinute?: number
  readonly maxWait?: number
}

/** A client on a clock of its own, over a network that answers as a test says. */
async function setUp({
  reply = () => ({}),
  workers = 5,
  requestsPerMinute,
  maxWait = 70 * minute,
}: Setup = {}) {
  const clock = createVirtualClock(noon)
  const stop = new AbortController()
  const asked: string[] = []
  const contextFor = (signal = stop.signal, more: Partial<Context> = {}) =>
    virtualContext(clock, { signal, random: () => 0, ...more })
  const client = await createClient(
    {
      async get(path, signal) {
        asked.push(path)
        const answer = reply(asked.length, path)
        await new Promise(setImmediate)
        if (answer === 'hangs') {
          await clock.sleep(60_000, signal)
          throw Object.assign(new Error('no answer'), { code: 'UND_ERR_HEADERS_TIMEOUT' })
        }
        if (answer === 'no connection') throw Object.assign(new Error('refused'), { code: 'ECONNREFUSED' })
        return { status: 200, headers: {}, body: '{}', ...answer }
      },
      close: async () => {},
    },
    { workers, requestsPerMinute },
    { giveUpAfter: 5 * minute, maxWait },
    contextFor(),
  )
  const get = (of: typeof client, path = '/page') =>
    of.get({ path, description: 'a page' }, (_, { responseSeq }) => responseSeq)
  const failureOf = (of: typeof client, path?: string) =>
    clock.run(
      get(of, path).then(
        () => undefined,
        (error: unknown) => error,
      ),
    )
  return { client, clock, stop, asked, contextFor, get, failureOf, elapsed: () => clock.now() - noon }
}

describe('the clients of two streams', () => {
  test('count their own requests, retries and refusals', async () => {
    const { client, clock, contextFor, get } = await setUp({
      reply: (request) => (request === 2 ? { status: 500 } : request === 3 ? { status: 429 } : {}),
    })
    const [first, second] = [client.forStream(contextFor()), client.forStream(contextFor())]
    await clock.run(get(first))
    await clock.run(get(second))
    expect(first.statistics).toEqual({ requests: 1, retries: 0, refusals: 0 })
    expect(second.statistics).toEqual({ requests: 3, retries: 1, refusals: 1 })
  })

  test('share the order of their answers', async () => {
    const { client, clock, contextFor, get } = await setUp()
    const [first, second] = [client.forStream(contextFor()), client.forStream(contextFor())]
    const seen: number[] = []
    for (const stream of [first, second, first]) seen.push(await clock.run(get(stream)))
    expect(seen).toEqual([1, 2, 3])
  })

  test('share the cap of a minute', async () => {
    const { client, clock, contextFor, get, elapsed } = await setUp({ requestsPerMinute: 3 })
    const [first, second] = [client.forStream(contextFor()), client.forStream(contextFor())]
    for (const stream of [first, first, second]) await clock.run(get(stream))
    expect(elapsed()).toBe(0)
    await clock.run(get(second))
    expect(elapsed()).toBe(minute)
  })

  test('share the quota that the headers report', async () => {
    const headers = {
      'x-ratelimit-limit': '100',
      'x-ratelimit-remaining': '0',
      'x-ratelimit-reset': String(noon / 1000 + 40),
    }
    const { client, clock, contextFor, get, elapsed } = await setUp({
      reply: (request) => (request === 1 ? { headers } : {}),
    })
    await clock.run(get(client.forStream(contextFor())))
    const reported: StatusUpdate[] = []
    const second = client.forStream(contextFor(undefined, { notify: (update) => reported.push(update) }))
    await clock.run(get(second))
    expect(elapsed()).toBe(40_000)
    expect(second.statistics.refusals).toBe(0)
    // The wait is reported to the stream that waits.
    expect(reported).toContainEqual({ type: 'rate_limited', until: noon + 40_000 })
  })

  test('share the connections', async () => {
    let underWay = 0
    let most = 0
    const { client, clock, contextFor, get } = await setUp({
      workers: 2,
      reply: () => {
        underWay += 1
        most = Math.max(most, underWay)
        setImmediate(() => {
          underWay -= 1
        })
        return {}
      },
    })
    const [first, second] = [client.forStream(contextFor()), client.forStream(contextFor())]
    await clock.run(Promise.all([first, second, first, second].map((stream) => get(stream))))
    expect(most).toBe(2)
  })
})

describe('a stream that is left', () => {
  test('frees the quota that its waiting requests would have had', async () => {
    const { client, clock, contextFor, get, asked, elapsed } = await setUp({ requestsPerMinute: 2 })
    const stop = new AbortController()
    const left = client.forStream(contextFor(stop.signal))
    await clock.run(Promise.all([get(left), get(left)]))
    const waiting = Array.from({ length: 8 }, () => get(left, '/left').catch((error: unknown) => error))
    await new Promise(setImmediate)
    stop.abort(new Error('left'))
    await clock.run(get(client.forStream(contextFor()), '/next'))
    expect(elapsed()).toBe(minute)
    expect(asked).toEqual(['/page', '/page', '/next'])
    expect(left.statistics.requests).toBe(2)
    for (const error of await clock.run(Promise.all(waiting))) expect(error).toEqual(new Error('left'))
  })

  test('takes the request under way with it, and no permit', async () => {
    const { client, clock, contextFor, get, elapsed } = await setUp({
      workers: 1,
      reply: (request) => (request === 1 ? 'hangs' : {}),
    })
    const stop = new AbortController()
    const hanging = get(client.forStream(contextFor(stop.signal))).catch((error: unknown) => error)
    const alarm = clock.sleep(1_000, new AbortController().signal).then(() => stop.abort(new Error('left')))
    await clock.run(alarm)
    await clock.run(get(client.forStream(contextFor())))
    expect(await hanging).toEqual(new Error('left'))
    expect(elapsed()).toBe(1_000)
  })
})

describe('an API that does not answer at all', () => {
  test.each(['no connection', 'hangs'] as const)(
    'is waited for once: the second stream gives up within what is left of the time: %s',
    async (reply) => {
      const { client, contextFor, failureOf, elapsed } = await setUp({ reply: () => reply })
      expect(await failureOf(client.forStream(contextFor()))).toBeInstanceOf(PageFailed)
      const first = elapsed()
      expect(first).toBeGreaterThan(3 * minute)
      const second = client.forStream(contextFor())
      expect(await failureOf(second)).toBeInstanceOf(TransientError)
      expect(second.statistics.requests).toBeGreaterThan(1)
      expect(second.statistics.requests).toBeLessThanOrEqual(5)
      expect(elapsed() - first).toBeLessThan(reply === 'hangs' ? 3 * minute : minute)
    },
  )

  test('for one endpoint alone takes nothing from the next stream: one failure is tried again', async () => {
    const { client, clock, contextFor, get, failureOf } = await setUp({
      reply: (request, path) =>
        path === '/dead' ? 'no connection' : request % 2 === 0 ? 'no connection' : {},
    })
    expect(await failureOf(client.forStream(contextFor()), '/dead')).toBeInstanceOf(PageFailed)
    const next = client.forStream(contextFor())
    for (let nth = 0; nth < 4; nth += 1) await clock.run(get(next))
    expect(next.statistics.retries).toBeGreaterThan(0)
  })

  test.each([200, 401, 429, 503])('and answers once, with %i, is waited for again', async (status) => {
    let isAnswering = false
    const { client, contextFor, failureOf, elapsed } = await setUp({
      reply: () => {
        if (!isAnswering) return 'no connection'
        isAnswering = false
        return { status }
      },
    })
    await failureOf(client.forStream(contextFor()))
    isAnswering = true
    const second = client.forStream(contextFor())
    const begin = elapsed()
    await failureOf(second)
    if (status === 200 || status === 401) await failureOf(second)
    expect(elapsed() - begin).toBeGreaterThan(3 * minute)
  })
})

describe('an API that refuses every request for quota', () => {
  const refused: Reply = { status: 429, headers: { 'retry-after': '60' } }

  test('is waited for once', async () => {
    const { client, contextFor, failureOf, elapsed } = await setUp({
      reply: () => refused,
      maxWait: 10 * minute,
    })
    expect(await failureOf(client.forStream(contextFor()))).toBeInstanceOf(QuotaSpent)
    const first = elapsed()
    expect(first).toBeGreaterThan(10 * minute)
    const second = client.forStream(contextFor())
    expect(await failureOf(second)).toBeInstanceOf(QuotaSpent)
    expect(second.statistics.requests).toBe(1)
    expect(elapsed() - first).toBeLessThanOrEqual(minute)
  })

  test('is waited for again once it has answered', async () => {
    let isAnswering = false
    const { client, clock, contextFor, get, failureOf, elapsed } = await setUp({
      reply: () => (isAnswering ? {} : refused),
      maxWait: 10 * minute,
    })
    await failureOf(client.forStream(contextFor()))
    const second = client.forStream(contextFor())
    isAnswering = true
    await clock.run(get(second))
    isAnswering = false
    const before = elapsed()
    expect(await failureOf(second)).toBeInstanceOf(QuotaSpent)
    expect(elapsed() - before).toBeGreaterThan(10 * minute)
  })
})
