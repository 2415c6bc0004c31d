import { readFile } from 'node:fs/promises'
import { ConfigError } from './errors.ts'
import { findJsonFault } from './json-fault.ts'

/**
 * The value in a JSON file that a flag names.
 * @throws ConfigError that names the flag, the path and the fault with its place; never the file's content,
 * which may be secret.
 */
export async function readJsonFile(flag: string, path: string): Promise<unknown> {
  const text = (await read(flag, path)).replace(/^\uFEFF/, '')
  if (text.trim() === '') throw new ConfigError(`${flag} ${path}: the file is empty; it must hold JSON.`)
  try {
    return JSON.parse(text)
  } catch {
    throw new ConfigError(`${flag} ${path}: not valid JSON at ${place(text)}.`)
  }
}

async function read(flag: string, path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    const reason = reasons[code] ?? `the file cannot be read (${code || 'unknown reason'})`
    throw new ConfigError(`${flag} ${path}: ${reason}.`, { cause: error })
  }
}

const reasons: Record<string, string> = {
  ENOENT: 'no such file',
  EISDIR: 'a directory, where a JSON file is needed',
  EACCES: 'the file may not be read by this user',
  ENOTDIR: 'no such file, since part of the path is not a directory',
}

function place(text: string): string {
  const { offset, expected } = findJsonFault(text)
  const before = text.slice(0, offset).split('\n')
  const where = `line ${before.length}, column ${(before.at(-1) ?? '').length + 1}`
  return offset >= text.trimEnd().length
    ? `${where}: the text ends where ${expected} is expected`
    : `${where}: ${expected} is expected`
}
