import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createAccount } from '../../sandbox/account.ts'
import { DEFAULT_CREDENTIALS } from '../../sandbox/api.ts'
import { type Sandbox, type SandboxOptions, startSandbox } from '../../sandbox/server.ts'
import { toCallObject } from '../../sandbox/v2-1/call-object.ts'
import { readProbeConfig } from './config.ts'
import { probe } from './probe.ts'

const account = createAccount({
  calls: 400,
  from: '2026-02-20T00:00:00Z',
  to: '2026-03-11T00:00:00Z',
  timeZoneOffsetMinutes: -300,
  seed: 3,
})
let now: number
let sandbox: Sandbox | undefined
beforeEach(() => {
  now = Date.parse('2026-03-11T12:00:00Z')
})
afterEach(async () => sandbox?.close())

const serve = async (options: SandboxOptions) => {
  sandbox = await startSandbox({ account, now: () => now, ...options })
  const { key, secret } = DEFAULT_CREDENTIALS
  const clock = {
    now: () => now,
    sleep: async (milliseconds: number) => {
      now += milliseconds
    },
  }
  const config = readProbeConfig(
    JSON.stringify({ api_key: key, api_secret: secret, base_url: sandbox.url, start_date: '2026-01-01' }),
  )
  const report = await probe(config, clock, () => {})
  return { report, requests: sandbox.requests }
}

/** What of calls is the account's own: each value as a whole, and the parts of names. The vendor's own words are not. */
const personalIn = (value: unknown, field = ''): string[] => {
  if (VENDORS.has(field)) return []
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value).flatMap(([name, inner]) => personalIn(inner, name))
  }
  const text = String(value)
  const isOwn = typeof value === 'string' ? text.length > 2 : typeof value === 'number' && value > 999
  const digits = /^\+\d+$/.test(text) ? [text.slice(1)] : []
  return isOwn
    ? [
        text,
        ...digits,
        ...(/name|email/.test(field) ? text.split(/[ .@]/).filter((part) => !/^\d$/.test(part)) : []),
      ]
    : []
}

const VENDORS = new Set(['direction', 'status', 'type', 'agent_active', 'friendly_duration', 'platform'])

/** What a report has of the account, its key or the server. */
const leaksOf = (report: string) => {
  const { key, secret } = DEFAULT_CREDENTIALS
  const calls = account.visible(now).flatMap((call) => {
    const id = account.logIdOf(call.call_id) ?? 0
    const options = { id, offsetMinutes: -300, aiData: true, queueData: true }
    return [call, toCallObject(call, options, {})]
  })
  const credentials = [key, secret, Buffer.from(`${key}:${secret}`).toString('base64')]
  const lists = Object.values(account.lists).flatMap((list) => list.visible(now))
  const own = new Set([
    ...personalIn(calls),
    ...personalIn(lists),
    ...credentials,
    '127.0.0.1',
    String(sandbox?.port),
  ])
  expect(own.size).toBeGreaterThan(2000)
  const words = new Set(report.split(/[^\p{L}]+/u))
  return [...own].filter((text) => (/^\p{L}+$/u.test(text) ? words.has(text) : text && report.includes(text)))
}

const variants: [string, SandboxOptions, number][] = [
  ['v2', {}, 16],
  ['v2.1', { behaviour: { api: 'v2.1' } }, 24],
  [
    'v2.1, the other way',
    { behaviour: { api: 'v2.1', firstPage: 1, unpaddedHours: true, missing: '', linkAtEnd: null } },
    25,
  ],
]

describe.each(variants)('a report of %s', (_, options, most) => {
  test('has nothing of the account', async () => {
    const { report } = await serve(options)
    expect(report.length).toBeGreaterThan(1500)
    expect(leaksOf(report)).toEqual([])
  })

  test('takes few requests, two seconds apart, which only read', async () => {
    const { requests } = await serve(options)
    expect(requests.length).toBeGreaterThan(12)
    expect(requests.length).toBeLessThanOrEqual(most)
    const gaps = requests.slice(1).map(({ at }, nth) => at - (requests[nth]?.at ?? 0))
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(2000)
    expect(new Set(requests.map(({ method }) => method))).toEqual(new Set(['GET']))
  })
})

test('finds out what v2.1 leaves open', async () => {
  const { report } = await serve({ behaviour: { api: 'v2.1', unpaddedHours: true, maxAgeDays: 90 } })
  for (const line of [
    '**without a page and page=0**: the same calls',
    '**without a page and page=1**: other calls',
    '**/v2/calls and /v2.1/calls, first page**: the same calls',
    '**with and without unknown parameters**: the same calls',
    '**to a bare day and to 23:59:59**: cannot be compared: a list is empty',
    'next_page_link: an address with per_page, page; page is 1',
    'words of message: the date range must not exceed 9 days',
    'words of message: from_datetime must be within the last 9 days',
  ]) {
    expect(report).toContain(line)
  }
  expect(report).toMatch(/call_time: .*\b9:99:99 ×\d/)
  expect(report).toMatch(/call_info.type: .*"answered" ×\d/)
})

test('says the other way round where the API has it so', async () => {
  const { report } = await serve({
    behaviour: { api: 'v2.1', firstPage: 1, linkAtEnd: null, wholeToDay: true, unknownParameters: 'refused' },
  })
  for (const line of [
    '**without a page and page=1**: the same calls',
    '**to a bare day and to 23:59:59**: the same calls',
    'next_page_link: null',
    'words of message: unknown parameter start_date',
  ]) {
    expect(report).toContain(line)
  }
})

test('asks each other list of v2.1 for one page, and says which total it has', async () => {
  const { report, requests } = await serve({ behaviour: { api: 'v2.1' } })
  const asked = requests.map(({ path }) => path).filter((path) => !path.endsWith('/calls'))
  expect(asked).toHaveLength(7)
  expect(new Set(asked).size).toBe(7)
  expect(report).toMatch(/## \/v2\.1\/texts\n\n(- .+\n)*- total_texts: more than rows\n/)
  expect(report).toMatch(/## \/v2\.1\/contacts\n\n(?!(- .+\n)*- total_count)/)
  expect(report).toMatch(/## Rows of \/v2\.1\/users\n\n(- .+\n)*- groups: array/)
})

test('waits for a quota as its headers say, and goes on', async () => {
  const quota = { requestsPerWindow: 4, hourly: 1000 }
  const { report, requests } = await serve({ behaviour: { api: 'v2.1' }, quota })
  expect(requests.every(({ status }) => status !== 429)).toBe(true)
  expect(report).toContain('x-rate-limit-burst-limit: 4')
})

test('reports a 429 with its headers, and asks once more', async () => {
  const faults = [{ fault: 429, when: { request: 3 } }] as const
  const { report, requests } = await serve({ behaviour: { api: 'v2.1' }, faults })
  expect(report).toContain('HTTP 429')
  expect(requests).toHaveLength(25)
})

test('ends where the quota is used up for an hour', async () => {
  const { report, requests } = await serve({
    behaviour: { api: 'v2.1' },
    quota: { requestsPerWindow: 30, hourly: 5 },
  })
  expect(report).toContain('**stopped**: The quota is used up')
  expect(requests).toHaveLength(5)
})

test.each(['echo-secret', 'html', 'reset', 'status-error'] as const)(
  'repeats nothing of %s',
  async (fault) => {
    const { report } = await serve({ behaviour: { api: 'v2.1' }, faults: [{ fault }] })
    expect(leaksOf(report)).toEqual([])
  },
)

test('says of unknown fields the names alone, if they look like names', async () => {
  const [call] = account.visible(now).slice(-1)
  account.edit(call?.call_id ?? '', {
    custom_field: 'Priya at home',
    '+14155550199': 'key',
    'priya@example.com': 1,
  })
  const { report } = await serve({ behaviour: { api: 'v2.1' } })
  expect(report).toContain('names that the schemas do not have: custom_field, (a name of another form)')
  expect(report).not.toMatch(/Priya|priya|4155550199/)
})

test.each([
  ['{"api_key":"hush', 'not a JSON object'],
  ['{"api_key":"hush"}', 'needs api_key and api_secret'],
  ['{"api_key":"hush","api_secret":"hush","base_url":"http://hush.example.com"}', 'base_url must be'],
])('a wrong configuration is refused, and not repeated (%s)', (text, words) => {
  expect(() => readProbeConfig(text)).toThrow(words)
  expect(() => readProbeConfig(text)).not.toThrow('hush')
})
