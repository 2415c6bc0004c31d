import { describe, expect, test } from 'vitest'
import { type Domain, fuzz, sameAsCalm } from './fuzz/fuzz.ts'
import { promises } from './fuzz/promises.ts'

/** Fixed: `npm run test:fuzz` draws others. */
const seed = 1
const held = Object.keys(promises)

// One after the other: each puts its API in place of the network.
describe.each<[Domain, number, readonly string[]]>([
  ['files', 500, held],
  ['answers', 150, held],
  ['noise', 80, [...held, sameAsCalm]],
  ['wire', 30, held],
])('whatever comes: %s', (domain, cases, promised) => {
  let report: ReturnType<typeof fuzz> | undefined
  const reported = () => {
    report ??= fuzz(domain, cases, { seed })
    return report
  }

  test.each(promised)('%s', { timeout: 120_000 }, async (promise) => {
    const { broken } = await reported()
    // What is no broken promise, such as a command that hangs, is a failure of all of them.
    const isMine = broken?.promise === undefined || broken.promise === promise
    expect(isMine ? broken?.text : undefined).toBeUndefined()
  })

  test('some runs end well, and some do not', { timeout: 120_000 }, async () => {
    expect(Object.keys((await reported()).exits)).toEqual(['0', '1'])
  })
})
