import { describe, expect, test } from 'vitest'
import { callsOn, createMadeUpApi, day, type MadeUpCall, refusal, type Ways } from './made-up-api.ts'
import { createPageQueries } from './page-queries.ts'

const march = (first: number, last: number | undefined) => ({
  first: day('2026-03-01') + first - 1,
  last: last === undefined ? undefined : day('2026-03-01') + last - 1,
})

const at = (started_at: string): MadeUpCall => ({ call_id: started_at, started_at })

/** Asks an account how an end is meant, for a call that was seen there. */
async function settle(started_at: string, ways: Ways = {}) {
  const api = createMadeUpApi({ calls: [at(started_at)], ...ways })
  const queries = createPageQueries(100)
  const instant = Date.parse(started_at)
  const ask = () => queries.settle(api.pages, { earliest: instant, latest: instant, calls: 1 })
  return { api, queries, ask, anew: await ask() }
}

test('a slice is asked for by its days, as they are, the page and how many calls a page', () => {
  const queries = createPageQueries(40)
  expect(queries.of(march(1, 10), 2)).toEqual({
    startDate: '2026-03-01',
    endDate: '2026-03-10',
    page: 2,
    perPage: 40,
  })
  expect(queries.of(march(1, undefined), 1)).toMatchObject({ startDate: '2026-03-01', endDate: undefined })
  expect(queries.settled).toBe(false)
})

describe('an end that is taken in', () => {
  test('shows in the day of a call by itself', async () => {
    const { api, queries, anew } = await settle('2026-03-10T09:00:00Z')
    expect(api.asked).toEqual(['2026-03-10..2026-03-10'])
    expect(queries.settled).toBe(true)
    expect(anew).toBe(false)
    expect(queries.of(march(1, 10), 1).endDate).toBe('2026-03-10')
  })

  test.each(['00:00:00.000', '23:59:59.999'])('is looked for in the day in UTC first: %s', async (time) => {
    const { api } = await settle(`2026-03-10T${time}Z`)
    expect(api.asked).toEqual(['2026-03-10..2026-03-10'])
  })

  test.each([
    { where: 'west', started_at: '2026-03-10T03:00:00Z', zone: -5, asked: ['10', '09'] },
    { where: 'east', started_at: '2026-03-10T20:00:00Z', zone: 10, asked: ['10', '11'] },
  ])('shows in the day of a call in a zone far $where', async ({ started_at, zone, asked }) => {
    const { api, queries, anew } = await settle(started_at, { zone })
    expect(api.asked).toEqual(asked.map((each) => `2026-03-${each}..2026-03-${each}`))
    expect(queries.settled).toBe(true)
    expect(anew).toBe(false)
  })

  test('is not mistaken where the call is gone, and another one stands on the day after', async () => {
    const { api, queries, anew } = await settle('2026-03-10T09:00:00Z', { calls: callsOn('2026-03-11') })
    expect(api.asked.at(-1)).toBe('2026-03-11..2026-03-11')
    expect(queries.settled).toBe(true)
    expect(anew).toBe(false)
  })
})

describe('an end that is left out', () => {
  test('shows in two days that are empty one by one, and is asked for a day later from then on', async () => {
    const { api, queries, anew } = await settle('2026-03-10T09:00:00Z', { endExcluded: true })
    expect(api.asked).toEqual([
      '2026-03-10..2026-03-10',
      '2026-03-09..2026-03-09',
      '2026-03-11..2026-03-11',
      '2026-03-10..2026-03-11',
    ])
    expect(queries.settled).toBe(true)
    expect(anew).toBe(true)
    expect(queries.of(march(1, 10), 1)).toMatchObject({ startDate: '2026-03-01', endDate: '2026-03-11' })
    expect(queries.of(march(1, undefined), 1).endDate).toBeUndefined()
  })

  test.each([
    { where: 'west', started_at: '2026-03-10T03:00:00Z', zone: -5, shown: '2026-03-09..2026-03-10' },
    { where: 'east', started_at: '2026-03-10T20:00:00Z', zone: 10, shown: '2026-03-11..2026-03-12' },
  ])('shows in a zone far $where', async ({ started_at, zone, shown }) => {
    const { api, anew } = await settle(started_at, { zone, endExcluded: true })
    expect(api.asked.at(-1)).toBe(shown)
    expect(anew).toBe(true)
  })
})

test.each([true, false])(
  'a day by itself that is refused is asked for with the next: %s',
  async (endExcluded) => {
    const { api, queries, anew } = await settle('2026-03-10T09:00:00Z', { endExcluded, leastDays: 2 })
    expect(api.asked).toEqual(['2026-03-10..2026-03-10'])
    expect([anew, queries.settled, queries.mayShowNextDay]).toEqual([true, true, true])
    expect(queries.of(march(10, 10), 1)).toMatchObject({ startDate: '2026-03-10', endDate: '2026-03-11' })
  },
)

describe('where nothing tells how an end is meant', () => {
  test('the first call that was seen is gone: another one may tell', async () => {
    const { api, queries, ask, anew } = await settle('2026-03-10T09:00:00Z', { calls: [] })
    expect(api.asked).toHaveLength(5)
    expect([queries.settled, anew]).toEqual([false, false])
    api.calls = callsOn('2026-03-10')
    expect(await ask()).toBe(false)
    expect(queries.settled).toBe(true)
  })

  test('it is not asked a fourth time, and rather shown a day twice than never', async () => {
    const { queries, ask } = await settle('2026-03-10T09:00:00Z', { calls: [] })
    expect([await ask(), queries.settled]).toEqual([false, false])
    expect(queries.mayShowNextDay).toBe(false)
    expect([await ask(), queries.settled]).toEqual([true, true])
    expect(queries.of(march(1, 10), 1).endDate).toBe('2026-03-11')
    expect(queries.mayShowNextDay).toBe(true)
  })

  test('a refusal counts as a try', async () => {
    const api = createMadeUpApi({ mostDays: 1 })
    const queries = createPageQueries(100)
    const sample = { earliest: Date.parse('2026-03-10'), latest: Date.parse('2026-03-10'), calls: 1 }
    for (const settled of [false, false, true]) {
      await expect(queries.settle(api.pages, sample)).rejects.toThrow(refusal().message)
      expect(queries.settled).toBe(settled)
    }
  })
})
