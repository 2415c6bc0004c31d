import { expect, test } from 'vitest'
import { createAccount } from './account.ts'
import { readCommandLine } from './command-line.ts'
import { FLAGS, USAGE } from './flags.ts'

const NOW = Date.parse('2026-03-12T12:00:00Z')
const read = (line: string) => readCommandLine(line.split(' ').filter(Boolean), NOW)

test('serves 5,000 calls of the last 90 days by default, with the configuration that reads them', () => {
  const { options, config, help } = read('')
  expect(help).toBe(false)
  expect(config).toEqual({
    api_key: 'sandbox-key',
    api_secret: 'sandbox-secret-5f2a91',
    start_date: '2025-12-12',
  })
  expect(options.account).toMatchObject({
    calls: 5000,
    from: '2025-12-12T12:00:00Z',
    to: '2026-03-12T12:00:00Z',
  })
  expect(options.quota).toBeNull()
})

test('takes the parts of the sandbox as options', () => {
  const line =
    '--days 2026-03-01=3,2026-03-02=4 --zone 600 --latency 5-20 --order none --count page+total --page-cap 50 --layout spaced --hide list --count-pages more --reorder'
  const { options, config } = read(
    `${line} --quota 60 --concurrent 5 --fault 503@every=5 --fault hang --api-key k`,
  )
  expect(config).toMatchObject({ api_key: 'k', start_date: '2026-02-28' })
  expect(options).toMatchObject({
    latencyMs: [5, 20],
    behaviour: {
      order: 'none',
      countIsPageRows: 'and-total',
      pageCap: 50,
      layout: 'spaced',
      hides: 'from-list',
      miscountsPages: 'more',
      reorders: true,
      credentials: { key: 'k' },
    },
    quota: { requestsPerWindow: 60, concurrent: 5, kind: 'rolling' },
    faults: [{ fault: { kind: 'status', status: 503 }, when: { every: 5 } }, { fault: { kind: 'hang' } }],
  })
  const account =
    options.account && 'list' in options.account ? options.account : createAccount(options.account)
  expect(account.visible(NOW)).toHaveLength(7)
})

test('takes the options of v2.1', () => {
  expect(read('').options.behaviour).toMatchObject({
    api: 'v2',
    firstPage: 0,
    totalCount: true,
    missing: null,
  })
  const line =
    '--api v2.1 --first-page 1 --zero-is-first --no-total-count --link-at-end null --empty-links --bare-links --link-host other.test'
  const more =
    '--missing empty --unpadded-hours --capital-types --refuse-unknown --ignore-filters --refuse-large-pages --short-pages'
  const rest = '--wrong-current-page --clamp-echo --refuse-ai-data --whole-to-day --slow-ranges 7 --quota 30'
  const lists =
    '--plan-without ai,sales_dialer --total-count-everywhere --refuse-lower-case-order --contacts 9 --texts 8 --sales-calls 7'
  const { options } = read(`${line} ${more} ${rest} ${lists} --quota-headers none`)
  expect(options.quota).toMatchObject({ requestsPerWindow: 30, headers: 'none' })
  expect(options.behaviour).toMatchObject({
    api: 'v2.1',
    firstPage: 1,
    zeroIsFirst: true,
    totalCount: false,
    linkAtEnd: null,
    emptyLinks: true,
    bareLinks: true,
    linkHost: 'other.test',
    missing: '',
    unpaddedHours: true,
    capitalTypes: true,
    unknownParameters: 'refused',
    ignoresFilters: true,
    refusesLargePages: true,
    shortPages: true,
    wrongCurrentPage: true,
    clampEcho: true,
    refusesAiData: true,
    wholeToDay: true,
    slowRanges: 7,
    planWithout: ['ai', 'sales_dialer'],
    totalCountEverywhere: true,
    refusesLowerCaseOrder: true,
  })
  expect(options.account).toMatchObject({ contacts: 9, texts: 8, salesCalls: 7 })
})

test.each([
  ['--api v3', '--api must be one of v2, v2.1, got v3'],
  ['--plan-without ai,video', '--plan-without must be one of sales_dialer, ai, ai_review, got video'],
  ['--first-page 2', '--first-page must be one of 0, 1, got 2'],
  ['--calls many', '--calls must be a number, got many'],
  ['--port 1.5', '--port must be a whole number, got 1.5'],
  ['--order random', '--order must be one of newest, oldest, none, got random'],
  ['--fault boom', 'No fault boom'],
  ['--from soon', 'from must be a day'],
  ['--zone 900', 'timeZoneOffsetMinutes must be a whole number from -720 to 840'],
  ['--bogus', "Unknown option '--bogus'"],
])('%s is refused by name', (line, message) => {
  expect(() => read(line)).toThrow(message)
})

test('the help names every option', () => {
  const missing = Object.keys(FLAGS).filter((name) => name !== 'help' && !USAGE.includes(`--${name}`))
  expect(missing).toEqual([])
})
