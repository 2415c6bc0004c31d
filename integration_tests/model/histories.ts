import fc from 'fast-check'
import { histories, live } from './history.ts'

/**
 * Lives through so many random histories. Each is an account, what happens to it, and the syncs that read it through faults
 * and kills; a failure prints the seed and the path that replay it.
 */
export async function liveThrough(
  numRuns: number,
  replay: { seed?: number; path?: string } = {},
): Promise<void> {
  await fc.assert(
    fc.asyncProperty(histories, async (history) => {
      await live(history)
    }),
    { numRuns, ...replay, endOnFailure: true },
  )
}
