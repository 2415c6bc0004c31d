/** `npm run test:soak -- [histories] [seed] [path]`: many more random histories than the tests live through. */
import process from 'node:process'
import { liveThrough } from './histories.ts'

const [numRuns = '20000', seed, path] = process.argv.slice(2)
await liveThrough(Number(numRuns), {
  ...(seed === undefined ? {} : { seed: Number(seed) }),
  ...(path === undefined ? {} : { path }),
})
process.stdout.write(
  `${numRuns} histories: nothing lost, nothing doubled, nothing altered, no state ahead.\n`,
)
