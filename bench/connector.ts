import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Command } from './process.ts'

const root = fileURLToPath(new URL('..', import.meta.url))

/** The connector as it is installed. */
const bundle = process.env['BENCH_BUNDLE'] ?? join(root, 'dist/source-justcall.js')
const catalog = join(root, 'integration_tests/configured_catalog.json')

/** Holds what the programs read and write; gone when the bench ends. */
export const folder = mkdtempSync(join(tmpdir(), 'bench-'))
process.once('exit', () => rmSync(folder, { recursive: true, force: true }))

let files = 0

/** @returns the path of a file that holds the value as JSON. */
export function jsonFile(value: unknown): string {
  files += 1
  const path = join(folder, `${files}.json`)
  writeFileSync(path, JSON.stringify(value))
  return path
}

/** A configuration for the account at an address. */
export const configFile = (url: string, more: Readonly<Record<string, unknown>> = {}): string =>
  jsonFile({
    api_key: 'a-key-of-mine',
    api_secret: 'a-secret-of-mine',
    start_date: '2020-01-01',
    base_url: url,
    ...more,
  })

/** A program run by the Node that runs the bench. */
export const node = (...args: readonly string[]): Command => ({ command: process.execPath, args })

/** A program of this folder. */
export const program = (name: string, ...args: readonly string[]): Command =>
  node(fileURLToPath(new URL(name, import.meta.url)), ...args)

export const connector = (...args: readonly string[]): Command => node(bundle, ...args)

export const read = (config: string, state?: string): Command =>
  connector(
    'read',
    '--config',
    config,
    '--catalog',
    catalog,
    ...(state === undefined ? [] : ['--state', state]),
  )
