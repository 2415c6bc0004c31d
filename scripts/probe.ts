/**
 * `npm run probe -- --config config.json` asks a real account what the API's documentation leaves open, with some 25 requests that only
 * read, and prints a report without anything of the account: it can be pasted into a public issue.
 */
import { readFile } from 'node:fs/promises'
import process from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { readProbeConfig } from './probe/config.ts'
import { probe } from './probe/probe.ts'

const { values } = parseArgs({ options: { config: { type: 'string' } } })
try {
  if (values.config === undefined)
    throw new Error('Give the configuration: npm run probe -- --config config.json')
  const config = readProbeConfig(await readFile(values.config, 'utf8'))
  const clock = { now: Date.now, sleep: (milliseconds: number) => sleep(milliseconds) }
  const progress = (text: string) => process.stderr.write(`${text}\n`)
  process.stdout.write(await probe(config, clock, progress))
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
}
