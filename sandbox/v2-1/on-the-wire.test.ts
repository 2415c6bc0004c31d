import { afterEach, describe, expect, test } from 'vitest'
import { ANOMALY_NAMES, type AnomalyName } from '../anomalies.ts'
import { type Sandbox, type SandboxOptions, startSandbox } from '../server.ts'

let sandbox: Sandbox | undefined
afterEach(async () => sandbox?.close())

const NOW = Date.parse('2026-03-12T12:00:00Z')

const serve = async (options: SandboxOptions = {}): Promise<Sandbox> => {
  sandbox = await startSandbox({
    account: { calls: 30, to: '2026-03-11' },
    now: () => NOW,
    behaviour: { api: 'v2.1' },
    ...options,
  })
  return sandbox
}

const get = (url: string) =>
  fetch(url, { redirect: 'manual', headers: { authorization: 'sandbox-key:sandbox-secret-5f2a91' } })

describe('v2.1 over HTTP', () => {
  test('links can be followed to the end', async () => {
    const { url } = await serve()
    const counts: number[] = []
    let next = `${url}/v2.1/calls?per_page=12`
    while (next !== '') {
      const body = JSON.parse(await (await get(next)).text())
      counts.push(body.count)
      next = body.next_page_link
    }
    expect(counts).toEqual([12, 12, 6])
  })

  test('a used up quota answers failed, with the headers of the hour and of the burst', async () => {
    const { url } = await serve({ quota: { requestsPerWindow: 1, hourly: 100 } })
    const first = await get(`${url}/v2.1/calls`)
    expect(first.headers.get('x-rate-limit-remaining')).toBe('99')
    expect(first.headers.get('x-rate-limit-burst-remaining')).toBe('0')
    const second = await get(`${url}/v2.1/calls`)
    expect(second.status).toBe(429)
    expect(second.headers.has('retry-after')).toBe(false)
    expect(await second.json()).toMatchObject({ status: 'failed' })
  })

  test('the control endpoint sets its options', async () => {
    const { url } = await serve({ control: true })
    const behaviour = { api: 'v2.1', firstPage: 1, linkAtEnd: null, totalCount: false }
    const set = await fetch(`${url}/_sandbox`, {
      method: 'POST',
      body: JSON.stringify({ set: { behaviour } }),
    })
    expect(set.status).toBe(200)
    const body = await (await get(`${url}/v2.1/calls?per_page=100`)).json()
    expect(body).toMatchObject({ current_page: 1, next_page_link: null })
    expect(body).not.toHaveProperty('total_count')
  })

  test.each([
    [503, { status: 503, body: { status: 'failed' } }],
    ['status-error', { status: 200, body: { status: 'failed' } }],
    ['wrong-page', { status: 200, body: { status: 'success', current_page: 1 } }],
    ['echo-secret', { status: 500, body: { status: 'failed' } }],
  ] as const)('the fault %s is worded for v2.1', async (fault, expected) => {
    const { url } = await serve({ faults: [{ fault, when: { startDate: '2026-03-01' } }] })
    const response = await get(`${url}/v2.1/calls?from_datetime=2026-03-01+00:00:00`)
    expect({ status: response.status, body: await response.json() }).toMatchObject(expected)
  })
})

describe('anomalies of call objects', () => {
  const textWith = async (anomaly: AnomalyName) => {
    const { url } = await serve({ faults: [{ fault: { kind: 'anomalies', names: [anomaly] } }] })
    // Bytes, since text() drops a byte order mark.
    return Buffer.from(await (await get(`${url}/v2.1/calls?per_page=2`)).arrayBuffer()).toString()
  }

  test.each([
    ['string-integers', /"total_duration":"\d+"/],
    ['word-integer', /"total_duration":"three minutes"/],
    ['string-tags', /"call_traits":"upgrade,pricing"/],
    ['numeric-id', /"id":"814729"/],
    ['null-id', /"id":null/],
    ['missing-id', /"data":\[\{"call_sid"/],
    ['started-null', /"call_date":null,"call_time":null/],
    ['started-missing', /"agent_active":[^,]+,"call_user_date"/],
    ['started-unreadable', /"call_date":"last Tuesday","call_time":null/],
    ['started-fraction', /"call_time":"[\d:]{8}\.123456"/],
    ['started-offset', /"call_time":"[\d:]{8}\+05:30"/],
    ['started-future', /"call_date":"2999-01-01"/],
    ['lone-surrogate', /"notes":"half \\ud83d of an emoji"/],
    ['big-numbers', /"total_duration":9007199254740993/],
  ] as const)('%s', async (name, expected) => {
    expect(await textWith(name)).toMatch(expected)
  })

  test('each changes the page', async () => {
    const plain = await (await get(`${(await serve()).url}/v2.1/calls?per_page=2`)).text()
    await sandbox?.close()
    const changed: AnomalyName[] = []
    for (const name of ANOMALY_NAMES()) {
      if ((await textWith(name)).replace(/:\d+\/v2/g, '') !== plain.replace(/:\d+\/v2/g, ''))
        changed.push(name)
      await sandbox?.close()
    }
    // A v2.1 call object has no boolean `voicemail`.
    expect(changed).toEqual(ANOMALY_NAMES().filter((name) => name !== 'string-boolean'))
  })
})
