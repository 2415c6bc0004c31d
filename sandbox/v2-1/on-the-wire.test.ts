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

  test('one quota holds for all endpoints, and the log has which were asked', async () => {
    const { url, requests } = await serve({ quota: { requestsPerWindow: 2 } })
    const paths = ['/v2.1/users', '/v2.1/sales_dialer/calls', '/v2.1/texts']
    const statuses: number[] = []
    for (const path of paths) statuses.push((await get(`${url}${path}`)).status)
    expect(statuses).toEqual([200, 200, 429])
    expect(requests.map(({ path }) => path)).toEqual(paths)
    expect(requests.map(({ rows }) => rows > 0)).toEqual([true, true, false])
  })

  test('a fault can be of one path', async () => {
    const { url } = await serve({ faults: [{ fault: 503, when: { path: 'users' } }] })
    expect((await get(`${url}/v2.1/texts`)).status).toBe(200)
    expect((await get(`${url}/v2.1/users`)).status).toBe(503)
  })

  test('the control endpoint shows, adds, edits and removes rows of every list', async () => {
    const { url } = await serve({ control: true })
    const order = async (body: object) => {
      const response = await fetch(`${url}/_sandbox`, { method: 'POST', body: JSON.stringify(body) })
      return JSON.parse(await response.text())
    }
    const contacts = async () => JSON.parse(await (await fetch(`${url}/_sandbox/contacts`)).text()).data
    const [first, second] = await contacts()
    const { added } = await order({ add: [{ list: 'contacts', row: { name: 'Ada' }, listedAt: NOW }] })
    expect(added).toMatchObject([{ id: expect.any(Number), name: 'Ada' }])
    await order({
      edit: [{ list: 'contacts', id: first.id, patch: { company: 'Acme Ltd' } }],
      remove: [{ list: 'contacts', id: second.id, at: NOW }],
    })
    const rows = await contacts()
    expect(rows[0]).toMatchObject({ id: first.id, company: 'Acme Ltd' })
    expect(rows.at(-1)).toMatchObject({ name: 'Ada' })
    expect(rows).not.toContainEqual(second)
    expect(await order({ edit: [{ list: 'people', id: 1, patch: {} }] })).toMatchObject({
      message: expect.stringContaining('No such list: people'),
    })
    expect(await order({ remove: [{ list: 'users', id: 1 }] })).toMatchObject({
      message: 'No row of users 1 in this account',
    })
  })

  test('with arrivals, texts come and are delivered', async () => {
    let now = NOW
    const sandbox = await serve({ arrivalsPerMinute: 60, now: () => now })
    const sent = async () => {
      const { data } = JSON.parse(await (await get(`${sandbox.url}/v2.1/texts?per_page=100`)).text())
      return data.filter(({ sms_date: date }: { sms_date: string }) => date === '2026-03-12')
    }
    expect(await sent()).toEqual([])
    now += 30_000
    const early = await sent()
    expect(early).toHaveLength(30)
    now += 60_000
    const late = new Map((await sent()).map((row: { id: number }) => [row.id, row]))
    expect(early.some((row: { delivery_status: string }) => row.delivery_status === 'Sent')).toBe(true)
    for (const { id } of early) expect(late.get(id)).toMatchObject({ delivery_status: 'Delivered' })
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

  test.each([
    ['texts', 'null-id', /"data":\[\{"id":null/],
    ['texts', 'started-unreadable', /"sms_date":"last Tuesday"/],
    ['texts', 'lone-surrogate', /"body":"half \\ud83d of an emoji"/],
    ['sales_dialer/calls', 'numeric-id', /"data":\[\{"call_id":"814729"/],
    ['sales_dialer/calls', 'started-null', /"call_date":null,/],
    ['users', 'word-integer', /"extension":"three minutes"/],
    ['users', 'null-id', /"data":\[\{"id":null/],
    ['contacts?across_team=true', 'lone-surrogate', /"name":"half \\ud83d of an emoji"/],
    ['calls_ai', 'string-tags', /"tags":"upgrade,pricing"/],
    ['user_groups', 'big-numbers', /"total_members":9007199254740993/],
    ['phone-numbers', 'unknown-fields', /"call_score":4\.50/],
  ] as const)('%s with %s', async (path, anomaly, expected) => {
    const { url } = await serve({ faults: [{ fault: { kind: 'anomalies', names: [anomaly] } }] })
    const bytes = await (await get(`${url}/v2.1/${path}`)).arrayBuffer()
    expect(Buffer.from(bytes).toString()).toMatch(expected)
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
