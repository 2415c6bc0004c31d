import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Command } from './process.ts'

const root = fileURLToPath(new URL('..', import.meta.url))

/** The connector as it is installed; BENCH_BUNDLE names another build, to compare with. */
export const bundle = process.env['BENCH_BUNDLE'] ?? join(root, 'dist/source-justcall.js')
export const catalog = join(root, 'integration_tests/configured_catalog.json')

/** Holds what the programs read and write; gone when the bench ends. */
export const folder = mkdtempSync(join(tmpdir(), 'bench-'))
process.once('exit', () => rmSync(folder, { recursive: true, force: true }))

interface Account {
  readonly url: string
  readonly from: string
}

let files = 0

/** @returns the path of a file that holds the value as JSON. */
export function jsonFile(value: unknown): string {
  files += 1
  const path = join(folder, `${files}.json`)
  writeFileSync(path, JSON.stringify(value))
  return path
}

/** A configuration for a whole account. */
export const configFile = ({ url, from }: Account, more: Readonly<Record<string, unknown>> = {}): string =>
  jsonFile({
    api_key: 'a-key-of-mine',
    api_secret: 'a-secret-of-mine',
    start_date: from,
    base_url: url,
    ...more,
  })

/** A program run by the Node that runs the bench. */
export const node = (...args: readonly string[]): Command => ({ command: process.execPath, args })

/** A program of this folder. */
export const program = (name: string, ...args: readonly string[]): Command =>
  node(fileURLToPath(new URL(name, import.meta.url)), ...args)

/** A young generation of 4 MiB a half: less memory, nothing slower. V8 takes it only when the process starts. */
export const flags: readonly string[] = ['--max-semi-space-size=4']

export const connector = (...args: readonly string[]): Command => node(...flags, bundle, ...args)

export const read = (config: string, state?: string): Command =>
  connector(
    'read',
    '--config',
    config,
    '--catalog',
    catalog,
    ...(state === undefined ? [] : ['--state', state]),
  )
