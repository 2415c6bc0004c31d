import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import { type Sandbox, type SandboxOptions, startSandbox } from '../sandbox/server.ts'
import {
  type CommandOptions,
  type CommandResult,
  type RunningCommand,
  runCommand,
  startCommand,
} from './command.ts'
import type { Fields } from './protocol.ts'

/** Fixtures by the names that Airbyte's own tests give them. */
export const fixture = (name: string): string => readFileSync(new URL(name, import.meta.url), 'utf8')

export const sampleConfig: Fields = JSON.parse(fixture('sample_config.json'))
export const configuredCatalog: Catalog = JSON.parse(fixture('configured_catalog.json'))

interface Catalog {
  readonly streams: readonly (Fields & { readonly stream: Fields })[]
}

/** The catalog for another sync mode, or with other properties of its one stream. */
export const catalogWith = (changes: Fields): Catalog => ({
  streams: configuredCatalog.streams.map((stream) => ({ ...stream, ...changes })),
})

/** Long ago, so that neither the day on which a test runs nor its hour changes what is read. */
export const account = { seed: 7, calls: 250, from: '2024-03-01', to: '2024-03-12' } as const

const sandboxes: Sandbox[] = []
const directory = mkdtempSync(join(tmpdir(), 'source-justcall-'))
let files = 0

afterAll(async () => {
  await Promise.all(sandboxes.map((sandbox) => sandbox.close()))
  rmSync(directory, { recursive: true, force: true })
})

export async function startApi(options: SandboxOptions = {}): Promise<Sandbox> {
  const sandbox = await startSandbox({ account, ...options })
  sandboxes.push(sandbox)
  return sandbox
}

/** A new file in a directory that goes away after the tests. Text is written as it is, anything else as JSON. */
export function writeFile(name: string, content: unknown): string {
  files += 1
  const path = join(directory, `${files}-${name}`)
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content))
  return path
}

export interface Sync extends CommandOptions {
  /** Changes to the sample configuration. */
  readonly config?: Fields
  readonly catalog?: unknown
  readonly state?: unknown
  readonly flags?: readonly string[]
}

export const writeConfig = (url: string, changes: Fields = {}): string =>
  writeFile('config.json', { ...sampleConfig, base_url: url, ...changes })

function readArguments(
  url: string,
  { config, catalog = configuredCatalog, state, flags = [] }: Sync,
): string[] {
  return [
    'read',
    '--config',
    writeConfig(url, config),
    '--catalog',
    writeFile('catalog.json', catalog),
    ...(state === undefined ? [] : ['--state', writeFile('state.json', state)]),
    ...flags,
  ]
}

export const runRead = (url: string, sync: Sync = {}): Promise<CommandResult> =>
  runCommand(readArguments(url, sync), sync)

export const startRead = (url: string, sync: Sync = {}): RunningCommand =>
  startCommand(readArguments(url, sync), sync)

/** The state of a sync as a platform keeps it: the last one. */
export const lastState = ({ states }: Pick<CommandResult, 'states'>): readonly unknown[] => states.slice(-1)

export const warningsOf = ({ logs }: Pick<CommandResult, 'logs'>): readonly string[] =>
  logs.filter(({ level }) => level === 'WARN').map(({ message }) => message)
