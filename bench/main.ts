/**
 * Measures the connector beside what it is held against, prints a table, and writes docs/performance.md. The ratios are what
 * counts: times are this machine's, at this moment. `npm run bench -- --help` lists the arguments.
 */
import { existsSync } from 'node:fs'
import process from 'node:process'
import { type Part, parseArguments } from './arguments.ts'
import { measureCurlAndJq } from './curl-jq.ts'
import { bundle } from './entry-point.ts'
import { measureFaros } from './faros/measure.ts'
import { measureImage } from './image.ts'
import { measureLatency } from './latency.ts'
import { installEngine } from './low-code/engine.ts'
import { measureLowCode, measureLowCodeV21 } from './low-code/measure.ts'
import { load, machine } from './machine.ts'
import { measureMemory } from './memory.ts'
import { writePage } from './page.ts'
import { measureReading } from './reading.ts'
import type { Measured } from './result.ts'
import { measureSecondSync } from './second-sync.ts'
import { type Served, withServed } from './served.ts'
import { measureStartUp } from './start-up.ts'
import { table } from './table.ts'

const { rounds, peer, only, page } = parseArguments(process.argv.slice(2))
if (!existsSync(bundle())) throw new Error(`${bundle()} is missing: npm run build makes it`)
const loadBefore = load()
const measured: Measured[] = []
const missing: string[] = []

const measure = async (name: string, result: () => Promise<Measured | string>): Promise<void> => {
  process.stderr.write(`${name} ...\n`)
  const found = await result()
  if (typeof found === 'string') missing.push(found)
  else measured.push(found)
}

/** A steady account of so many days, up to yesterday. */
const account = (calls: number, days: number) => ({ calls, from: dayAgo(days), to: dayAgo(1) })
const dayAgo = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10)

const ofMedium: Readonly<Partial<Record<Part, (served: Served) => Promise<void>>>> = {
  read: (served) => measure('a read', () => measureReading(served, rounds)),
  scripts: async (served) => {
    await measure('curl and jq', () => measureCurlAndJq(served, rounds))
    await measure('the Faros kit', () => measureFaros(served, peer ? rounds : 0))
    if (peer) await measure("Airbyte's low-code engine", () => measureLowCode(served, Math.min(rounds, 3)))
  },
}

if (only.includes('read') || (only.includes('scripts') && peer)) {
  await withServed({ ...account(200_000, 600), version: 'v2.1' }, async (served) => {
    if (only.includes('read')) await measure('a read of API v2.1', () => measureReading(served, rounds))
    if (only.includes('scripts') && peer) {
      await measure("Airbyte's low-code engine, API v2.1", () =>
        measureLowCodeV21(served, Math.min(rounds, 3)),
      )
    }
  })
}

await withServed(account(20_000, 60), async (small) => {
  const has = (part: Part) => only.includes(part)
  if (has('start')) await measure('start-up', () => measureStartUp(small, rounds * 2))
  if (has('read') || has('scripts')) {
    await withServed(account(200_000, 600), async (medium) => {
      for (const part of only) await ofMedium[part]?.(medium)
    })
  }
  if (has('workers')) await measure('workers', () => measureLatency(small, 1))
  if (has('second')) await measure('a second sync', () => measureSecondSync(rounds))
  if (has('memory')) {
    const hasEngine = peer && (await installEngine())
    await withServed(account(1_000_000, 1_200), (large) =>
      measure('memory', () => measureMemory(small, large, Math.min(rounds, 3), hasEngine)),
    )
  }
  if (has('image')) await measure('the image', measureImage)
})

process.stdout.write(`${machine()}; load ${loadBefore} before, ${load()} now; ${rounds} rounds\n\n`)
process.stdout.write(`${table(measured.flatMap(({ results }) => results))}\n`)
for (const sentence of missing) process.stdout.write(`${sentence}\n`)
if (page) {
  const command = ['npm run bench', ...(peer ? ['-- --peer'] : [])].join(' ')
  writePage({ measured, missing, command, rounds, loadBefore })
}
