import { describe, expect, test } from 'vitest'
import { backOff, type Failure, isRetryable } from './retry.ts'

const status = (code: number, retryAfter?: number): Failure => ({
  kind: 'status',
  status: code,
  text: '',
  ...(retryAfter === undefined ? {} : { retryAfter }),
})
const network: Failure = { kind: 'network', code: 'ECONNRESET', text: '' }
const timeout: Failure = { kind: 'timeout', text: '' }
const noPage: Failure = { kind: 'not a page', text: '' }

describe('is tried again', () => {
  test.each([408, 425, 500, 501, 502, 503, 504, 520, 599])('a %i', (code) => {
    expect(isRetryable(status(code))).toBe(true)
  })

  test.each([network, timeout, noPage])('a failure of the kind $kind', (failure) => {
    expect(isRetryable(failure)).toBe(true)
  })
})

describe('is not tried again', () => {
  test.each([204, 301, 302, 304, 400, 401, 403, 404, 407, 409, 410, 422, 424, 426, 499])('a %i', (code) => {
    expect(isRetryable(status(code))).toBe(false)
  })
})

describe('the pause before the next attempt', () => {
  test.each([
    [1, 1_000],
    [2, 2_000],
    [3, 4_000],
    [4, 8_000],
    [5, 16_000],
    [6, 30_000],
    [7, 30_000],
    [100, 30_000],
  ])('after failure %i is up to %i ms, and half of it at least', (failures, most) => {
    for (const failure of [status(500), network, timeout, noPage]) {
      expect(backOff(failure, failures, 0)).toBe(most / 2)
      expect(backOff(failure, failures, 0.5)).toBe((most * 3) / 4)
      expect(backOff(failure, failures, 1)).toBe(most)
    }
  })

  test('is what Retry-After says, unless that is shorter than it would be anyway', () => {
    expect(backOff(status(503, 7_000), 1, 0.9)).toBe(7_000)
    expect(backOff(status(503, 7_000), 3, 0.9)).toBe(7_000)
    expect(backOff(status(503, 7_000), 9, 0)).toBe(15_000)
    expect(backOff(status(500, 400_000), 1, 0)).toBe(400_000)
    expect(backOff(status(500, 1), 1, 0)).toBe(500)
  })

  test('is short twice for a 502, and then 5 to 10 s at least', () => {
    expect(backOff(status(502), 1, 0)).toBe(500)
    expect(backOff(status(502), 2, 1)).toBe(2_000)
    expect(backOff(status(502), 3, 0)).toBe(5_000)
    expect(backOff(status(502), 3, 0.5)).toBe(7_500)
    expect(backOff(status(502), 6, 0.5)).toBe(22_500)
  })

  test('is short twice for a 503, and then 30 to 60 s', () => {
    expect(backOff(status(503), 1, 0)).toBe(500)
    expect(backOff(status(503), 2, 1)).toBe(2_000)
    expect(backOff(status(503), 3, 0)).toBe(30_000)
    expect(backOff(status(503), 9, 0.5)).toBe(45_000)
    expect(backOff(status(503), 9, 1)).toBe(60_000)
  })

  test('is no longer for others', () => {
    expect(backOff(status(501), 3, 0)).toBe(2_000)
    expect(backOff(status(504), 3, 0)).toBe(2_000)
    expect(backOff(network, 3, 0)).toBe(2_000)
  })
})
