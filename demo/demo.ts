import { mkdir, rm, writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { startSandbox } from '../sandbox/server.ts'
import { openOffice } from './office.ts'
import type { Paint } from './paint.ts'
import type { Story } from './story.ts'
import { type Outcome, tour } from './tour.ts'
import type { Version } from './version.ts'
import { openWarehouse } from './warehouse.ts'

export interface DemoOptions {
  readonly version: Version
  /** The moment (ms) that the account has reached at the end. */
  readonly end: number
  /** The folder in which files are left, from the repository's root. What is in it goes. */
  readonly output: string
  /** Where to write the report as a web page and as a picture, from there too; not at all without. */
  readonly html?: string | undefined
  readonly svg?: string | undefined
  readonly paint: Paint
  readonly story: Story
}

/** When the README's picture is of (ms), so that it does not change with the day on which it is drawn. */
export const PICTURE_END = Date.parse('2026-03-13T23:30:00Z')

/** Runs the demo. @throws Error if in the end the table is not what the account lists. */
export const runDemo = async (options: DemoOptions): Promise<void> => {
  const { output, paint, story } = options
  await rm(resolve(ROOT, output), { recursive: true, force: true })
  await mkdir(resolve(ROOT, output), { recursive: true })
  const outcome = await perform(options)
  const written = await writeFiles(options, outcome)
  if (written.length > 0) story.lines([paint('bold', 'Written'), ...written])
  story.lines(farewell(output, paint))
}

const ROOT = fileURLToPath(new URL('..', import.meta.url))

const perform = async ({ version, end, output, paint, story }: DemoOptions): Promise<Outcome> => {
  const office = openOffice({ calls: 6000, days: 60, end })
  // As slow as a real network, so that what is read at once and what is waited for shows.
  const sandbox = await startSandbox({
    account: office.account,
    now: office.now,
    latencyMs: [20, 60],
    behaviour: { api: version.api },
  })
  try {
    const warehouse = await openWarehouse(resolve(ROOT, output, 'calls.duckdb'))
    try {
      return await tour({ version, office, sandbox, warehouse, root: ROOT, output, paint, story })
    } finally {
      warehouse.close()
    }
  } finally {
    await sandbox.close()
  }
}

/** The plotting library takes as long to load as a step of the demo, so it is loaded only where it is used. */
const writeFiles = async ({ version, html, svg }: DemoOptions, outcome: Outcome): Promise<string[]> => {
  const written: string[] = []
  const write = async (file: string, text: string) => {
    await writeFile(resolve(ROOT, file), text)
    written.push(`  ${file}   ${pathToFileURL(resolve(ROOT, file))}`)
  }
  if (html !== undefined) await write(html, (await import('./page.ts')).page(outcome, version.api))
  if (svg !== undefined) await write(svg, (await import('./card.ts')).card(outcome.report))
  return written
}

const farewell = (output: string, paint: Paint): string[] => [
  paint('bold', 'Look at it yourself'),
  `  ${paint('cyan', '$ npm run demo:query -- "select status, count(*) from calls group by all order by 2 desc"')}`,
  `  ${paint('cyan', '$ npm run demo:query -- "select * from marts.first_response order by missed_at desc"')}`,
  `  ${paint('cyan', `$ duckdb ${output}/calls.duckdb`)}${paint('dim', '   with the DuckDB command line, if you have it')}`,
  `${output}/ also holds the configuration, the catalog, the state and every line of the connector.`,
]
