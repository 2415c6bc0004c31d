import { describe, expect, test } from 'vitest'
import { exponentialBackOff, isRetryableStatus, parseRetryAfter } from './retry.ts'

describe('a status', () => {
  test.each([408, 425, 500, 502, 503, 504, 599])('that time may mend: %i', (status) => {
    expect(isRetryableStatus(status)).toBe(true)
  })

  test.each([204, 301, 400, 401, 403, 404, 422, 429, 499])('that time does not mend: %i', (status) => {
    expect(isRetryableStatus(status)).toBe(false)
  })
})

describe('the pause before the next attempt', () => {
  test.each([
    [1, 1_000],
    [2, 2_000],
    [5, 16_000],
    [6, 30_000],
    [100, 30_000],
  ])('after failure %i is anything below %i ms', (failures, most) => {
    expect(exponentialBackOff(failures, 0)).toBe(0)
    expect(exponentialBackOff(failures, 0.5)).toBe(most / 2)
    expect(exponentialBackOff(failures, 1)).toBe(most)
  })
})

describe('Retry-After', () => {
  const now = Date.parse('2026-03-12T12:00:00Z')

  test.each([
    ['seconds', '30', 30_000],
    ['no time', '0', 0],
    ['a part of a second', '0.5', 500],
    ['seconds amid blanks', ' 5 ', 5_000],
    ['a date', 'Thu, 12 Mar 2026 12:00:45 GMT', 45_000],
    ['a date that is over', 'Thu, 12 Mar 2026 11:59:00 GMT', 0],
    ['a date in the form of RFC 850', 'Thursday, 12-Mar-26 12:00:45 GMT', 45_000],
  ])('may be %s', (_, value, wait) => {
    expect(parseRetryAfter(value, now)).toBe(wait)
  })

  test.each(['31622400', '31622401', '99999999999999', '9'.repeat(400), 'Fri, 12 Mar 2032 12:00:00 GMT'])(
    'is a year at most: %s',
    (value) => {
      expect(parseRetryAfter(value, now)).toBe(366 * 86_400_000)
    },
  )

  test('is what it says up to a year', () => {
    expect(parseRetryAfter('31622399', now)).toBe(31_622_399_000)
  })

  test.each([undefined, '', '-5', 'soon', '5s', '1.', '.5', '2026-03-12T12:00:45Z', '1e3', '12:00'])(
    'is nothing if it is %j',
    (value) => {
      expect(parseRetryAfter(value, now)).toBeUndefined()
    },
  )
})
