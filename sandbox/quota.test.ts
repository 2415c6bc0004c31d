import { describe, expect, test } from 'vitest'
import { createQuota, type Quota } from './quota.ts'

const NOW = Date.parse('2026-03-12T12:00:10Z')
const SECONDS = NOW / 1000

const useUp = (quota: Quota, requests: number, now: number) => {
  for (let nth = 0; nth < requests; nth += 1) expect(quota.enter(now).refusal).toBeUndefined()
}

describe('a rolling minute', () => {
  test('counts down, refuses, and admits again when the oldest request is a minute old', () => {
    const quota = createQuota({ requestsPerWindow: 2 })
    expect(quota.enter(NOW).headers).toEqual({
      'x-ratelimit-limit': '2',
      'x-ratelimit-remaining': '1',
      'x-ratelimit-reset': String(SECONDS + 60),
    })
    expect(quota.enter(NOW + 15_000).headers).toMatchObject({ 'x-ratelimit-remaining': '0' })
    const refused = quota.enter(NOW + 15_000)
    expect(refused.headers).toMatchObject({ 'retry-after': '45', 'x-ratelimit-remaining': '0' })
    expect(refused.refusal).toEqual({
      status: 429,
      body: {
        status: 'error',
        message: 'Rate limit exceeded. Retry after 45 seconds.',
        error_code: 'RATE_LIMIT_EXCEEDED',
      },
    })
    expect(quota.enter(NOW + 59_999).refusal).toBeDefined()
    expect(quota.enter(NOW + 60_000).refusal).toBeUndefined()
    expect(quota.enter(NOW + 60_000).refusal).toBeDefined()
  })

  test('never admits more than the limit in any minute', () => {
    const quota = createQuota({ requestsPerWindow: 7, windowMs: 60_000 })
    const admitted = Array.from({ length: 3000 }, (_, nth) => NOW + nth * 371).filter(
      (at) => !quota.enter(at).refusal,
    )
    for (const [nth, at] of admitted.entries()) {
      expect(at - (admitted[nth - 7] ?? Number.NEGATIVE_INFINITY)).toBeGreaterThanOrEqual(60_000)
    }
  })
})

test('a fixed window starts over at whole multiples', () => {
  const quota = createQuota({ kind: 'fixed', requestsPerWindow: 3 })
  useUp(quota, 3, NOW)
  expect(quota.enter(NOW).headers).toMatchObject({
    'retry-after': '50',
    'x-ratelimit-reset': String(SECONDS + 50),
  })
  useUp(quota, 3, NOW + 50_000)
})

test('the other family names the hour and the burst', () => {
  const quota = createQuota({ requestsPerWindow: 30, hourly: 1800, headers: 'rate-limit' })
  expect(quota.enter(NOW).headers).toEqual({
    'x-rate-limit-limit': '1800',
    'x-rate-limit-remaining': '1799',
    'x-rate-limit-reset': String(SECONDS + 3600),
    'x-rate-limit-burst-limit': '30',
    'x-rate-limit-burst-remaining': '29',
    'x-rate-limit-burst-reset': String(SECONDS + 60),
  })
})

test('an hour that is used up outlasts the minute', () => {
  const quota = createQuota({ requestsPerWindow: 10, hourly: 5, headers: 'none' })
  useUp(quota, 5, NOW)
  expect(quota.enter(NOW + 600_000)).toMatchObject({
    headers: { 'retry-after': '3000' },
    refusal: { status: 429 },
  })
})

test('connections are counted while they are open', () => {
  const quota = createQuota({ requestsPerWindow: 100, concurrent: 2 })
  useUp(quota, 2, NOW)
  expect(quota.enter(NOW).refusal?.body.message).toBe('Too many concurrent connections. Your plan allows 2.')
  quota.leave()
  expect(quota.enter(NOW).headers).toMatchObject({ 'x-ratelimit-remaining': '97' })
})

test('Retry-After can be a date, skewed like the clock, or be left out', () => {
  const dated = createQuota({ requestsPerWindow: 0, retryAfter: 'date', clockSkewMs: 90_000 })
  expect(dated.enter(NOW).headers['retry-after']).toBe(new Date(NOW + 60_000 + 90_000).toUTCString())
  const silent = createQuota({ requestsPerWindow: 0, retryAfter: 'none', headers: 'none' })
  expect(silent.enter(NOW).headers).toEqual({})
})
