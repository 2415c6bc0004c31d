import { describe, expect, test } from 'vitest'
import { isRetryableStatus, maxAttempts, parseRetryAfter, retryDelay } from './retry.ts'

describe('a status', () => {
  test.each([408, 425, 500, 502, 503, 504, 599])('that is retried: %i', (status) => {
    expect(isRetryableStatus(status)).toBe(true)
  })

  test.each([204, 301, 400, 401, 403, 404, 422, 429, 499])('that is not retried: %i', (status) => {
    expect(isRetryableStatus(status)).toBe(false)
  })
})

describe('the delay before the next attempt', () => {
  test.each([
    [1, 1_000],
    [2, 2_000],
    [5, 16_000],
    [6, 30_000],
    [100, 30_000],
  ])('after failure %i is at most %i ms, and at least half of it', (failures, most) => {
    expect(retryDelay(failures, 0)).toBe(most / 2)
    expect(retryDelay(failures, 0.5)).toBe((most * 3) / 4)
    expect(retryDelay(failures, 1)).toBe(most)
  })

  test('is Retry-After, but never shorter than without it', () => {
    expect(retryDelay(1, 0.9, 7_000)).toBe(7_000)
    expect(retryDelay(6, 0, 7_000)).toBe(15_000)
    expect(retryDelay(1, 0, 1)).toBe(500)
  })

  test('limits the attempts in five minutes', () => {
    let elapsed = 0
    let attempts = 1
    for (; elapsed <= 300_000; attempts += 1) elapsed += retryDelay(attempts, 0)
    expect(attempts).toBeLessThan(maxAttempts)
  })
})

describe('Retry-After', () => {
  const now = Date.parse('2026-03-12T12:00:00Z')
  const month = 31 * 86_400

  test.each([
    ['seconds', '30', 30_000],
    ['a part of a second', '0.5', 500],
    ['seconds between spaces', ' 5 ', 5_000],
    ['a month', String(month), month * 1_000],
    ['a date', 'Thu, 12 Mar 2026 12:00:45 GMT', 45_000],
    ['a date in the form of RFC 850', 'Thursday, 12-Mar-26 12:00:45 GMT', 45_000],
    ['a Unix time', String(now / 1_000 + 45), 45_000],
    ['a Unix time with a fraction', `${now / 1_000 + 45}.5`, 45_500],
    ['a Unix time in milliseconds', String(now + 45_000), 45_000],
    ['a Unix time in microseconds', `${now + 45_000}000`, 45_000],
    ['a Unix time in nanoseconds', `${now + 45_000}000000`, 45_000],
  ])('may be %s', (_, value, wait) => {
    expect(parseRetryAfter(value, now)).toBe(wait)
  })

  test.each([
    ['no time', '0'],
    ['no time, with a fraction', '0.000'],
    ['less than no time', '-5'],
    ['a date that is over', 'Thu, 12 Mar 2026 11:59:00 GMT'],
    ['now', 'Thu, 12 Mar 2026 12:00:00 GMT'],
    ['a Unix time that is over', String(now / 1_000 - 45)],
    ['a Unix time in milliseconds that is over', String(now - 45_000)],
    ['more than a month', String(month + 1)],
    ['a date of another year', 'Fri, 12 Mar 2032 12:00:00 GMT'],
    ['a Unix time of another year', String(now / 1_000 + 1e8)],
    ['a time beyond the calendar', '9'.repeat(30)],
    ['a time beyond any number', '9'.repeat(400)],
  ])('is ignored if it is %s', (_, value) => {
    expect(parseRetryAfter(value, now)).toBeUndefined()
  })

  test.each([undefined, '', 'soon', '5s', '1.', '.5', '2026-03-12T12:00:45Z', '1e3', '12:00', 'NaN'])(
    'is ignored if it is %j',
    (value) => {
      expect(parseRetryAfter(value, now)).toBeUndefined()
    },
  )
})
