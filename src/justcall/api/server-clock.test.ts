import { describe, expect, test } from 'vitest'
import { createServerClock } from './server-clock.ts'

const now = Date.parse('2026-03-12T12:00:00Z')
const hour = 3_600_000
const year = 365 * 24 * hour

/** What is believed after each of these differences. */
function believed(...differences: readonly number[]): number[] {
  const clock = createServerClock()
  return differences.map((difference) => clock.observe(new Date(now + difference).toISOString(), now))
}

describe("the server's clock", () => {
  test('is ours, if it says so to the second', () => {
    expect(believed(0, 1_000, -1_000, 1_999, -1_999)).toEqual([0, 0, 0, 0, 0])
  })

  test.each([2_000, -2_000, hour, -hour])('may differ by %i ms, from the first answer on', (difference) => {
    expect(believed(difference, difference)).toEqual([difference, difference])
  })

  test.each([undefined, '', 'today', 'Thu, 99 Foo 2026'])('is ours, if its date is %j', (date) => {
    expect(createServerClock().observe(date, now)).toBe(0)
  })

  test('is what it was where an answer has no date', () => {
    const clock = createServerClock()
    clock.observe('Thu, 12 Mar 2026 13:00:00 GMT', now)
    expect(clock.observe(undefined, now)).toBe(hour)
  })

  test('goes by the largest of differences that mean the same', () => {
    expect(believed(9_100, 9_900, 9_300, 9_000)).toEqual([9_100, 9_900, 9_900, 9_900])
  })

  test.each([30 * year, -56 * year, 36 * hour, -36 * hour])(
    'does not change with one answer, whichever it is: %i ms',
    (wrong) => {
      for (const right of [0, 5_000, -hour]) {
        for (let place = 0; place < 12; place += 1) {
          const differences = Array.from({ length: 12 }, (_, nth) => (nth === place ? wrong : right))
          const expected = differences.map((_, nth) => (nth === 0 && place === 0 ? 0 : right))
          expect(believed(...differences)).toEqual(expected)
        }
      }
    },
  )

  test('does not change with every third answer either', () => {
    const differences = Array.from({ length: 30 }, (_, nth) => (nth % 3 === 0 ? 30 * year : 5_000))
    expect(new Set(believed(...differences).slice(1))).toEqual(new Set([5_000]))
  })

  test('may differ by years, from the third answer on', () => {
    expect(believed(year, year, year, year)).toEqual([0, 0, year, year])
  })

  test('may be set right during a read', () => {
    const differences = [...Array(9).fill(hour), ...Array(9).fill(0)]
    expect(believed(...differences).at(-1)).toBe(0)
  })
})
