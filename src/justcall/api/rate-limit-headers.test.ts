import { describe, expect, test } from 'vitest'
import { header, rateLimitWindows } from './rate-limit-headers.ts'

const now = Date.parse('2026-03-12T12:00:00Z')
const seconds = now / 1000

describe('the windows of the quota', () => {
  test('are none where no header report them', () => {
    expect(rateLimitWindows({ 'content-type': 'application/json' }, now, 0)).toEqual([])
  })

  test('are a minute by X-RateLimit-*', () => {
    const headers = {
      'x-ratelimit-limit': '60',
      'x-ratelimit-remaining': '59',
      'x-ratelimit-reset': String(seconds + 30),
    }
    expect(rateLimitWindows(headers, now, 0)).toEqual([
      { name: 'minute', limit: 60, remaining: 59, resetAt: now + 30_000 },
    ])
  })

  test('are a minute and an hour by X-Rate-Limit-Burst-* and X-Rate-Limit-*', () => {
    const headers = {
      'x-rate-limit-limit': '1800',
      'x-rate-limit-remaining': '1700',
      'x-rate-limit-reset': String(seconds + 1_800),
      'x-rate-limit-burst-limit': '60',
      'x-rate-limit-burst-remaining': '50',
      'x-rate-limit-burst-reset': String(seconds + 20),
    }
    expect(rateLimitWindows(headers, now, 0)).toEqual([
      { name: 'minute', limit: 60, remaining: 50, resetAt: now + 20_000 },
      { name: 'hour', limit: 1800, remaining: 1700, resetAt: now + 1_800_000 },
    ])
  })

  test('need no more than what remains', () => {
    expect(rateLimitWindows({ 'x-ratelimit-remaining': '5' }, now, 0)).toEqual([
      { name: 'minute', limit: 5, remaining: 5, resetAt: undefined },
    ])
    expect(rateLimitWindows({ 'x-ratelimit-limit': '60', 'x-ratelimit-reset': '30' }, now, 0)).toEqual([])
  })

  test('may be reported by headers that came twice: the first counts', () => {
    expect(rateLimitWindows({ 'x-ratelimit-remaining': ['5', '9'] }, now, 0)).toMatchObject([
      { remaining: 5 },
    ])
  })

  test.each(['', 'many', '-1', '5, 5', '1e3', 'NaN', '9'.repeat(400)])(
    'are not to be had where %j remain',
    (remaining) => {
      expect(rateLimitWindows({ 'x-ratelimit-remaining': remaining }, now, 0)).toEqual([])
    },
  )

  test.each(['0', '-1', '-0.5'])('are not to be had within a limit of %s', (limit) => {
    const headers = { 'x-ratelimit-limit': limit, 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '30' }
    expect(rateLimitWindows(headers, now, 0)).toEqual([])
  })

  test.each(['', 'none', '60, 60;w=60'])('have no limit where it is %j', (limit) => {
    const headers = { 'x-ratelimit-limit': limit, 'x-ratelimit-remaining': '7' }
    expect(rateLimitWindows(headers, now, 0)).toMatchObject([{ limit: 7, remaining: 7 }])
  })

  test('have no more left than their limit', () => {
    const headers = { 'x-ratelimit-limit': '60', 'x-ratelimit-remaining': '1000' }
    expect(rateLimitWindows(headers, now, 0)).toMatchObject([{ limit: 60, remaining: 60 }])
  })

  test('may be reported among blanks, and with fractions', () => {
    const headers = { 'x-ratelimit-remaining': ' 5 ', 'x-ratelimit-reset': '1.5' }
    expect(rateLimitWindows(headers, now, 0)).toMatchObject([{ remaining: 5, resetAt: now + 1_500 }])
  })
})

describe('the time of renewal', () => {
  const resetAt = (reset: string, skew = 0) =>
    rateLimitWindows({ 'x-ratelimit-remaining': '1', 'x-ratelimit-reset': reset }, now, skew)[0]?.resetAt

  test.each([
    ['Unix seconds', String(seconds + 30), now + 30_000],
    ['Unix milliseconds', String(now + 30_000), now + 30_000],
    ['seconds from now', '30', now + 30_000],
    ['now', '0', now],
    ['the largest number of seconds from now', '172800', now + 172_800_000],
    ['Unix microseconds', `${now + 30_000}000`, now + 30_000],
    ['Unix nanoseconds', `${now + 30_000}000000`, now + 30_000],
    ['Unix seconds with a fraction', `${seconds + 30}.5`, now + 30_500],
    ['Unix seconds that are over', String(seconds - 30), now - 30_000],
    ['Unix seconds of two days from now', String(seconds + 172_800), now + 172_800_000],
  ])('may be %s', (_, reset, expected) => {
    expect(resetAt(reset)).toBe(expected)
  })

  test('is by our clock: a server that is ahead means an earlier time', () => {
    expect(resetAt(String(seconds + 30), 10_000)).toBe(now + 20_000)
    expect(resetAt(String(now + 30_000), 10_000)).toBe(now + 20_000)
    expect(resetAt('30', 10_000)).toBe(now + 30_000)
  })

  test.each([
    ...['', 'soon', '2026-03-12T12:00:30Z', '-30', '172801', '9'.repeat(30), '9'.repeat(400)],
    ...[seconds + 172_801, seconds - 172_801, seconds + 1e8].map(String),
  ])('is unknown if it is %j', (reset) => {
    expect(resetAt(reset)).toBeUndefined()
  })
})

test('a header that came twice is the first', () => {
  expect(header({ 'retry-after': ['5', '7'] }, 'retry-after')).toBe('5')
  expect(header({ 'retry-after': '6' }, 'retry-after')).toBe('6')
  expect(header({}, 'retry-after')).toBeUndefined()
})
