import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { bundle, imageFlags } from './entry-point.ts'
import type { Command } from './process.ts'

const catalog = fileURLToPath(new URL('../integration_tests/configured_catalog.json', import.meta.url))

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

export const connector = (...args: readonly string[]): Command => node(bundle(), ...args)

export const read = (config: string, state?: string): Command =>
  connector(...readArguments(config), ...(state === undefined ? [] : ['--state', state]))

/** As the container image starts it. */
export const connectorAsImage = (...args: readonly string[]): Command =>
  node(...imageFlags(), bundle(), ...args)

export const readAsImage = (config: string): Command => connectorAsImage(...readArguments(config))

export const readArguments = (config: string): readonly string[] => [
  'read',
  '--config',
  config,
  '--catalog',
  catalog,
]
