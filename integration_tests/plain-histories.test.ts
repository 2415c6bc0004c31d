import fc from 'fast-check'
import { expect, test } from 'vitest'
import { livePlain, plainHistories } from './model/plain-history.ts'

test('five hundred random lists that are read whole lose no row in silence, and double none', async () => {
  const reads = fc.asyncProperty(plainHistories, livePlain)
  await expect(fc.assert(reads, { numRuns: 500, seed: 1, endOnFailure: true })).resolves.toBeUndefined()
}, 120_000)
