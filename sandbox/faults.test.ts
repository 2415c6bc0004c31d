import { describe, expect, test } from 'vitest'
import { ANOMALY_NAMES, type AnomalyName } from './anomalies.ts'
import { createFaults, type Fault, type FaultRule, faultNamed, readFaultRule } from './faults.ts'
import { injectFault } from './inject-fault.ts'

const pickAll = (rules: readonly FaultRule[], requests: number, query = new URLSearchParams(), seed = 1) => {
  const faults = createFaults(rules, seed)
  return Array.from({ length: requests }, (_, nth) => faults.pick(nth + 1, query)?.kind)
}

const hang = { fault: 'hang' } as const

describe('rules', () => {
  test('choose the nth request, each nth, from the nth on, and so many times', () => {
    expect(pickAll([{ ...hang, when: { request: 2 } }], 3)).toEqual([undefined, 'hang', undefined])
    expect(pickAll([{ ...hang, when: { every: 2 } }], 4)).toEqual([undefined, 'hang', undefined, 'hang'])
    expect(pickAll([{ ...hang, when: { from: 3 } }], 4)).toEqual([undefined, undefined, 'hang', 'hang'])
    expect(pickAll([{ ...hang, when: { times: 1 } }], 2)).toEqual(['hang', undefined])
    expect(pickAll([hang], 2)).toEqual(['hang', 'hang'])
  })

  test('choose by page and by day', () => {
    const query = new URLSearchParams({ page: '2', start_date: '2026-03-01' })
    expect(pickAll([{ ...hang, when: { page: 2, startDate: '2026-03-01' } }], 1, query)).toEqual(['hang'])
    expect(pickAll([{ ...hang, when: { page: 1 } }], 1, query)).toEqual([undefined])
    expect(pickAll([{ ...hang, when: { startDate: '2026-03-02' } }], 1, query)).toEqual([undefined])
  })

  test('draw a probability from the seed', () => {
    const rules = [{ ...hang, when: { probability: 0.3 } }]
    const picked = pickAll(rules, 1000)
    expect(picked).toEqual(pickAll(rules, 1000))
    expect(picked).not.toEqual(pickAll(rules, 1000, new URLSearchParams(), 2))
    expect(picked.filter(Boolean).length).toBeGreaterThan(250)
    expect(picked.filter(Boolean).length).toBeLessThan(350)
  })

  test('the first rule that applies wins', () => {
    expect(pickAll([{ fault: 'reset', when: { request: 1 } }, hang], 2)).toEqual(['reset', 'hang'])
  })

  test('are read from text', () => {
    expect(readFaultRule('503@every=5,times=2')).toEqual({
      fault: { kind: 'status', status: 503 },
      when: { every: 5, times: 2 },
    })
    expect(readFaultRule('anomaly:bom').fault).toEqual({ kind: 'anomalies', names: ['bom'] })
    expect(() => readFaultRule('200')).toThrow('No fault 200')
    expect(() => readFaultRule('hang@sometimes=1')).toThrow('must be like every=5')
  })
})

describe('effects', () => {
  const page = {
    status: 200,
    headers: {},
    body: {
      status: 'success',
      count: 2,
      data: [
        { call_id: 'a', agent_id: 42, duration: 185, started_at: '2026-03-10T14:22:00Z' },
        { call_id: 'b', agent_id: null, duration: 0, started_at: '2026-03-10T14:22:00Z' },
      ],
      page: 1,
    },
  }
  const under = (fault: Fault) => injectFault(page, fault, 'key:secret+/')
  const withAnomaly = (name: AnomalyName, every = false) =>
    under({ kind: 'anomalies', names: [name], every }).text

  test('without a fault the body is sent as it is', () => {
    expect(JSON.parse(injectFault(page, undefined, '').text)).toEqual(page.body)
  })

  test.each([400, 401, 403, 404, 408, 422, 425, 429, 500, 502, 503, 504])(
    '%i has an error for a body',
    (status) => {
      const sent = under(faultNamed(status))
      expect(sent.status).toBe(status)
      expect(JSON.parse(sent.text)).toMatchObject({ status: 'error', message: expect.any(String) })
    },
  )

  test('a status can bring a web page and any Retry-After', () => {
    const sent = under({ kind: 'status', status: 503, html: true, retryAfter: 'soon' })
    expect(sent.headers).toMatchObject({
      'retry-after': 'soon',
      'content-type': expect.stringContaining('html'),
    })
    expect(sent.text).toContain('<html>')
  })

  test('bodies of status 200 that are no page', () => {
    expect(under(faultNamed('empty-object'))).toMatchObject({ status: 200, text: '{}' })
    expect(JSON.parse(under(faultNamed('status-error')).text)).toMatchObject({ status: 'error' })
    for (const name of ['not-json', 'truncated-json'] as const) {
      expect(under(faultNamed(name)).status).toBe(200)
      expect(() => JSON.parse(under(faultNamed(name)).text)).toThrow(SyntaxError)
    }
    expect(JSON.parse(under(faultNamed('wrong-page')).text)).toMatchObject({ page: 2 })
  })

  test('a secret is echoed in each form', () => {
    const sent = JSON.stringify(under(faultNamed('echo-secret')))
    const forms = ['key:secret+/', Buffer.from('key:secret+/').toString('base64'), 'key%3Asecret%2B%2F']
    for (const form of forms) expect(sent).toContain(form)
  })

  test('each anomaly leaves the other call alone and stays JSON', () => {
    for (const name of ANOMALY_NAMES()) {
      const text = withAnomaly(name).replace(/^\ufeff/, '')
      const { data } = JSON.parse(text)
      expect(data.at(-1), name).toEqual(page.body.data[1])
      expect(withAnomaly(name), name).not.toBe(JSON.stringify(page.body))
    }
  })

  test('every call can have one', () => {
    expect(JSON.parse(withAnomaly('started-null', true)).data).toMatchObject([
      { started_at: null },
      { started_at: null },
    ])
  })

  test.each([
    ['string-integers', '"agent_id":"42","duration":"185"'],
    ['started-offset', '"2026-03-10T19:52:00+05:30"'],
    ['started-fraction', '"2026-03-10T14:22:00.123456Z"'],
    ['proto-keys', '"__proto__":{"polluted":true}'],
    ['lone-surrogate', '\\ud83d'],
    ['big-numbers', '"duration":9007199254740993'],
    ['duplicate-keys', ',"duration":1,"duration":2}'],
    ['line-separators', '\u2028'],
    ['bom', '\ufeff{'],
  ] as const)('%s is written as promised', (name, text) => {
    expect(withAnomaly(name)).toContain(text)
  })
})
