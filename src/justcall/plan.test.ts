import { describe, expect, test } from 'vitest'
import { type DayRange, formatDay, formatRange, latestDay } from './api-days.ts'
import {
  callsFrom,
  callsOn,
  createMadeUpApi,
  day,
  from,
  idsOf,
  type MadeUpApi,
  type MadeUpCall,
  noon,
  refusal,
  spread,
  type Ways,
} from './made-up-api.ts'
import { createPageQueries, type PageQueries } from './page-queries.ts'
import { type PlannedSlice, type PlanOptions, planSlices } from './plan.ts'
import { daysOf } from './slices.ts'

const text = ({ slice }: PlannedSlice) => formatRange(slice)
const asked = ({ first, last }: DayRange) =>
  `${formatDay(first)}..${last === undefined ? '' : formatDay(last)}`

/** How an end is meant is known already. */
const known = (perPage: number): PageQueries => ({
  of: createPageQueries(perPage).of,
  settled: true,
  mayShowNextDay: true,
  widen: () => undefined,
  settle: () => Promise.reject(new Error('an end is asked for in vain')),
})

interface Setup extends Partial<Omit<PlanOptions, 'pages'>> {
  readonly range: DayRange
  readonly ways?: Ways
}

function setUp({ range, ways = {}, perPage = 2, ...more }: Setup) {
  const api = createMadeUpApi(ways)
  const plan = planSlices(range, {
    pages: api.pages,
    queries: known(perPage),
    perPage,
    ahead: 1,
    now: noon,
    clock: () => noon,
    mostPages: Number.POSITIVE_INFINITY,
    ...more,
  })
  return { api, plan }
}

async function planned(setup: Setup): Promise<{ api: MadeUpApi; slices: PlannedSlice[] }> {
  const { api, plan } = setUp(setup)
  return { api, slices: await Array.fromAsync(plan) }
}

const onOrAfter =
  (date: string) =>
  ({ started_at }: MadeUpCall): boolean =>
    String(started_at) >= date

const isOfTwoDays = (request: string) => day(request.slice(12)) - day(request.slice(0, 10)) === 1

const refusesTwoDays =
  (when = () => true): Ways['before'] =>
  (request) => {
    if (isOfTwoDays(request) && when()) throw refusal(422)
  }

/** The slices follow one another from the range's first day to its last, without a gap or an overlap. */
function expectTiles(range: DayRange, slices: readonly PlannedSlice[]) {
  const firsts = slices.map(({ slice }) => slice.first)
  const after = slices.map(({ slice }) => (slice.last === undefined ? undefined : slice.last + 1))
  expect([...firsts, range.last === undefined ? undefined : range.last + 1]).toEqual([range.first, ...after])
}

describe('a range that fits', () => {
  test('is one slice, and the page that told so is its first, and not asked for again', async () => {
    const range = from('2026-03-01')
    const { api, slices } = await planned({
      range,
      ways: { calls: callsFrom('2026-03-01', '2026-03-10', 3) },
    })
    expect(slices).toMatchObject([{ slice: range, rangeCalls: 30, firstPage: { number: 1, totalPages: 15 } }])
    expect(idsOf(slices[0]?.firstPage.rows.flatMap((row) => row ?? []) ?? [])).toEqual([
      '2026-03-01 0',
      '2026-03-01 1',
    ])
    expect(api.asked).toEqual(['2026-03-01..'])
  })

  test('has up to 40 pages; one call more, and it is divided', async () => {
    const range = from('2026-03-01', '2026-03-10')
    const fits = await planned({ range, ways: { calls: callsFrom('2026-03-01', '2026-03-10', 8) } })
    expect(fits.slices.map(text)).toEqual(['2026-03-01 to 2026-03-10'])
    const calls = [...callsFrom('2026-03-01', '2026-03-10', 8), ...callsOn('2026-03-05', 9).slice(8)]
    const { slices } = await planned({ range, ways: { calls } })
    expect(slices.length).toBeGreaterThan(1)
  })

  test('may be empty', async () => {
    const { api, slices } = await planned({ range: from('2026-03-01') })
    expect(slices).toMatchObject([{ rangeCalls: 0, firstPage: { rows: [] } }])
    expect(api.asked).toEqual(['2026-03-01..'])
  })
})

describe('a range of too many calls', () => {
  const range = from('2026-02-01', '2026-02-28')
  const calls = spread(callsFrom('2026-02-01', '2026-02-28', 20))

  test('is divided by its count into parts that tile it, each asked for once, in order', async () => {
    const { api, slices } = await planned({ range, ways: { calls } })
    expect(slices.length).toBeGreaterThan(3)
    expectTiles(range, slices)
    expect(api.asked).toEqual([asked(range), ...slices.map(({ slice }) => asked(slice))])
    expect(slices.map(({ firstPage }) => firstPage.total)).toEqual(
      slices.map(({ slice }) => 20 * daysOf(slice, noon)),
    )
    expect(slices.map(({ rangeCalls }) => rangeCalls)).toEqual(slices.map(() => 560))
  })

  test('is measured by the rows that the API gives a page, not by those that were asked for', async () => {
    const { slices } = await planned({ range, perPage: 100, ways: { calls, cap: 2 } })
    expect(slices.length).toBeGreaterThan(3)
    const whole = await planned({ range, perPage: 100, ways: { calls } })
    expect(whole.slices).toHaveLength(1)
  })

  test('is measured by its pages, where no total is told', async () => {
    const tale = () => ({ total: undefined })
    const { slices } = await planned({ range, ways: { calls, tale } })
    expect(slices.length).toBeGreaterThan(3)
    expect(slices[0]?.rangeCalls).toBe(560)
    const capped = await planned({ range, perPage: 100, ways: { calls, tale, cap: 2 } })
    expect(capped.slices[0]?.rangeCalls).toBe(560)
    const few = await planned({ range, ways: { calls: calls.slice(0, 80), tale } })
    expect(few.slices).toMatchObject([{ slice: range, rangeCalls: 80 }])
    expect((await planned({ range, ways: { calls: calls.slice(0, 82), tale } })).slices).not.toHaveLength(1)
  })

  test('is measured by the size that was asked for, where its first page is empty or its only one', async () => {
    const empty = await planned({ range, ways: { calls: calls.slice(0, 80), tale: () => ({ rows: [] }) } })
    expect(empty.slices).toMatchObject([{ slice: range }])
    const single = await planned({
      range,
      perPage: 100,
      ways: { calls: calls.slice(0, 1), tale: () => ({ total: 41 }) },
    })
    expect(single.slices).toMatchObject([{ slice: range }])
  })

  test.each([
    { place: 'begins', busy: '2026-02-01T11:00:00Z', part: '2026-02-01 to 2026-02-02' },
    { place: 'ends', busy: '2026-02-28T08:00:00Z', part: '2026-02-27 to 2026-02-28' },
  ])('has parts of up to 75 pages, even where it $place', async ({ busy, part }) => {
    const ways = { calls: callsOn('busy', 100, { started_at: busy }) }
    const { slices } = await planned({ range, ways })
    expect(slices.map(text)).toContain(part)
    expect(slices.map(({ firstPage }) => firstPage.totalPages).toSorted()).toEqual([0, 50])
  })

  test('has a burst cut out of it, by how dense the calls of its first page are', async () => {
    const begin = Date.parse('2026-02-10T08:00:00Z')
    const burst = Array.from({ length: 410 }, (_, nth) => ({
      call_id: `call ${nth}`,
      started_at: new Date(begin + nth * 400_000).toISOString(),
    }))
    const { api } = await planned({ range, perPage: 10, ways: { calls: burst } })
    expect(api.asked.slice(0, 3)).toEqual([
      '2026-02-01..2026-02-28',
      '2026-02-01..2026-02-08',
      '2026-02-09..2026-02-10',
    ])
  })

  test('has parts of no more pages than the API gives', async () => {
    const few = { range, ways: { calls: calls.slice(0, 60) } }
    expect((await planned(few)).slices).toHaveLength(1)
    const { slices } = await planned({ ...few, mostPages: 10 })
    expectTiles(range, slices)
    expect(Math.max(...slices.map(({ firstPage }) => firstPage.totalPages))).toBeLessThanOrEqual(10)
  })

  test('is divided again where a part is still too large, before what comes after it', async () => {
    const uneven = [
      ...callsFrom('2026-02-01', '2026-02-27', 4),
      ...callsFrom('2026-02-09', '2026-02-12', 100),
    ]
    const { api, slices } = await planned({ range, ways: { calls: uneven } })
    expectTiles(range, slices)
    expect(slices.length).toBeLessThan(api.asked.length - 1)
    for (const { slice, firstPage } of slices) {
      if (daysOf(slice, noon) > 1) expect(firstPage.totalPages).toBeLessThanOrEqual(75)
    }
  })

  test('is told by the whole range alone, not by its parts', async () => {
    const { slices } = await planned({ range, ways: { calls, mostDays: 20 } })
    expectTiles(range, slices)
    expect(slices.map(({ rangeCalls }) => rangeCalls)).toEqual(slices.map(() => undefined))
  })
})

describe('first pages are asked for ahead', () => {
  const range = from('2026-02-01', '2026-02-28')
  const calls = spread(callsFrom('2026-02-01', '2026-02-28', 20))

  test('of so many slices, the one that is next among them', async () => {
    const { api, plan } = setUp({ range, ways: { calls }, ahead: 3 })
    await plan.next()
    expect(api.asked).toHaveLength(1 + 3)
    await plan.next()
    expect(api.asked).toHaveLength(1 + 4)
    expect(new Set(api.asked).size).toBe(api.asked.length)
  })

  test('and one that fails is a failure when its turn comes, not before', async () => {
    const broken = new Error('broken')
    let requests = 0
    const before = () => {
      requests += 1
      if (requests === 3) throw broken
    }
    const { api, plan } = setUp({ range, ways: { calls, before }, ahead: 3 })
    expect((await plan.next()).done).toBe(false)
    expect(api.asked).toHaveLength(4)
    await expect(plan.next()).rejects.toBe(broken)
  })
})

describe('a range that the API refuses', () => {
  const range: DayRange = { first: latestDay(noon) - 399, last: undefined }

  test('is met by 90 days, then by halves, asked one at a time until one is accepted', async () => {
    const { api, plan } = setUp({ range, ways: { mostDays: 30 }, ahead: 5 })
    await plan.next()
    const { first } = range
    expect(api.asked.slice(0, 4)).toEqual(
      [undefined, first + 89, first + 44, first + 21].map((last) => asked({ first, last })),
    )
  })

  test('is tiled by what was accepted, and each part is asked for once', async () => {
    const { api, slices } = await planned({ range, ways: { mostDays: 30 }, ahead: 5 })
    expectTiles(range, slices)
    expect(Math.max(...slices.map(({ slice }) => daysOf(slice, noon)))).toBe(22)
    expect(api.asked).toHaveLength(3 + slices.length)
    expect(new Set(api.asked).size).toBe(api.asked.length)
  })

  test('is asked for side by side again, once one was accepted', async () => {
    const { api, plan } = setUp({ range, ways: { mostDays: 30 }, ahead: 5 })
    await plan.next()
    expect(api.mostAtOnce).toBe(1)
    await plan.next()
    expect(api.asked).toHaveLength(3 + 1 + 5)
  })

  test.each([
    { days: 91, next: 90 },
    { days: 90, next: 45 },
    { days: 7, next: 3 },
    { days: 2, next: 1 },
  ])('of $days days is met by one of $next', async ({ days, next }) => {
    const first = day('2025-01-01')
    const { api } = await planned({ range: { first, last: first + days - 1 }, ways: { mostDays: next } })
    expect(api.asked[1]).toBe(asked({ first, last: first + next - 1 }))
  })

  test('with 422 is met as well', async () => {
    let refusals = 0
    const before = () => {
      refusals += 1
      if (refusals === 1) throw refusal(422)
    }
    const { slices } = await planned({ range, ways: { before } })
    expectTiles(range, slices)
    expect(slices.length).toBeGreaterThan(1)
  })

  test('as a single day is a failure', async () => {
    const { api, plan } = setUp({ range: from('2026-03-01', '2026-03-03'), ways: { mostDays: 0 } })
    await expect(plan.next()).rejects.toThrow(refusal().message)
    expect(api.asked).toEqual(['2026-03-01..2026-03-03', '2026-03-01..2026-03-01'])
  })

  test.each([401, 403, 404])('with %i is a failure', async (status) => {
    const before = () => {
      throw refusal(status)
    }
    const { api, plan } = setUp({ range, ways: { before } })
    await expect(plan.next()).rejects.toThrow(refusal(status).message)
    expect(api.asked).toHaveLength(1)
  })

  test('amid its parts narrows those that are wider still, and leaves the others as they were asked for', async () => {
    const march = from('2026-02-15')
    const calls = spread(callsFrom('2026-02-15', '2026-03-11', 8))
    const wide: string[] = []
    const before: Ways['before'] = (request, { startDate, endDate }) => {
      if (endDate === undefined || day(endDate) - day(startDate ?? '') < 2) return
      wide.push(request)
      throw refusal()
    }
    const { api, slices } = await planned({ range: march, ways: { calls, before }, ahead: 100 })
    expectTiles(march, slices)
    expect(Math.max(...slices.map(({ slice }) => daysOf(slice, noon)))).toBe(2)
    const open = api.asked.filter((request) => request === '2026-03-12..')
    expect(open).toHaveLength(1)
    const alone = await planned({ range: march, ways: { calls, before }, ahead: 1 })
    expect(alone.api.asked.filter((request) => wide.includes(request))).toEqual([
      '2026-02-15..2026-02-23',
      '2026-02-15..2026-02-18',
    ])
  })
})

describe('days that begin amid the read', () => {
  test.each([
    { mostDays: 2, days: 1, after: ['2026-03-12 to 2026-03-12', '2026-03-13 and later'] },
    { mostDays: 2, days: 2, after: ['2026-03-12 to 2026-03-13', '2026-03-14 and later'] },
  ])('widen the open slice, $days of them: it is narrowed to what was accepted', async (given) => {
    const { mostDays, days, after } = given
    let now = noon
    const ways = { mostDays, now: () => now }
    const { api, plan } = setUp({ range: from('2026-03-06'), clock: () => now, ways })
    const slices = []
    for await (const each of plan) {
      slices.push(text(each))
      now = noon + days * 86_400_000
    }
    expect(slices.slice(-3)).toEqual([expect.stringContaining(' to 2026-03-11'), ...after])
    expect(api.asked.slice(-3)).toEqual([
      '2026-03-12..',
      ...after.map((each) => each.replace(' and later', '..').replace(' to ', '..')),
    ])
  })
})

describe('how an end is meant', () => {
  const range = from('2026-02-01', '2026-02-28')
  const calls = spread(callsFrom('2026-02-01', '2026-02-28', 20))
  const unknown = () => ({ queries: createPageQueries(2) })

  test('is not asked where the only slice has no end', async () => {
    const ways = { calls: callsOn('2026-03-01') }
    const { api } = await planned({ range: from('2026-03-01'), ways, ...unknown() })
    expect(api.asked).toEqual(['2026-03-01..'])
  })

  test('is asked once, by a day of the calls that the first page has shown', async () => {
    const { api, slices } = await planned({ range, ways: { calls }, ...unknown() })
    expect(api.asked[1]).toBe('2026-02-01..2026-02-01')
    expect(api.asked).toHaveLength(1 + 1 + slices.length)
  })

  test('is asked before a range without an end is divided', async () => {
    const { api } = await planned({ range: from('2026-02-01'), ways: { calls }, ...unknown() })
    expect(api.asked.slice(0, 2)).toEqual(['2026-02-01..', '2026-02-01..2026-02-01'])
  })

  test('is asked before the only slice is given, if that has an end', async () => {
    const { api, slices } = await planned({ range, ways: { calls: callsOn('2026-02-10') }, ...unknown() })
    expect(slices.map(text)).toEqual(['2026-02-01 to 2026-02-28'])
    expect(api.asked).toEqual(['2026-02-01..2026-02-28', '2026-02-10..2026-02-10'])
  })

  test('is asked while the first slice is asked for, and only that one', async () => {
    const { api, plan } = setUp({ range, ways: { calls }, ahead: 5, ...unknown() })
    const { value } = await plan.next()
    const first = asked(value?.slice ?? range)
    const whole = asked(range)
    expect(api.events.slice(0, 4)).toEqual([
      `? ${whole}`,
      `! ${whole}`,
      '? 2026-02-01..2026-02-01',
      `? ${first}`,
    ])
    const settled = api.events.indexOf('! 2026-02-01..2026-02-01')
    expect(api.events.slice(0, settled).filter((event) => event.startsWith('?'))).toHaveLength(3)
  })

  test('is asked of the day after an empty slice, whose last day may have been left out', async () => {
    const ways = { calls: callsOn('2026-02-28'), endExcluded: true }
    const { api, slices } = await planned({ range, ways, ...unknown() })
    expect(api.asked.slice(0, 2)).toEqual(['2026-02-01..2026-02-28', '2026-02-28..2026-03-01'])
    expect(api.asked.at(-1)).toBe('2026-02-01..2026-03-01')
    expect(slices).toMatchObject([{ slice: range, firstPage: { total: 1 }, rangeCalls: 1 }])
  })

  test('stays open where that day is empty too', async () => {
    const { api, slices } = await planned({ range, ...unknown() })
    expect(api.asked).toEqual(['2026-02-01..2026-02-28', '2026-02-28..2026-03-01'])
    expect(slices).toMatchObject([{ slice: range, firstPage: { total: 0 } }])
  })

  test('is asked by no call of the future, nor by a row that is none', async () => {
    const odd = [
      { call_id: 'later', started_at: '2026-03-12T12:00:01Z' },
      { call_id: 'now', started_at: '2026-03-12T12:00:00Z' },
    ]
    const tale = () => ({ rows: [null, ...odd] })
    const march = from('2026-03-01', '2026-03-14')
    const { api } = await planned({ range: march, ways: { calls: odd, tale }, ...unknown() })
    expect(api.asked[1]).toBe('2026-03-12..2026-03-12')
    const { api: future } = await planned({ range: march, ways: { calls: odd.slice(0, 1) }, ...unknown() })
    expect(future.asked).toEqual(['2026-03-01..2026-03-14', '2026-03-14..2026-03-15'])
  })

  test('is given up where two days are refused that would tell, after three slices', async () => {
    const queries = createPageQueries(2)
    const { slices } = await planned({
      range,
      ways: { calls, endExcluded: true, before: refusesTwoDays() },
      queries,
    })
    expectTiles(range, slices)
    expect([queries.settled, queries.mayShowNextDay]).toEqual([true, false])
  })

  test('and a failure of that is one of the plan', async () => {
    const before = (request: string) => {
      if (request === '2026-02-01..2026-02-01') throw refusal(401)
    }
    const { plan } = setUp({ range, ways: { calls, before }, ...unknown() })
    await expect(plan.next()).rejects.toThrow(refusal(401).message)
  })
})

describe('an end that is left out', () => {
  const endExcluded = true

  test('starts the plan anew, each end a day later', async () => {
    const range = from('2026-02-01', '2026-02-28')
    const calls = spread(callsFrom('2026-02-01', '2026-02-28', 20))
    const queries = createPageQueries(2)
    const { api, slices } = await planned({ range, ways: { calls, endExcluded }, queries, ahead: 3 })
    expectTiles(range, slices)
    expect(slices[0]?.rangeCalls).toBe(560)
    expect(slices.reduce((sum, { firstPage }) => sum + (firstPage.total ?? 0), 0)).toBe(560)
    expect(api.asked.filter((request) => request === '2026-02-01..2026-03-01')).toHaveLength(1)
    const ends = slices.map(({ slice }) => asked({ first: slice.first, last: (slice.last ?? 0) + 1 }))
    expect(ends.filter((request) => !api.asked.includes(request))).toEqual([])
  })

  test('is found out before any slice with calls is given, though the first call that was seen goes', async () => {
    const range = from('2026-02-01', '2026-02-28')
    const queries = createPageQueries(2)
    const { api, plan } = setUp({
      range,
      ways: {
        calls: spread(callsFrom('2026-02-01', '2026-02-28', 20)),
        endExcluded,
        before: (request) => {
          // The days by which it would show: the first look is in vain.
          if (request === '2026-02-01..2026-02-01') api.calls = api.calls.filter(onOrAfter('2026-02-03'))
        },
      },
      queries,
    })
    const slices = await Array.fromAsync(plan)
    expect(api.asked.filter((request) => request === '2026-02-01..2026-02-28')).toHaveLength(2)
    expectTiles(range, slices)
    expect(slices.reduce((sum, { firstPage }) => sum + (firstPage.total ?? 0), 0)).toBe(26 * 20)
  })

  test('is found out after empty slices, which are not given again', async () => {
    const range = from('2026-02-01', '2026-02-28')
    const ways = { calls: callsFrom('2026-02-16', '2026-02-28', 3), endExcluded, mostDays: 10 }
    const { api, slices } = await planned({ range, ways, queries: createPageQueries(2) })
    expectTiles(range, slices)
    expect(api.asked.filter((request) => request.startsWith('2026-02-01'))).toEqual([
      '2026-02-01..2026-02-28',
      '2026-02-01..2026-02-14',
      '2026-02-01..2026-02-07',
    ])
    expect(slices.reduce((sum, { firstPage }) => sum + (firstPage.total ?? 0), 0)).toBe(39)
  })

  test('starts all anew if it is found out only after a slice was given', async () => {
    const range = from('2026-02-01', '2026-02-28')
    let refuses = true
    const { plan } = setUp({
      range,
      ways: {
        calls: callsFrom('2026-02-01', '2026-02-28', 3),
        endExcluded,
        mostDays: 10,
        before: refusesTwoDays(() => refuses),
      },
      queries: createPageQueries(2),
    })
    expect((await plan.next()).value?.slice).toEqual(from('2026-02-01', '2026-02-07'))
    refuses = false
    const anew = await Array.fromAsync(plan)
    expectTiles(range, anew)
    expect(anew.reduce((sum, { firstPage }) => sum + (firstPage.total ?? 0), 0)).toBe(84)
  })

  test.each([true, false])(
    'need not be known where a day by itself is refused: it is asked for with the next (%s)',
    async (excluded) => {
      const range = from('2026-02-01', '2026-02-05')
      const ways = {
        calls: callsFrom('2026-02-01', '2026-02-05', 3),
        endExcluded: excluded,
        leastDays: 2,
        mostDays: 2,
      }
      const { api, slices } = await planned({ range, ways, queries: createPageQueries(2) })
      expectTiles(range, slices)
      const shown = slices.map(({ firstPage }) => firstPage.total)
      expect(shown).toEqual(excluded ? [3, 3, 3, 3, 3] : [6, 6, 6, 6, 3])
      expect(api.asked.at(-1)).toBe('2026-02-05..2026-02-06')
    },
  )

  test('makes slices a day narrower where wide ranges are refused', async () => {
    const range: DayRange = { first: day('2025-11-01'), last: day('2025-11-01') + 99 }
    const calls = callsOn('2025-11-01')
    const queries = createPageQueries(2)
    const { api, slices } = await planned({ range, ways: { calls, endExcluded, mostDays: 45 }, queries })
    expectTiles(range, slices)
    expect(slices.map(({ slice }) => daysOf(slice, noon))).toEqual([44, 44, 12])
    // Three until one was accepted, four for the end and the next slice meanwhile, and three anew.
    expect(api.asked).toHaveLength(3 + 4 + 1 + 3)
  })

  test('leaves a day at least', async () => {
    const range = from('2026-02-01', '2026-02-03')
    const ways = { calls: callsFrom('2026-02-01', '2026-02-03'), endExcluded, mostDays: 2 }
    const { api, slices } = await planned({ range, ways, queries: createPageQueries(2) })
    expect(slices.map(({ slice, firstPage }) => [formatRange(slice), firstPage.total])).toEqual([
      ['2026-02-01 to 2026-02-01', 1],
      ['2026-02-02 to 2026-02-02', 1],
      ['2026-02-03 to 2026-02-03', 1],
    ])
    expect(api.asked.at(-1)).toBe('2026-02-03..2026-02-04')
  })
})
