import { readFile } from 'node:fs/promises'
import { ConfigError } from '../protocol/errors.ts'
import { findJsonFault } from './json-fault.ts'
import { isPlausiblePath } from './plausible-path.ts'

/**
 * Reads the JSON file that a flag names.
 * @throws ConfigError that names the flag, the path, the fault and its location, but never content of the file, which may
 * be secret, nor a path that may be such content.
 */
export const readJsonFile = async (flag: string, path: string): Promise<unknown> =>
  parseJsonText(flag, path, await readTextFile(flag, path))

/** @throws ConfigError as `readJsonFile` does, if the file cannot be read. */
export async function readTextFile(flag: string, path: string): Promise<string> {
  if (path.trim() === '') throw new ConfigError(emptyPath(flag))
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    const reason = reasons[code] ?? `the file cannot be read (${code || 'unknown reason'})`
    // A directory exists, so its path is safe to show. The cause repeats the path.
    if (code !== 'EISDIR' && !isPlausiblePath(path)) throw new ConfigError(unrepeated(flag, reason))
    throw new ConfigError(`${flag} ${path}: ${reason}.`, { cause: error })
  }
}

/** @throws ConfigError as `readJsonFile` does, if the text is not JSON. */
export function parseJsonText(flag: string, path: string, content: string, parse = JSON.parse): unknown {
  const text = content.replace(/^\uFEFF/, '')
  if (text.trim() === '') throw new ConfigError(`${flag} ${path}: the file is empty; it must hold JSON.`)
  let value: unknown
  try {
    value = parse(text)
  } catch {
    if (isJsonLines(text)) throw new ConfigError(`${flag} ${path}: ${severalValues}`)
    throw new ConfigError(`${flag} ${path}: not valid JSON at ${place(text)}.`)
  }
  if (isDeep(value))
    throw new ConfigError(`${flag} ${path}: its values are nested more than ${mostDepth} deep.`)
  return value
}

/** Far more than any file has, and far less than the stack holds. */
const mostDepth = 500

function isDeep(value: unknown): boolean {
  let level = [value]
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > mostDepth) return true
    level = level.flatMap((part) => (typeof part === 'object' && part !== null ? Object.values(part) : []))
  }
  return false
}

const emptyPath = (flag: string) =>
  `${flag}: the path of a JSON file is expected, and what was given is empty: check the variable that should hold it${flag === '--state' ? ', or leave --state out if there is no state yet' : ''}.`

const unrepeated = (flag: string, reason: string) =>
  `${flag}: the path of a JSON file is expected, not the JSON itself; what was given is not repeated here, since it may hold a secret (${reason}).`

const severalValues =
  'it holds several JSON values, one per line, but exactly one is needed; keep only that line.'

const reasons: Record<string, string> = {
  ENOENT: 'no such file',
  EISDIR: 'a directory, where a JSON file is needed',
  EACCES: 'the file may not be read by this user',
  ENOTDIR: 'no such file, since part of the path is not a directory',
}

function isJsonLines(text: string): boolean {
  try {
    for (const line of text.trim().split('\n')) JSON.parse(line)
    return true
  } catch {
    return false
  }
}

function place(text: string): string {
  const { offset, expected } = findJsonFault(text)
  const before = text.slice(0, offset).split('\n')
  const where = `line ${before.length}, column ${(before.at(-1) ?? '').length + 1}`
  return offset >= text.trimEnd().length
    ? `${where}: the text ends where ${expected} is expected`
    : `${where}: ${expected} is expected`
}
