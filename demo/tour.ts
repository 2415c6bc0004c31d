import { writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { DEFAULT_CREDENTIALS } from '../sandbox/api.ts'
import { statsOf } from '../sandbox/log.ts'
import type { Sandbox } from '../sandbox/server.ts'
import { costLines, type Load } from './costs.ts'
import { differences, type Row } from './differences.ts'
import { createMarts } from './marts.ts'
import type { Stream } from './messages.ts'
import { count, counted } from './numbers.ts'
import type { Office } from './office.ts'
import type { Paint } from './paint.ts'
import { picture } from './picture.ts'
import { createPlatform, type Platform } from './platform.ts'
import { askReport, keptBackSince, type Report } from './report.ts'
import type { Story } from './story.ts'
import { sync } from './sync.ts'
import type { Version } from './version.ts'
import type { Table, Warehouse } from './warehouse.ts'

export interface Stage {
  readonly version: Version
  readonly office: Office
  readonly sandbox: Sandbox
  readonly warehouse: Warehouse
  /** The repository, and the folder in which files are left, from there. */
  readonly root: string
  readonly output: string
  readonly paint: Paint
  readonly story: Story
}

export interface Outcome {
  /** How many calls are in the table, each as the account lists it. */
  readonly calls: number
  readonly report: Report
  readonly loads: readonly Load[]
}

/** The demo, step by step. Throws at the first thing that is not as it must be. */
export const tour = async (stage: Stage): Promise<Outcome> => {
  const { version, office, sandbox, warehouse, root, output, paint, story } = stage
  const began = performance.now()
  const files = {
    config: `${output}/config.json`,
    catalog: `${output}/configured_catalog.json`,
    state: `${output}/state.json`,
  }
  const platform = createPlatform(root, resolve(root, output, 'messages.jsonl'), story)
  try {
    introduce(stage)
    await describe(platform, story)
    await writeJson(resolve(root, files.config), {
      api_key: DEFAULT_CREDENTIALS.key,
      api_secret: DEFAULT_CREDENTIALS.secret,
      start_date: office.firstDay,
      api_version: version.api,
      base_url: sandbox.url,
    })
    await check(platform, stage, files.config)
    const streams = await discover(platform, stage, files.config)
    await writeJson(resolve(root, files.catalog), configuredCatalog(streams))
    const tables = new Map<string, Table>()
    for (const stream of streams) tables.set(stream.name, await warehouse.createTable(stream, version.schema))
    const view = await version.view()
    if (view !== undefined) await warehouse.connection.run(view)

    const read = ['read', '--config', files.config, '--catalog', files.catalog]
    const load = (args: readonly string[]) =>
      loadInto(tables, args, platform, stage, resolve(root, files.state))
    story.step('First sync: everything')
    const first = await load(read)
    passAnHour(stage)
    story.step('Second sync: from the saved state, so only what is new or changed')
    const second = await load([...read, '--state', files.state])
    const calls = await verify(tables, stage)

    await createMarts(warehouse.connection, version.api)
    const report = await askReport(warehouse.connection)
    const loads = [first, second]
    story.lines(picture(report, paint))
    story.lines(costLines(loads, (performance.now() - began) / 1000, paint))
    return { calls, report, loads }
  } finally {
    platform.close()
  }
}

const introduce = ({ version, office, sandbox, story }: Stage): void => {
  const listed = office.account.visible(office.now()).length
  story.step(`An account to read from: a sandbox that serves the JustCall API ${version.api}`)
  story.outcome(
    `${sandbox.url} lists ${count(listed)} calls of ${office.account.agents.length} agents since ${office.firstDay}.`,
  )
}

const describe = async (platform: Platform, story: Story): Promise<void> => {
  story.step('What does the connector want to know?')
  const { spec } = await platform.ask('SPEC', ['spec'])
  const { required = [], properties = {} } = spec.connectionSpecification
  const optional = Object.keys(properties).length - required.length
  story.outcome(`${required.join(', ')}; and ${optional} optional settings.`)
}

const check = async (platform: Platform, { sandbox, story }: Stage, config: string): Promise<void> => {
  story.step('Does a configuration work?')
  const { connectionStatus } = await platform.ask('CONNECTION_STATUS', ['check', '--config', config])
  if (connectionStatus.status !== 'SUCCEEDED') throw new Error(`check: ${connectionStatus.message}`)
  story.outcome(`${connectionStatus.status}, with ${counted(sandbox.requests.length, 'request')}.`)
}

const discover = async (
  platform: Platform,
  { version, story }: Stage,
  config: string,
): Promise<readonly Stream[]> => {
  story.step('What is there to load?')
  const { catalog } = await platform.ask('CATALOG', ['discover', '--config', config])
  const named = (wanted: string): Stream => {
    const stream = catalog.streams.find(({ name }) => name === wanted)
    if (!stream) throw new Error(`discover names no stream "${wanted}"`)
    return stream
  }
  const stream = named('calls')
  const lookups = version.lookups.map((lookup) => named(lookup.stream))
  const { json_schema, source_defined_primary_key: key = [], default_cursor_field: cursor = [] } = stream
  const fields = Object.keys(json_schema.properties ?? {}).length
  story.outcome(
    `The stream "${stream.name}": ${fields} fields, key ${key.join(', ')}, cursor ${cursor.join('.')}. It becomes a DuckDB table of typed columns.`,
  )
  if (version.schema !== 'main') {
    story.outcome(
      `The table is ${version.schema}.${stream.name}; the view ${stream.name} shows it with the columns of v2.`,
    )
  }
  if (lookups.length > 0) {
    const names = lookups.map(({ name }) => `"${name}"`).join(', ')
    const others = catalog.streams.length - 1 - lookups.length
    story.outcome(
      `${names} is loaded too, for the names of the agents; ${count(others)} other streams are left out.`,
    )
  }
  return [...lookups, stream]
}

const configuredCatalog = (streams: readonly Stream[]) => ({
  streams: streams.map((stream) => ({
    stream,
    sync_mode: stream.default_cursor_field === undefined ? 'full_refresh' : 'incremental',
    destination_sync_mode: 'append_dedup',
  })),
})

const loadInto = async (
  tables: ReadonlyMap<string, Table>,
  args: readonly string[],
  platform: Platform,
  { sandbox, story, warehouse }: Stage,
  stateFile: string,
): Promise<Load> => {
  sandbox.resetLog()
  const keptBack = await keptBackSince(warehouse.connection)
  const outcome = await sync(platform.run(args), tables, stateFile)
  const { requests: asked, rows } = statsOf(sandbox.requests)
  for (const warning of outcome.warnings) story.warning(warning)
  const upserted = [...outcome.records].map(
    ([name, records]) =>
      `${count(records)} records of "${name}" upserted by ${tables.get(name)?.key.join(', ')}`,
  )
  story.outcome(`${upserted.join(', ')}; ${counted(outcome.states, 'state')} saved, none before its records.`)
  for (const summary of outcome.summaries) story.outcome(`The connector says: ${summary}`)
  return { ...outcome, requests: asked, rows, keptBack: await keptBack() }
}

const passAnHour = ({ version, office, story }: Stage): void => {
  story.step('An hour passes at the office')
  const { arrived, begunBefore, edited } = office.passAnHour()
  story.outcome(
    `${arrived} calls are listed that were not before; ${begunBefore} of them began before the first sync and ended after it.`,
  )
  story.outcome(`${edited} calls that were loaded get ${version.written}.`)
}

const verify = async (tables: ReadonlyMap<string, Table>, stage: Stage): Promise<number> => {
  const { version, office, story } = stage
  story.step('Is the table what the account lists?')
  const compare = (name: string, listed: readonly Row[]) =>
    compareTable(tables.get(name), name, listed, stage)
  const calls = version.listed(office.account, office.now())
  const fields = await compare('calls', calls)
  story.outcome(
    `Yes: ${count(calls.length)} calls on both sides, all ${fields} fields of each compared, edited ones too.`,
  )
  for (const { stream, listed } of version.lookups) {
    const rows = listed(office.account, office.now())
    await compare(stream, rows)
    story.outcome(`So is "${stream}": ${counted(rows.length, 'row')}.`)
  }
  return calls.length
}

/** @returns how many fields of each row were compared. @throws Error if the table is not what is listed. */
const compareTable = async (
  table: Table | undefined,
  name: string,
  listed: readonly Row[],
  { warehouse }: Stage,
): Promise<number> => {
  if (table === undefined) throw new Error(`There is no table for the stream "${name}"`)
  const reader = await warehouse.connection.runAndReadAll(`from ${table.name}`)
  const found = differences(table.columns, table.key[0] ?? '', listed, reader.getRowObjectsJS())
  if (found.length > 0) {
    throw new Error(
      `The table "${name}" differs in ${found.length} places:\n${found.slice(0, MOST_DIFFERENCES).join('\n')}`,
    )
  }
  return table.columns.length
}

const MOST_DIFFERENCES = 10

const writeJson = (file: string, value: unknown) => writeFile(file, `${JSON.stringify(value, null, 2)}\n`)
