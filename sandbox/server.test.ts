import { get } from 'node:http'
import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib'
import { afterEach, describe, expect, test } from 'vitest'
import { type Sandbox, type SandboxOptions, startSandbox } from './server.ts'

const NOW = Date.parse('2026-03-12T12:00:00Z')
const HEADERS = { authorization: 'sandbox-key:sandbox-secret-5f2a91' }

const running: Sandbox[] = []
afterEach(async () => {
  await Promise.all(running.splice(0).map((sandbox) => sandbox.close()))
})

const start = async (options: SandboxOptions = {}): Promise<Sandbox> => {
  const sandbox = await startSandbox({
    account: { calls: 300, to: '2026-03-10' },
    now: () => NOW,
    ...options,
  })
  running.push(sandbox)
  return sandbox
}

const ask = (sandbox: Sandbox, query = '', init: RequestInit = {}) =>
  fetch(`${sandbox.url}/v2/calls${query}`, { headers: HEADERS, ...init })

const order = async (sandbox: Sandbox, body: unknown) => {
  const response = await fetch(`${sandbox.url}/_sandbox`, { method: 'POST', body: JSON.stringify(body) })
  return { status: response.status, body: await response.json() }
}

describe('the server', () => {
  test('serves the account and logs each request', async () => {
    const sandbox = await start()
    const page = await (await ask(sandbox, '?per_page=100&page=3')).json()
    expect(page).toMatchObject({ status: 'success', count: 300, page: 3, total_pages: 3 })
    await ask(sandbox, '', { headers: {} })
    expect(sandbox.requests).toEqual([
      {
        method: 'GET',
        path: '/v2/calls',
        query: { per_page: '100', page: '3' },
        status: 200,
        at: NOW,
        concurrent: 1,
        authorized: true,
        rows: 100,
        fault: undefined,
      },
      expect.objectContaining({ status: 401, authorized: false, rows: 0 }),
    ])
    sandbox.resetLog()
    expect(sandbox.requests).toEqual([])
  })

  test('lets a script act before the nth request', async () => {
    const sandbox = await start({
      onRequest: (nth, { account }) => {
        if (nth === 2) account.add({ call_id: 'new', started_at: '2026-03-12T11:00:00Z' }, NOW)
      },
    })
    expect(await (await ask(sandbox)).json()).toMatchObject({ count: 300 })
    expect(await (await ask(sandbox)).json()).toMatchObject({
      count: 301,
      data: [{ call_id: 'new' }, ...Array(24).fill({})],
    })
  })

  test('changes while it runs', async () => {
    const sandbox = await start()
    sandbox.set({ behaviour: { pageCap: 10, credentials: { key: 'a', secret: 'b' } }, latencyMs: [0, 1] })
    const page = await ask(sandbox, '?per_page=50', { headers: { authorization: 'a:b' } })
    expect(await page.json()).toMatchObject({ per_page: 10, total_pages: 30 })
  })

  test.each([
    ['gzip', gunzipSync],
    ['br', brotliDecompressSync],
    ['zstd', zstdDecompressSync],
  ] as const)('compresses with %s when that is accepted', async (encoding, decompress) => {
    const sandbox = await start({ compression: true })
    const { headers, body } = await askRaw(sandbox, encoding)
    expect(headers['content-encoding']).toBe(encoding)
    expect(JSON.parse(decompress(body).toString())).toMatchObject({ count: 300 })
    expect((await askRaw(sandbox, `${encoding};q=0`)).headers['content-encoding']).toBeUndefined()
  })

  test('rejects when its port is taken', async () => {
    const { port } = await start()
    await expect(startSandbox({ port })).rejects.toThrow('EADDRINUSE')
  })
})

/** As sent: `fetch` would decompress. */
const askRaw = (sandbox: Sandbox, encoding: string) =>
  new Promise<{ headers: Record<string, unknown>; body: Buffer }>((resolve, reject) => {
    const headers = { ...HEADERS, 'accept-encoding': encoding }
    get(`${sandbox.url}/v2/calls`, { headers }, (response) => {
      response
        .toArray()
        .then((chunks) => resolve({ headers: response.headers, body: Buffer.concat(chunks) }), reject)
    }).on('error', reject)
  })

describe('quota', () => {
  test('is published with each answer and kept', async () => {
    const sandbox = await start({ quota: { requestsPerWindow: 1, clockSkewMs: 3_600_000 } })
    const first = await ask(sandbox)
    expect(first.headers.get('x-ratelimit-remaining')).toBe('0')
    expect(first.headers.get('date')).toBe(new Date(NOW + 3_600_000).toUTCString())
    const second = await ask(sandbox)
    expect(second.status).toBe(429)
    expect(second.headers.get('retry-after')).toBe('60')
    expect(await second.json()).toMatchObject({ error_code: 'RATE_LIMIT_EXCEEDED' })
    sandbox.set({ latencyMs: 0 })
    expect((await ask(sandbox)).status).toBe(429)
    sandbox.set({ quota: null })
    expect((await ask(sandbox)).status).toBe(200)
  })

  test('frees a connection when the client goes away', async () => {
    const sandbox = await start({
      quota: { requestsPerWindow: 100, concurrent: 1 },
      faults: [{ fault: 'hang', when: { request: 1 } }],
      onRequest: (nth) => {
        if (nth === 1) arrived()
      },
    })
    let arrived = (): void => {}
    const isThere = new Promise<void>((resolve) => {
      arrived = resolve
    })
    const abort = new AbortController()
    const hung = ask(sandbox, '', { signal: abort.signal })
    await isThere
    const refused = await ask(sandbox)
    expect(refused.status).toBe(429)
    expect(await refused.json()).toMatchObject({ message: expect.stringContaining('concurrent') })
    abort.abort()
    await expect(hung).rejects.toThrow()
    await expect.poll(async () => (await ask(sandbox)).status).toBe(200)
    expect(sandbox.requests[1]).toMatchObject({ concurrent: 2 })
  })
})

describe('faults on the wire', () => {
  test('a connection reset before any byte', async () => {
    const sandbox = await start({ faults: [{ fault: 'reset', when: { times: 1 } }] })
    await expect(ask(sandbox)).rejects.toThrow()
    expect((await ask(sandbox)).status).toBe(200)
    expect(sandbox.requests).toMatchObject([{ status: undefined, fault: 'reset' }, { status: 200 }])
  })

  test('a body that ends before its promised length', async () => {
    const sandbox = await start({ faults: [{ fault: 'cut-body' }] })
    const response = await ask(sandbox)
    expect(Number(response.headers.get('content-length'))).toBeGreaterThan(1000)
    await expect(response.text()).rejects.toThrow()
  })

  test('a body that stalls', async () => {
    const sandbox = await start({
      faults: [{ fault: { kind: 'slow-body', chunkBytes: 10, everyMs: 0, stallAfterBytes: 20 } }],
    })
    const abort = new AbortController()
    const response = await ask(sandbox, '', { signal: abort.signal })
    const reader = response.body?.getReader()
    let read = 0
    while (read < 20) read += (await reader?.read())?.value?.length ?? 20
    expect(read).toBe(20)
    abort.abort()
  })

  test('a body that trickles is whole in the end', async () => {
    const sandbox = await start({ faults: [{ fault: { kind: 'slow-body', chunkBytes: 4096, everyMs: 0 } }] })
    expect(await (await ask(sandbox, '?per_page=100')).json()).toMatchObject({ count: 300 })
  })

  test('a body that is huge', async () => {
    const sandbox = await start({ faults: [{ fault: { kind: 'huge', mebibytes: 3 } }] })
    expect(await (await ask(sandbox)).text()).toHaveLength(3 * 2 ** 20)
  })

  test('a redirect to another host', async () => {
    const sandbox = await start({ faults: [{ fault: 'redirect' }] })
    const response = await ask(sandbox, '', { redirect: 'manual' })
    expect(response.status).toBe(302)
    expect(new URL(response.headers.get('location') ?? '').host).toBe('elsewhere.invalid')
  })

  test('a secret that comes back', async () => {
    const sandbox = await start({ faults: [{ fault: 'echo-secret' }] })
    const response = await ask(sandbox)
    expect(response.headers.get('x-debug-authorization')).toBe(HEADERS.authorization)
    expect(await response.text()).toContain('sandbox-secret-5f2a91')
  })
})

test('calls arrive, end and are edited while it runs', async () => {
  let now = NOW
  const sandbox = await start({ account: { calls: 0 }, now: () => now, arrivalsPerMinute: 60 })
  const count = async () => {
    await ask(sandbox)
    return sandbox.account.list(now, {}).total
  }
  const seen: number[] = []
  for (let minute = 0; minute < 30; minute += 1) {
    now += 60_000
    seen.push(await count())
  }
  expect(seen).toEqual(seen.toSorted((a, b) => a - b))
  expect(seen.at(-1)).toBeGreaterThan(1500)
  expect(seen.at(-1)).toBeLessThanOrEqual(1800)
  const calls = sandbox.account.visible(now)
  expect(calls.some(({ status }) => status === 'in-progress')).toBe(true)
  expect(calls.some(({ notes }) => notes !== '')).toBe(true)
  const settled = sandbox.account.visible(now + 3_600_000)
  expect(settled.every(({ status }) => status === 'completed')).toBe(true)
})

describe('the control endpoint', () => {
  test('is not there unless asked for', async () => {
    expect((await order(await start(), {})).status).toBe(404)
  })

  test('drives the account and the settings, and shows the log', async () => {
    const sandbox = await start({ control: true, account: { calls: 0 } })
    const added = await order(sandbox, {
      add: [{ call: { call_id: 'a', started_at: '2026-03-12T11:00:00Z' }, listedAt: 0 }],
    })
    expect(added).toMatchObject({ status: 200, body: { added: [{ call_id: 'a' }] } })
    await order(sandbox, { edit: [{ call_id: 'a', patch: { notes: 'edited' }, at: '2026-03-12T11:30:00Z' }] })
    expect(await (await ask(sandbox)).json()).toMatchObject({ data: [{ call_id: 'a', notes: 'edited' }] })
    await order(sandbox, {
      remove: [{ call_id: 'a' }],
      set: { faults: [{ fault: 503, when: { request: 2 } }] },
    })
    expect((await ask(sandbox)).status).toBe(503)
    const state = await (await fetch(`${sandbox.url}/_sandbox`)).json()
    expect(state).toMatchObject({
      now: NOW,
      stats: { requests: 2, rows: 1, maxConcurrent: 1, byStatus: { 200: 1, 503: 1 }, byFault: { status: 1 } },
      requests: [{ status: 200 }, { status: 503 }],
    })
    await order(sandbox, { resetLog: true })
    expect(sandbox.requests).toEqual([])
    expect(await (await fetch(`${sandbox.url}/_sandbox/calls`)).json()).toEqual({ data: [] })
  })

  test.each([
    [{ bogus: 1 }, 'No such order: bogus'],
    [{ set: { bogus: 1 } }, 'No such setting: bogus'],
    [{ add: {} }, 'add must be an array'],
    [{ add: [{ call: {} }] }, 'started_at must be a string'],
    [{ remove: [{ call_id: 'nobody' }] }, 'No call nobody in this account'],
    [{ edit: [{ call_id: 'a', patch: {}, at: 'soon' }] }, 'at must be ms or an ISO 8601 instant'],
    [[], 'body must be an object'],
  ])('answers %o with what is wrong', async (body, message) => {
    expect(await order(await start({ control: true }), body)).toMatchObject({
      status: 400,
      body: { message },
    })
  })
})
