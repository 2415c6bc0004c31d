import { describe, expect, test } from 'vitest'
import { type Domain, fuzz, sameAsCalm } from './fuzz/fuzz.ts'
import { promises } from './fuzz/promises.ts'

// The seed is fixed: `npm run test:fuzz` draws others.
const seed = 1
const domains: readonly (readonly [Domain, number, readonly string[]])[] = [
  ['files', 1_000, Object.keys(promises)],
  ['answers', 250, Object.keys(promises)],
  ['noise', 150, [...Object.keys(promises), sameAsCalm]],
]

describe.each(domains)('whatever comes by %s', (domain, cases, held) => {
  const report = fuzz(domain, cases, { seed })

  test.each(held)('%s', { timeout: 120_000 }, async (promise) => {
    const { broken } = await report
    // What breaks none of the promises by name is a failure of all of them.
    expect(
      broken?.promise === undefined || broken.promise === promise ? broken?.text : undefined,
    ).toBeUndefined()
  })

  test('some runs end well and some do not', { timeout: 120_000 }, async () => {
    expect(Object.keys((await report).exits)).toEqual(['0', '1'])
  })
})
