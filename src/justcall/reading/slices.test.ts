import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { earliestDay, latestDay } from '../time/days.ts'
import { daysOf, divide, isReadable, narrower, type Slice, tile } from './slices.ts'

/** Noon, at which today has begun in every zone, and tomorrow at UTC+14. */
const now = Date.parse('2026-03-12T12:00:00Z')
const today = earliestDay(now)
const tomorrow = today + 1
const boundless = Number.POSITIVE_INFINITY

const size = (calls: number, pageSize = 100, mostPages = boundless) => ({ calls, pageSize, mostPages })
const widths = (slices: readonly Slice[]) => slices.map((slice) => daysOf(slice, now))

/** The parts begin, end and follow one another without a gap or an overlap. */
function expectTiles(slice: Slice, parts: readonly Slice[]) {
  expect(parts[0]?.first).toBe(slice.first)
  expect(parts.at(-1)?.last).toBe(slice.last)
  const torn = parts.filter(
    ({ first, last }, index) =>
      (last !== undefined && last < first) ||
      (index > 0 && first !== (parts[index - 1]?.last ?? Number.NaN) + 1),
  )
  expect(torn).toEqual([])
}

describe('the days of a slice', () => {
  test('are counted with both ends', () => {
    expect(daysOf({ first: 100, last: 100 }, now)).toBe(1)
    expect(daysOf({ first: 100, last: 109 }, now)).toBe(10)
  })

  test('reach to the last day that has begun anywhere, if it has no end', () => {
    expect(latestDay(now)).toBe(tomorrow)
    expect(daysOf({ first: today, last: undefined }, now)).toBe(2)
    expect(daysOf({ first: tomorrow, last: undefined }, now)).toBe(1)
  })

  test('are one at least, even if its first day is still to come', () => {
    expect(daysOf({ first: tomorrow + 5, last: undefined }, now)).toBe(1)
  })
})

describe('a slice is readable', () => {
  const week = { first: today - 20, last: today - 14 }

  test('up to 95 pages, and no further', () => {
    expect(isReadable(week, size(95 * 50, 50), now, false)).toBe(true)
    expect(isReadable(week, size(95 * 50 + 1, 50), now, false)).toBe(false)
  })

  test('up to 50 pages, if it is the whole range', () => {
    expect(isReadable(week, size(50 * 50, 50), now, true)).toBe(true)
    expect(isReadable(week, size(50 * 50 + 1, 50), now, true)).toBe(false)
  })

  test('up to 9,500 calls, however few pages they are', () => {
    expect(isReadable(week, size(9_500, 1_000), now, false)).toBe(true)
    expect(isReadable(week, size(9_501, 1_000), now, false)).toBe(false)
  })

  test('up to as many pages as the API gives', () => {
    expect(isReadable(week, size(1_000, 100, 10), now, false)).toBe(true)
    expect(isReadable(week, size(1_001, 100, 10), now, false)).toBe(false)
    expect(isReadable(week, size(1_000, 100, 10), now, true)).toBe(true)
    expect(isReadable(week, size(1_001, 100, 10), now, true)).toBe(false)
  })

  test('always, if it is a single day', () => {
    expect(isReadable({ first: 100, last: 100 }, size(1_000_000, 100, 5), now, true)).toBe(true)
    expect(isReadable({ first: tomorrow, last: undefined }, size(1_000_000), now, true)).toBe(true)
    expect(isReadable({ first: 100, last: 101 }, size(1_000_000), now, true)).toBe(false)
  })
})

describe('tiling', () => {
  test('cuts days that are over into parts of the width, the last being the rest', () => {
    expect(tile({ first: 100, last: 109 }, 4, now)).toEqual([
      { first: 100, last: 103 },
      { first: 104, last: 107 },
      { first: 108, last: 109 },
    ])
  })

  test('leaves no empty rest', () => {
    expect(tile({ first: 100, last: 107 }, 4, now)).toEqual([
      { first: 100, last: 103 },
      { first: 104, last: 107 },
    ])
  })

  test('is one part where the width is enough', () => {
    expect(tile({ first: 100, last: 109 }, 10, now)).toEqual([{ first: 100, last: 109 }])
    expect(tile({ first: 100, last: 109 }, 11, now)).toEqual([{ first: 100, last: 109 }])
    expect(tile({ first: 100, last: 100 }, 1, now)).toEqual([{ first: 100, last: 100 }])
  })

  test('parts the days that are not over everywhere from those that are', () => {
    expect(tile({ first: today - 10, last: undefined }, 100, now)).toEqual([
      { first: today - 10, last: today - 1 },
      { first: today, last: undefined },
    ])
    expect(tile({ first: today - 3, last: tomorrow }, 3, now)).toEqual([
      { first: today - 3, last: today - 1 },
      { first: today, last: tomorrow },
    ])
    expect(tile({ first: today - 3, last: today }, 2, now)).toEqual([
      { first: today - 3, last: today - 2 },
      { first: today - 1, last: today - 1 },
      { first: today, last: today },
    ])
  })

  test('cuts open days too where the width wants it', () => {
    expect(tile({ first: today, last: undefined }, 1, now)).toEqual([
      { first: today, last: today },
      { first: tomorrow, last: undefined },
    ])
  })

  test('gives a slice of days to come as it is', () => {
    expect(tile({ first: tomorrow + 3, last: undefined }, 1, now)).toEqual([
      { first: tomorrow + 3, last: undefined },
    ])
  })
})

const slices = fc
  .record({
    first: fc.integer({ min: today - 1_500, max: tomorrow }),
    length: fc.integer({ min: 0, max: 1_500 }),
    open: fc.boolean(),
  })
  .map(({ first, length, open }): Slice => ({ first, last: open ? undefined : first + length }))

test('the parts tile the slice, whatever it is and wherever it is cut', () => {
  const width = fc.integer({ min: 1, max: 1_600 })
  fc.assert(
    fc.property(slices, width, (slice, most) => {
      const parts = tile(slice, most, now)
      expectTiles(slice, parts)
      expect(Math.max(...widths(parts))).toBeLessThanOrEqual(most)
    }),
  )
})

test('the parts of a division tile the slice and are smaller than it, whatever is reported of it', () => {
  const sizes = fc.record({
    calls: fc.integer({ min: 1, max: 5_000_000 }),
    pageSize: fc.integer({ min: 1, max: 100 }),
    mostPages: fc.oneof(fc.constant(boundless), fc.integer({ min: 1, max: 200 })),
  })
  fc.assert(
    fc.property(slices, sizes, (slice, updates) => {
      const parts = divide(slice, updates, now)
      expectTiles(slice, parts)
      const days = daysOf(slice, now)
      if (days === 1) return
      expect(parts.length).toBeGreaterThan(1)
      expect(Math.max(...widths(parts))).toBeLessThan(days)
    }),
    { numRuns: 300 },
  )
})

describe('dividing by the average', () => {
  const threeYears = { first: today - 1_100, last: today - 1 }

  test('aims at about 45 full pages a part', () => {
    // 1,100 days with 100 calls each: a page a day.
    const parts = divide(threeYears, size(110_000), now)
    for (const width of widths(parts).slice(0, -1)) {
      expect(width).toBeGreaterThanOrEqual(20)
      expect(width).toBeLessThanOrEqual(70)
    }
  })

  test('gives very quiet years wide parts, but halves them at least', () => {
    expect(widths(divide(threeYears, size(8_000), now))).toEqual([550, 550])
    expect(widths(divide({ first: 0, last: 99 }, size(100), now))).toEqual([50, 50])
    expect(widths(divide({ first: 0, last: 98 }, size(100), now))).toEqual([50, 49])
  })

  test('gives a dense account a day each', () => {
    expect(new Set(widths(divide(threeYears, size(1_100 * 9_000), now)))).toEqual(new Set([1]))
  })

  test('stays below the pages that the API gives', () => {
    // A page a day: 12 pages are 12 days.
    expect(widths(divide(threeYears, size(110_000, 100, 12), now))[0]).toBe(12)
    // Five pages a day: 12 pages are 2 days, since a third would be too much.
    expect(widths(divide(threeYears, size(1_100 * 500, 100, 12), now))[0]).toBe(2)
    // Not even a day's calls fit: a day is the least all the same.
    expect(widths(divide(threeYears, size(1_100 * 500, 100, 3), now))[0]).toBe(1)
  })
})

describe('narrowing a range that was refused', () => {
  test.each([
    [3_000, 89],
    [90, 89],
    [89, 44],
    [3, 1],
    [2, 1],
  ])('tries %i days with %i', (days, next) => {
    expect(narrower(days)).toBe(next)
  })
})
