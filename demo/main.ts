/**
 * The whole job on one machine: a sandbox account, the built connector as a platform runs it, and a DuckDB file.
 * Fails if in the end the table is not what the account lists. `--api v2.1` does it in that version of the API.
 */
import { mkdir, rm } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { startSandbox } from '../sandbox/server.ts'
import { openOffice } from './office.ts'
import { paint } from './paint.ts'
import { tellStory } from './story.ts'
import { tour } from './tour.ts'
import { readApi, type Version, versionOf } from './version.ts'
import { openWarehouse } from './warehouse.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const output = 'demo/output'

const demo = async (version: Version): Promise<void> => {
  await rm(`${root}${output}`, { recursive: true, force: true })
  await mkdir(`${root}${output}`, { recursive: true })
  const office = openOffice({ calls: 6000, days: 60, end: Date.now() })
  // As slow as a real network, so that what is read at once and what is waited for shows.
  const sandbox = await startSandbox({
    account: office.account,
    now: office.now,
    latencyMs: [20, 60],
    behaviour: { api: version.api },
  })
  try {
    const warehouse = await openWarehouse(`${root}${output}/calls.duckdb`)
    try {
      await tour({ version, office, sandbox, warehouse, root, output, paint, story })
    } finally {
      warehouse.close()
    }
  } finally {
    await sandbox.close()
  }
}

// Who reads only the beginning, as `| head` does, has seen enough; the work is still done.
process.stdout.on('error', () => {})
const story = tellStory((text) => process.stdout.write(text), paint)
try {
  await demo(versionOf(readApi(process.argv.slice(2))))
} catch (error) {
  process.stderr.write(`\nThe demo failed. ${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
}
