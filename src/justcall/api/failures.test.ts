import { describe, expect, test } from 'vitest'
import { ApiRefusal, isAboutRange } from './failures.ts'

describe('a refusal', () => {
  test.each([
    [400, 'JustCall does not accept the request'],
    [422, 'JustCall does not accept the request'],
    [401, 'does not accept the API key or the API secret'],
    [403, 'does not allow this key to read calls'],
    [404, 'There is no call list at this address'],
    [300, 'The address leads elsewhere'],
    [399, 'The address leads elsewhere'],
    [204, 'JustCall refuses the request'],
    [409, 'JustCall refuses the request'],
  ])('of status %i says what to do', (status, advice) => {
    const refusal = new ApiRefusal(status, 'it said so', 'page 1')
    expect(refusal.message).toContain(advice)
    expect(refusal.message).toMatch(/ \(it said so; page 1\)\.$/)
    expect(refusal).toMatchObject({ status, failureType: 'config_error', name: 'ApiRefusal' })
  })
})

test('only 400 and 422 are about the range', () => {
  expect([400, 422].map((status) => isAboutRange(new ApiRefusal(status, 'it said so', 'page 1')))).toEqual([
    true,
    true,
  ])
  expect(
    [401, 403, 404, 301].map((status) => isAboutRange(new ApiRefusal(status, 'it said so', 'page 1'))),
  ).toEqual([false, false, false, false])
  expect(isAboutRange(Object.assign(new Error('no'), { status: 400 }))).toBe(false)
  expect(isAboutRange(undefined)).toBe(false)
})
