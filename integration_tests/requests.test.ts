import { describe, expect, test } from 'vitest'
import { type AccountOptions, createAccount } from '../sandbox/account.ts'
import { createForm } from '../testing/form.ts'
import { recordsIn, statesIn } from '../testing/ledger.ts'
import { createVirtualClock } from '../testing/virtual-clock.ts'
import { readOnce } from './model/world.ts'

const now = Date.parse('2026-03-12T09:30:00Z')
const dayLength = 86_400_000
/** Small pages make the same requests of a fifth of the calls. */
const perPage = 20
const dayBefore = (days: number) => new Date(now - days * dayLength).toISOString().slice(0, 10)

/** Reads an account from its beginning. @returns the requests, and the pages that its calls fill. */
async function read(options: AccountOptions, startDate: string) {
  const clock = createVirtualClock(now)
  const account = createAccount(options)
  const world = {
    account,
    form: createForm('v2', account, {}),
    clock,
    behaviour: {},
    layouts: ['compact' as const],
    random: () => 0.5,
    onRequest: () => {},
    onAnswer: () => {},
  }
  const first = await readOnce(world, {
    config: { start_date: startDate, per_page: perPage },
    state: undefined,
  })
  expect(first.error).toBeUndefined()
  const listed = world.account.visible(clock.now()).length
  expect(recordsIn(first.items).length).toBe(listed)
  return { world, first, requests: first.requests, full: Math.ceil(listed / perPage) }
}

/** So many calls on each of the last days, today not among them. */
const each = (days: number, calls: (day: number) => number) => ({
  days: Object.fromEntries(Array.from({ length: days }, (_, day) => [dayBefore(day + 1), calls(day)])),
})

describe('a steady account costs 1.03 × its full pages and 4 requests more, at most', () => {
  test.each([1, 2, 5, 8, 14, 20, 53, 86, 133, 201, 247, 321, 401, 501, 661, 1001, 1999, 2400])(
    '%i calls a day',
    async (perDay) => {
      const days = Math.min(1_000, Math.max(12, Math.round(8_000 / perDay)))
      const { requests, full } = await read({ shape: each(days, () => perDay) }, dayBefore(days))
      expect(requests).toBeLessThanOrEqual(1.03 * full + 4)
    },
  )

  test('in office hours alone', async () => {
    const account = { shape: 'working-hours', calls: 12_000, from: dayBefore(400), to: dayBefore(1) } as const
    const { requests, full } = await read(account, dayBefore(400))
    expect(requests).toBeLessThanOrEqual(1.03 * full + 4)
  })
})

describe('a bursty account costs 1.15 × its full pages and 4 requests more, at most', () => {
  const burst = (calls: number, every: number) => (day: number) => (day % every === 3 ? calls : 0)
  test.each([
    ['one day of 120 pages in three years', each(1_095, burst(2_400, 2_000))],
    ['a day of 50 pages a year', each(1_095, burst(1_001, 365))],
    ['a day of 75 pages a year', each(1_095, burst(1_501, 365))],
    ['a day of 70 pages every three weeks', each(500, burst(1_400, 21))],
    ['a day of 26 pages a week', each(500, burst(520, 7))],
    ['a busy month in three quiet years', each(1_095, (day) => (day > 500 && day < 530 ? 600 : 0))],
  ])('%s', async (_, shape) => {
    const { requests, full } = await read({ shape }, dayBefore(1_095))
    expect(requests).toBeLessThanOrEqual(1.15 * full + 4)
  })
})

test('a quiet account of three years is read in one slice, at one request a page', async () => {
  const { first, requests } = await read({ shape: each(1_095, (day) => day % 2) }, dayBefore(1_095))
  expect(requests).toBe(28)
  expect(statesIn(first.items)).toHaveLength(1)
})

test.each([200, 30])(
  'a start long before the first call costs no more: %i calls a day after six quiet years',
  async (perDay) => {
    const { requests, full } = await read({ shape: each(120, () => perDay) }, dayBefore(2_500))
    expect(requests).toBeLessThanOrEqual(1.15 * full + 4)
  },
)

test('a day of 120 pages is one slice', async () => {
  const { first } = await read({ shape: each(3, () => 2_400) }, dayBefore(3))
  expect(statesIn(first.items).length).toBeLessThanOrEqual(6)
})

test('an hour later with nothing new costs the pages of the window, and sends no row', async () => {
  const { world, first } = await read({ shape: each(60, () => 200) }, dayBefore(60))
  world.clock.skip(3_600_000)
  const second = await readOnce(world, {
    config: { start_date: dayBefore(60), per_page: perPage },
    state: statesIn(first.items).at(-1),
  })
  expect(recordsIn(second.items)).toEqual([])
  // The lookback of a day, and at either end at most a day for the zones.
  expect(second.requests).toBeLessThanOrEqual(31)
})
