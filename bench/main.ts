/**
 * Measures the connector beside what it can be compared with, prints a table, and writes docs/benchmarks.md.
 *
 *     npm run bench -- [--peer] [--quick] [--print]
 *
 * `--peer` adds Airbyte's low-code engine, which is installed once; `--quick` runs everything once, on less, and like
 * `--print` leaves the page as it is.
 */
import { existsSync } from 'node:fs'
import process from 'node:process'
import { parseArgs } from 'node:util'
import { bundle, flags } from './connector.ts'
import { measureCurlAndJq } from './curl-jq.ts'
import { measureImage } from './image.ts'
import { measureLatency } from './latency.ts'
import { measureMemory } from './memory.ts'
import { measurePeer } from './peer/measure.ts'
import { measureReading } from './reading.ts'
import { table, writeReport } from './report.ts'
import type { Measured } from './result.ts'
import { measureSecondSync } from './second-sync.ts'
import { withServed } from './served.ts'
import { measureStartUp } from './start-up.ts'

const { values } = parseArgs({
  options: { peer: { type: 'boolean' }, quick: { type: 'boolean' }, print: { type: 'boolean' } },
})
if (!existsSync(bundle)) throw new Error(`${bundle} is missing: npm run build makes it`)
const quick = values.quick === true
const rounds = (many: number): number => (quick ? 1 : many)
const measured: Measured[] = []
const missing: string[] = []

const measure = async (name: string, result: Promise<Measured | string>): Promise<void> => {
  process.stderr.write(`${name} ...\n`)
  const found = await result
  if (typeof found === 'string') missing.push(found)
  else measured.push(found)
}

/** A steady account of so many days, up to yesterday. */
const account = (calls: number, days: number) => ({ calls, from: dayAgo(days), to: dayAgo(1) })
const dayAgo = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10)

const small = account(20_000, 60)
const medium = account(quick ? 50_000 : 200_000, 600)
const large = account(quick ? 200_000 : 1_000_000, 1_200)

await withServed(small, (few) =>
  withServed(medium, async (served) => {
    await measure('start', measureStartUp(few, rounds(9)))
    await measure('read', measureReading(served, rounds(7)))
    await measure('curl | jq -c', measureCurlAndJq(served, rounds(3)))
    await measure('latency', measureLatency(few, 1))
    await measure('second sync', measureSecondSync(rounds(7)))
    await withServed(large, async (many) => {
      await measure('memory', measureMemory(few, many, rounds(3)))
      if (values.peer) await measure("Airbyte's low-code engine", measurePeer(served, rounds(3)))
    })
  }),
)
await measure('image', measureImage())

const results = measured.flatMap((each) => each.results)
process.stdout.write(`${table(results)}\n${missing.map((sentence) => `${sentence}\n`).join('')}`)
if (!quick && !values.print) {
  const command = `npm run bench${values.peer ? ' -- --peer' : ''}`
  writeReport({ measured, missing, command, flags, rounds: 9 })
}
