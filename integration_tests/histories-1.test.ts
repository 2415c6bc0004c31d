import { expect, test } from 'vitest'
import { liveThrough } from './model/histories.ts'

// In two files, so that two processors share them. The seeds are fixed: `npm run test:soak` draws others.
test('five hundred random histories lose, double and alter no call, and no state is ever ahead', async () => {
  await expect(liveThrough(500, { seed: 1 })).resolves.toBeUndefined()
}, 300_000)
