import { describe, expect, test } from 'vitest'
import {
  dayLength,
  earliestDay,
  endOfDayEverywhere,
  formatDay,
  formatRange,
  latestDay,
  startOfDayAnywhere,
} from './days.ts'

const hour = 3_600_000
const march10 = Date.parse('2026-03-10T00:00:00Z') / dayLength
const at = (time: string) => Date.parse(`2026-03-10T${time}Z`)

describe('the days of an instant', () => {
  test.each([
    ['00:00:00.000', -1, 0],
    ['09:59:59.999', -1, 0],
    ['10:00:00.000', -1, 1],
    ['11:59:59.999', -1, 1],
    ['12:00:00.000', 0, 1],
    ['23:59:59.999', 0, 1],
  ])('reach at %s UTC from UTC-12 to UTC+14', (time, first, last) => {
    expect(earliestDay(at(time))).toBe(march10 + first)
    expect(latestDay(at(time))).toBe(march10 + last)
  })

  test('are whole numbers before 1970 too', () => {
    expect(earliestDay(-1)).toBe(-1)
    expect(earliestDay(-12 * hour)).toBe(-1)
    expect(earliestDay(-12 * hour - 1)).toBe(-2)
    expect(latestDay(-14 * hour - 1)).toBe(-1)
    expect(latestDay(-14 * hour)).toBe(0)
  })
})

test('a day begins anywhere when it begins at UTC+14', () => {
  expect(new Date(startOfDayAnywhere(march10)).toISOString()).toBe('2026-03-09T10:00:00.000Z')
  expect(latestDay(startOfDayAnywhere(march10))).toBe(march10)
  expect(latestDay(startOfDayAnywhere(march10) - 1)).toBe(march10 - 1)
})

test('a day is over everywhere when it is over at UTC-12', () => {
  expect(new Date(endOfDayEverywhere(march10)).toISOString()).toBe('2026-03-11T12:00:00.000Z')
  expect(earliestDay(endOfDayEverywhere(march10))).toBe(march10 + 1)
  expect(earliestDay(endOfDayEverywhere(march10) - 1)).toBe(march10)
})

test('days are written as the contract writes them', () => {
  expect(formatDay(march10)).toBe('2026-03-10')
  expect(formatDay(0)).toBe('1970-01-01')
  expect(formatDay(-1)).toBe('1969-12-31')
})

test('ranges are written with both ends, or without an end', () => {
  expect(formatRange({ first: march10, last: march10 + 2 })).toBe('2026-03-10 to 2026-03-12')
  expect(formatRange({ first: march10, last: undefined })).toBe('2026-03-10 and later')
})
