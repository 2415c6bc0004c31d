import { existsSync } from 'node:fs'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { imageFlags } from '../bench/entry-point.ts'
import { run } from '../bench/process.ts'
import { type Served, serve } from '../bench/served.ts'
import { bundle } from './command.ts'
import { configuredCatalog, writeConfig, writeFile } from './setup.ts'

/** The newest Node that the project brings and the oldest that it supports. */
const nodes = [
  { version: '26', node: process.execPath },
  {
    version: '22.19',
    node: fileURLToPath(new URL('../.ci/node-22/node_modules/.bin/node', import.meta.url)),
  },
]
const meanings = ['included', 'excluded'] as const
const cases = nodes.flatMap((node) => meanings.map((meaning) => ({ ...node, meaning })))

/** A steady account; its last days hold a tenth of its calls. */
const history = { calls: 600_000, from: '2024-01-01', to: '2026-10-31' }
const lastTenth = '2026-07-20'

/** Measured in single rounds: 0.99 to 1.12. */
const mostGrowth = 1.25

let served: Served

beforeAll(async () => {
  served = await serve(history)
  expect(Math.round((await served.count(lastTenth)) / 1_000)).toBe(60)
})
afterAll(() => served.stop())

// The kernel's high-water mark of a process is in /proc.
describe.runIf(process.platform === 'linux')('peak memory of a read, started as the image starts it', () => {
  test.each(cases)(
    'does not grow from 60,000 calls to 600,000: Node $version, end_date $meaning',
    async ({ version, node, meaning }) => {
      if (!existsSync(node)) throw new Error(`Node ${version} is missing: npm run node-22 installs it`)
      await served.setEndDate(meaning)
      const few: number[] = []
      const many: number[] = []
      const growth = () => Math.min(...many) / Math.min(...few)
      // Noise only adds, so the least of the rounds is the nearest to the truth, and one below the bound is enough.
      do {
        few.push(await peakOfRead(node, lastTenth))
        many.push(await peakOfRead(node, history.from))
      } while (growth() >= mostGrowth && many.length < 3)
      expect(growth(), `MiB: ${few} and ${many}`).toBeLessThan(mostGrowth)
    },
  )
})

async function peakOfRead(node: string, start_date: string): Promise<number> {
  const config = writeConfig(served.url, { start_date })
  const catalog = writeFile('catalog.json', configuredCatalog)
  const args = [...imageFlags(), bundle, 'read', '--config', config, '--catalog', catalog]
  const { peak } = await run({ command: node, args })
  const pages = (await served.takeRequests()).length
  // Whatever was measured was a whole read.
  expect(pages * 100).toBeGreaterThanOrEqual(await served.count(start_date))
  return peak
}
