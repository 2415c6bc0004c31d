import { expect, test } from 'vitest'
import { liveThrough } from './model/histories.ts'

// In two files, so that two processors share them.
test('a thousand random histories lose, double and alter no call, and no state is ever ahead', async () => {
  await expect(liveThrough(1_000)).resolves.toBeUndefined()
}, 300_000)
