import { describe, expect, test } from 'vitest'
import { createQuota, type QuotaOptions } from '../sandbox/quota.ts'
import { TransientError } from '../src/airbyte/protocol/errors.ts'
import { createQuotaWorld, type QuotaRead } from './model/quota-world.ts'
import { account, runRead, startApi } from './setup.ts'

const second = 1_000
const minute = 60 * second
const hour = 60 * minute
const noon = Date.parse('2026-03-12T12:00:00Z')
const seeds = [1, 2, 3, 4, 5, 6]

const answered = ({ requests }: QuotaRead, status: number) =>
  requests.filter((request) => request.status === status)

function expectWhole(read: QuotaRead, pages: number): void {
  expect(read.error).toBeUndefined()
  expect(new Set(read.records).size).toBe(pages * 10)
  expect(read.records).toHaveLength(pages * 10)
}

/** How long so many requests take five workers that know the quota from within, each with an answer after 20 ms. */
function leastTime(options: QuotaOptions, requests: number, from: number): number {
  const quota = createQuota(options)
  const workers = Array.from({ length: 5 }, () => ({ busyUntil: from }))
  let left = requests
  const step = (options.windowMs ?? minute) / 500
  for (let now = from; ; now += step) {
    for (const worker of workers) {
      if (worker.busyUntil > now || quota.enter(now).refusal !== undefined) continue
      quota.leave()
      worker.busyUntil = now + 20
      left -= 1
      if (left === 0) return worker.busyUntil - from
    }
  }
}

/** The most requests that the server got in any stretch of so many milliseconds. */
function mostWithin(requests: QuotaRead['requests'], length: number): number {
  const times = requests.map(({ arrivedAt }) => arrivedAt)
  return Math.max(
    ...times.map((begin) => times.filter((time) => time >= begin && time < begin + length).length),
  )
}

/** The most requests that the reader had under way at once. */
const mostAtOnce = (requests: QuotaRead['requests']) =>
  Math.max(
    ...requests.map(
      ({ sentAt }) => requests.filter((other) => other.sentAt <= sentAt && sentAt < other.answeredAt).length,
    ),
  )

const logsOf = ({ notices }: QuotaRead) =>
  notices.flatMap((notice) =>
    notice.type === 'log' && /^Waiting .*quota/.test(notice.message) ? [notice] : [],
  )
const resetsOf = ({ notices }: QuotaRead) =>
  notices.flatMap((notice) => (notice.type === 'rate_limited' ? [notice.until] : []))

const families = ['ratelimit', 'rate-limit'] as const
const kinds = ['fixed', 'rolling'] as const
const windows = [2 * second, 5 * second, minute]
const skews = [0, 3 * hour + 400, -5 * hour - 700]
const updates = families.flatMap((headers) =>
  kinds.flatMap((kind) =>
    windows.flatMap((windowMs) =>
      skews.map((clockSkewMs) => ({ headers, kind, windowMs, clockSkewMs, requestsPerWindow: 25 })),
    ),
  ),
)

describe('70 pages in a window of 25 requests that is reported by headers', () => {
  test.each(updates)(
    'cost two refusals at most, and 1.15 × the time that the quota needs: $headers, $kind, $windowMs ms, skew $clockSkewMs',
    async (options) => {
      const quota = { ...options, ...(options.headers === 'rate-limit' ? { hourly: 3_000 } : {}) }
      for (const seed of seeds) {
        const from = noon + Math.round((seed * quota.windowMs) / 8)
        const read = await createQuotaWorld({ quota, pages: 70, seed, from }).read()
        expectWhole(read, 70)
        expect(answered(read, 429).length).toBeLessThanOrEqual(2)
        const least = leastTime(quota, answered(read, 200).length, from)
        // A reset is reported in whole seconds, rounded up: where it is not at one, nobody can know it better.
        const untold = quota.kind === 'fixed' && quota.clockSkewMs === 0 ? 0 : 2 * second
        expect(read.endedAt - read.startedAt).toBeLessThanOrEqual(1.15 * least + untold)
      }
    },
  )

  test.each(['v2', 'v2.1'] as const)(
    'and a first load at 60 a minute take 1.05 × the time that the quota needs: %s',
    async (version) => {
      const quota = { headers: 'rate-limit', kind: 'fixed', requestsPerWindow: 60, windowMs: minute } as const
      for (const seed of [1, 2]) {
        const from = noon + seed * 17 * second
        const read = await createQuotaWorld({ quota, version, pages: 630, seed, from }).read()
        expectWhole(read, 630)
        expect(answered(read, 429).length).toBeLessThanOrEqual(2)
        const least = leastTime(quota, 630, from)
        expect((read.endedAt - read.startedAt) / least).toBeLessThanOrEqual(1.05)
      }
    },
  )

  test.each([66, 68, 70, 71, 72, 74])(
    'or about as many, %i, cost no more if the last of them just use a window up',
    async (pages) => {
      const quota = { kind: 'fixed', requestsPerWindow: 25, windowMs: minute } as const
      const from = noon + 30 * second
      const read = await createQuotaWorld({ quota, pages, from }).read()
      expectWhole(read, pages)
      const least = leastTime(quota, answered(read, 200).length, from)
      expect(read.endedAt - read.startedAt).toBeLessThanOrEqual(1.15 * least)
    },
  )

  test('leave to the account’s other users what they ask for', async () => {
    const quota = { kind: 'fixed', requestsPerWindow: 60, windowMs: minute } as const
    const others = { requests: 1, every: 6 * second }
    const read = await createQuotaWorld({ quota, pages: 200, others }).read()
    expectWhole(read, 200)
    expect(answered(read, 429).length).toBeLessThanOrEqual(2)
  })

  test('are not slowed down while much of the window is left', async () => {
    const quota = { requestsPerWindow: 200 } as const
    const read = await createQuotaWorld({ quota, pages: 70 }).read()
    expectWhole(read, 70)
    expect(answered(read, 429)).toEqual([])
    expect(read.endedAt - read.startedAt).toBeLessThan(second)
  })
})

describe('without headers', () => {
  const silent = kinds.flatMap((kind) =>
    (['seconds', 'date'] as const).flatMap((retryAfter) =>
      [5 * second, minute].map((windowMs) => ({ kind, retryAfter, windowMs })),
    ),
  )

  test.each(silent)(
    'a window costs one refusal a worker at most: $kind, $windowMs ms, Retry-After as $retryAfter',
    async (options) => {
      const quota = { ...options, requestsPerWindow: 25, headers: 'none' } as const
      for (const seed of seeds) {
        const from = noon + Math.round((seed * quota.windowMs) / 8)
        const read = await createQuotaWorld({ quota, pages: 70, seed, from }).read()
        expectWhole(read, 70)
        const renewals = Math.ceil((read.endedAt - read.startedAt) / quota.windowMs)
        expect(answered(read, 429).length).toBeLessThanOrEqual(5 * renewals)
      }
    },
  )

  test('and without Retry-After, 70 pages still come through, and no minute sees many refusals', async () => {
    const quota = { requestsPerWindow: 25, headers: 'none', retryAfter: 'none' } as const
    const read = await createQuotaWorld({ quota, pages: 70 }).read()
    expectWhole(read, 70)
    const refusals = answered(read, 429)
    expect(refusals).not.toHaveLength(0)
    expect(mostWithin(refusals, minute)).toBeLessThanOrEqual(5 + 4)
  })
})

describe('a refusal', () => {
  test.each([
    ['seconds', 0],
    ['date', 0],
    ['date', 4 * hour],
    ['date', -4 * hour],
  ] as const)(
    'stops all workers once, until Retry-After in %s, the server’s clock %i ms ahead, and then one goes first',
    async (retryAfter, clockSkewMs) => {
      const quota = {
        kind: 'fixed',
        requestsPerWindow: 25,
        headers: 'none',
        retryAfter,
        clockSkewMs,
      } as const
      const read = await createQuotaWorld({ quota, pages: 70, from: noon + 17_370 }).read()
      expectWhole(read, 70)
      const first = read.requests.find(({ status }) => status === 429)
      const heard = first?.answeredAt ?? Number.NaN
      const renewed = noon + minute
      // Those that were under way when the refusal came are refused too; nothing else is sent before the window is new.
      const waiting = read.requests.filter(({ sentAt }) => sentAt > heard)
      expect(waiting[0]?.sentAt).toBeGreaterThanOrEqual(renewed)
      expect(waiting[0]?.sentAt).toBeLessThan(renewed + 3 * second)
      expect(waiting[1]?.sentAt).toBeGreaterThanOrEqual(waiting[0]?.answeredAt ?? Number.NaN)
      // Then it goes on side by side.
      expect(mostAtOnce(waiting)).toBe(5)
    },
  )

  test.each([1, 2, 3])(
    'for too many connections lowers the workers to %i, for the rest of the read',
    async (concurrent) => {
      const quota = { requestsPerWindow: 1_000, concurrent } as const
      for (const seed of seeds) {
        const read = await createQuotaWorld({ quota, pages: 70, seed }).read({ config: { num_workers: 8 } })
        expectWhole(read, 70)
        const refusals = answered(read, 429)
        expect(refusals.length).toBeLessThanOrEqual(8)
        const last = Math.max(...refusals.map(({ answeredAt }) => answeredAt))
        const after = read.requests.filter(({ sentAt }) => sentAt > last)
        expect(mostAtOnce(after)).toBe(concurrent)
      }
    },
  )

  test('for quota leaves the number of workers as it is', async () => {
    const quota = { requestsPerWindow: 40, headers: 'none' } as const
    const read = await createQuotaWorld({ quota, pages: 70 }).read()
    const last = Math.max(...answered(read, 429).map(({ answeredAt }) => answeredAt))
    const after = read.requests.filter(({ sentAt }) => sentAt > last)
    expect(mostAtOnce(after)).toBe(5)
  })
})

describe('an hourly quota that is spent', () => {
  /** With and without a word of it in the headers; either way, at twelve minutes past twelve, for 48 minutes. */
  const from = noon + 12 * minute
  const spent = (headers: QuotaOptions['headers']) =>
    ({ kind: 'fixed', requestsPerWindow: 1_000, hourly: 40, headers: headers ?? 'none' }) as const

  test.each(['rate-limit', 'none'] as const)(
    'is waited for, reported once a minute and with the time of its renewal: headers %s',
    async (headers) => {
      const read = await createQuotaWorld({ quota: spent(headers), pages: 70, from }).read()
      expectWhole(read, 70)
      expect(answered(read, 429).length).toBeLessThanOrEqual(headers === 'none' ? 5 : 2)
      expect(read.endedAt).toBeGreaterThanOrEqual(noon + hour)
      expect(read.endedAt).toBeLessThan(noon + hour + 2 * minute)
      const logs = logsOf(read)
      // From the first word of the wait to its end there is one about each minute, and none for the sake of one.
      const beats = [...logs.map(({ at }) => at), noon + hour]
      const pauses = beats.slice(1).map((beat, index) => beat - (beats[index] ?? Number.NaN))
      expect(Math.max(...pauses)).toBeLessThanOrEqual(minute + second)
      expect(logs.length).toBeGreaterThanOrEqual(40)
      expect(logs.length).toBeLessThanOrEqual(56)
      for (const { message } of logs) expect(message).toMatch(/^Waiting \d+ s for .*quota, until 2026-/)
      const lasting = resetsOf(read).filter((reset) => reset > from + 10 * minute)
      expect(lasting).not.toHaveLength(0)
      for (const reset of lasting) {
        expect(Number.isInteger(reset)).toBe(true)
        expect(Math.abs(reset - (noon + hour))).toBeLessThanOrEqual(2 * second)
      }
      expect(lasting.length).toBeLessThanOrEqual(5)
    },
  )

  test.each(['rate-limit', 'none'] as const)(
    'beyond max_wait_minutes ends the read at once, with a state from which the next one goes on: headers %s',
    async (headers) => {
      const quota = { ...spent(headers), hourly: 120 }
      const world = createQuotaWorld({ quota, pages: 200, days: 10, from })
      const config = { max_wait_minutes: 30 }
      const reads: QuotaRead[] = []
      for (let nth = 0; nth < 8 && (reads.at(-1)?.error !== undefined) === nth > 0; nth += 1) {
        reads.push(await world.read({ config, state: reads.at(-1)?.states.at(-1) }))
        world.clock.skip(hour)
      }
      const [first] = reads
      expect(first?.error).toBeInstanceOf(TransientError)
      expect(String(first?.error)).toMatch(/quota is used up.*30 minutes.*next sync.*max_wait_minutes/)
      expect((first?.endedAt ?? Number.NaN) - from).toBeLessThan(20 * minute)
      for (const read of reads) expect(read.states).not.toHaveLength(0)
      // Each goes on from the state of the one before, so that it comes to an end, with every call.
      expect(reads.at(-1)?.error).toBeUndefined()
      expect(new Set(reads.flatMap(({ records }) => records)).size).toBe(2_000)
      expect(reads.length).toBeLessThanOrEqual(6)
    },
  )

  test('that others have spent is waited for from the first request on', async () => {
    const quota = { ...spent('rate-limit'), hourly: 180 }
    const others = { requests: 100, every: hour }
    const read = await createQuotaWorld({ quota, pages: 70, from, others }).read()
    expectWhole(read, 70)
  })
})

describe('requests_per_minute', () => {
  test.each([
    ['1 worker', 30, 1],
    ['5 workers', 30, 5],
    ['25 workers', 60, 25],
    ['a cap of one', 1, 5],
  ] as const)('holds in every rolling minute of the server: %s', async (_name, cap, workers) => {
    const world = createQuotaWorld({
      quota: { requestsPerWindow: 10_000, headers: 'none' },
      pages: cap === 1 ? 5 : 3 * cap,
      // The first request of each connection arrives later than the others: that must not bring the next ones too near.
      connecting: { connections: workers, milliseconds: 300 },
      roundTrip: [10, 200],
    })
    const config = { requests_per_minute: cap, num_workers: workers }
    const read = await world.read({ config })
    expect(read.error).toBeUndefined()
    expect(mostWithin(read.requests, minute)).toBeLessThanOrEqual(cap)
    // And it is used: no minute is left out.
    expect(read.endedAt - read.startedAt).toBeLessThanOrEqual((read.requests.length / cap + 0.1) * minute)
  })
})

describe('the command, against a quota of 25 requests in each window of 4 s', { concurrent: true }, () => {
  const small = { kind: 'fixed', requestsPerWindow: 25, windowMs: 4 * second } as const
  const config = { per_page: 5 }

  test.each([
    ['ratelimit', 2],
    ['rate-limit', 2],
    ['none', 5 * 4],
  ] as const)('is read whole, and hardly refused: headers %s', async (headers, mostRefusals) => {
    const api = await startApi({ quota: { ...small, headers } })
    const result = await runRead(api.url, { config })
    expect(result).toMatchObject({ exitCode: 0, stderr: '', errors: [] })
    expect(new Set(result.records.map(({ data }) => data['call_id'])).size).toBe(account.calls)
    expect(result.records).toHaveLength(account.calls)
    const refusals = api.requests.filter(({ status }) => status === 429)
    expect(refusals.length).toBeLessThanOrEqual(mostRefusals)
  })

  test('reports a wait of more than a moment as RUNNING, RATE_LIMITED, with quota_reset in milliseconds', async () => {
    const quota = { requestsPerWindow: 5, windowMs: 8 * second }
    const api = await startApi({ quota, account: { ...account, calls: 60 } })
    const begin = Date.now()
    const result = await runRead(api.url, { config: { per_page: 10 } })
    expect(result).toMatchObject({ exitCode: 0, errors: [] })
    expect(result.records).toHaveLength(60)
    const waits = result.traces.flatMap((trace) =>
      trace.type === 'STREAM_STATUS' && trace.stream_status.reasons !== undefined
        ? [trace.stream_status]
        : [],
    )
    expect(waits).not.toHaveLength(0)
    for (const wait of waits) {
      expect(wait).toEqual({
        stream_descriptor: { name: 'calls' },
        status: 'RUNNING',
        reasons: [{ type: 'RATE_LIMITED', rate_limited: { quota_reset: expect.any(Number) } }],
      })
    }
    for (const reset of JSON.stringify(waits).match(/(?<="quota_reset":)\d+(?=})/g) ?? []) {
      expect(Number(reset)).toBeGreaterThan(begin)
      expect(Number(reset)).toBeLessThan(Date.now() + 2 * 8 * second)
    }
    expect(result.logs.some(({ message }) => /Waiting \d+ s for the API's quota/.test(message))).toBe(true)
  })
})
