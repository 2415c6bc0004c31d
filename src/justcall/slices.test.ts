import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { dayLength, earliestDay, latestDay } from './api-days.ts'
import { daysOf, divide, isReadable, narrower, type Sample, type Slice, tile } from './slices.ts'

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

  test('up to 75 pages, and no further', () => {
    expect(isReadable(week, size(75 * 50, 50), now, false)).toBe(true)
    expect(isReadable(week, size(75 * 50 + 1, 50), now, false)).toBe(false)
  })

  test('up to 40 pages, if it is the whole range', () => {
    expect(isReadable(week, size(40 * 50, 50), now, true)).toBe(true)
    expect(isReadable(week, size(40 * 50 + 1, 50), now, true)).toBe(false)
  })

  test('up to 7,500 calls, however few pages they are', () => {
    expect(isReadable(week, size(7_500, 1_000), now, false)).toBe(true)
    expect(isReadable(week, size(7_501, 1_000), now, false)).toBe(false)
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

test('the parts of a division tile the slice and are smaller than it, whatever was told of it', () => {
  const samples = fc.option(
    fc
      .record({
        earliest: fc.integer({ min: today - 1_600, max: tomorrow + 3 }),
        minutes: fc.integer({ min: 0, max: 3_000_000 }),
        calls: fc.integer({ min: 1, max: 100 }),
      })
      .map(({ earliest, minutes, calls }): Sample => {
        const begin = earliest * dayLength + 7 * 3_600_000
        return { earliest: begin, latest: begin + minutes * 60_000, calls }
      }),
    { nil: undefined },
  )
  const sizes = fc.record({
    calls: fc.integer({ min: 1, max: 5_000_000 }),
    pageSize: fc.integer({ min: 1, max: 100 }),
    mostPages: fc.oneof(fc.constant(boundless), fc.integer({ min: 1, max: 200 })),
  })
  fc.assert(
    fc.property(slices, sizes, samples, (slice, told, sample) => {
      const parts = divide(slice, told, now, sample)
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

  test('aims at about thirty full pages a part', () => {
    // 1,100 days with 100 calls each: a page a day.
    const parts = divide(threeYears, size(110_000), now)
    for (const width of widths(parts).slice(0, -1)) {
      expect(width).toBeGreaterThanOrEqual(20)
      expect(width).toBeLessThanOrEqual(70)
    }
  })

  test.each([
    [12, 250],
    [51, 59],
    [80, 38],
    [81, 37],
    [82, 41],
    [83, 59],
    [86, 39],
    [92, 34],
    [110, 29],
    [150, 26],
    [230, 15],
    [242, 20],
    [730, 5],
    [1_490, 2],
    [1_779, 3],
    [2_010, 1],
    [2_990, 1],
  ])('fills the last pages best: at %i calls a day parts of %i days', (calls, width) => {
    expect(widths(divide(threeYears, size(calls * 1_100), now))[0]).toBe(width)
  })

  test('gives very quiet years wide parts, but halves them at least', () => {
    expect(widths(divide(threeYears, size(8_000), now))).toEqual([413, 413, 274])
    expect(widths(divide({ first: 0, last: 99 }, size(100), now))).toEqual([50, 50])
    expect(widths(divide({ first: 0, last: 98 }, size(100), now))).toEqual([50, 49])
  })

  test('gives a dense account a day each', () => {
    expect(new Set(widths(divide(threeYears, size(1_100 * 9_000), now)))).toEqual(new Set([1]))
  })

  test('makes single days of four and fewer', () => {
    expect(widths(divide({ first: 100, last: 103 }, size(8_000), now))).toEqual([1, 1, 1, 1])
    expect(widths(divide({ first: 100, last: 104 }, size(8_000, 1_000), now))).not.toEqual([1, 1, 1, 1, 1])
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

describe('dividing around a burst', () => {
  const noon = (day: number) => day * dayLength + 12 * 3_600_000
  const slice = { first: today - 100, last: today - 1 }
  /** 100 calls within half an hour: at that density its two days hold 9,600. */
  const burst = (day: number): Sample => ({ earliest: noon(day), latest: noon(day) + 1_800_000, calls: 100 })

  test('cuts the days of the burst out of the quiet ones', () => {
    // Noon UTC may be that day and the next.
    expect(divide(slice, size(8_000), now, burst(today - 50))).toEqual([
      { first: today - 100, last: today - 51 },
      { first: today - 50, last: today - 49 },
      { first: today - 48, last: today - 1 },
    ])
  })

  test('has no part before a burst at the beginning', () => {
    expect(divide(slice, size(8_000), now, burst(today - 100))).toEqual([
      { first: today - 100, last: today - 99 },
      { first: today - 98, last: today - 1 },
    ])
    expect(divide(slice, size(8_000), now, burst(today - 101))[0]).toEqual({
      first: today - 100,
      last: today - 100,
    })
  })

  test('has no part behind a burst at the end', () => {
    expect(divide(slice, size(8_000), now, burst(today - 2))).toEqual([
      { first: today - 100, last: today - 3 },
      { first: today - 2, last: today - 1 },
    ])
  })

  test('leaves the end open, behind the burst or in it', () => {
    const open = { first: today - 100, last: undefined }
    expect(divide(open, size(8_000), now, burst(today - 50)).at(-1)).toEqual({
      first: today - 48,
      last: undefined,
    })
    expect(divide(open, size(8_000), now, burst(today)).at(-1)).toEqual({ first: today, last: undefined })
  })

  test('does so from four times the average density on', () => {
    // 80 a day on average, and in the twelve days of the sample 320, or hardly less.
    const days = (calls: number): Sample => ({ earliest: noon(today - 50), latest: noon(today - 38), calls })
    const cut = { first: today - 50, last: today - 37 }
    expect(divide(slice, size(8_000), now, days(3_840))).toContainEqual(cut)
    expect(divide(slice, size(8_000), now, days(3_839))).not.toContainEqual(cut)
  })

  test('does so only if its days may hold half of the calls: a busy time after a quiet one is no burst', () => {
    const cut = { first: today - 50, last: today - 49 }
    expect(divide(slice, size(19_200), now, burst(today - 50))).toContainEqual(cut)
    expect(divide(slice, size(19_201), now, burst(today - 50))).not.toContainEqual(cut)
  })

  test('does so only if the burst is half of the slice at most', () => {
    const sample = (days: number): Sample => ({
      earliest: noon(100),
      latest: noon(100) + (days - 2) * dayLength,
      calls: 100_000,
    })
    expect(divide({ first: 100, last: 119 }, size(8_000, 10), now, sample(10))[0]).toEqual({
      first: 100,
      last: 109,
    })
    expect(divide({ first: 100, last: 118 }, size(8_000, 10), now, sample(10))).not.toContainEqual({
      first: 100,
      last: 109,
    })
  })

  test('does not if the sample lies outside the slice', () => {
    expect(divide(slice, size(8_000), now, burst(today + 30))).toEqual(divide(slice, size(8_000), now))
    expect(divide(slice, size(8_000), now, burst(today - 130))).toEqual(divide(slice, size(8_000), now))
  })

  test('takes a sample of one instant for a burst', () => {
    const single: Sample = { earliest: noon(today - 50), latest: noon(today - 50), calls: 1 }
    expect(divide(slice, size(8_000), now, single)).toHaveLength(3)
  })
})

describe('narrowing a range that was refused', () => {
  test.each([
    [3_000, 90],
    [91, 90],
    [90, 45],
    [45, 22],
    [3, 1],
    [2, 1],
  ])('tries %i days with %i', (days, next) => {
    expect(narrower(days)).toBe(next)
  })

  test('ends at a day', () => {
    expect(narrower(1)).toBeUndefined()
    expect(narrower(0)).toBeUndefined()
  })
})
