import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ConfigError } from '../protocol/errors.ts'
import { readJsonFile } from './json-file.ts'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'json-file-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

async function read(content: string | Uint8Array) {
  const path = join(folder, 'config.json')
  await writeFile(path, content)
  return readJsonFile('--config', path)
}

describe('a JSON file', () => {
  test('is parsed', async () => {
    expect(await read('{"a": [1, "b"]}')).toEqual({ a: [1, 'b'] })
    expect(await read('null')).toBeNull()
  })

  test('may have a byte order mark', async () => {
    expect(await read(Uint8Array.of(0xef, 0xbb, 0xbf, 0x7b, 0x7d))).toEqual({})
  })
})

describe('a file without JSON', () => {
  test.each(['', ' \n\t', '\uFEFF'])('is empty: %j', async (content) => {
    await expect(read(content)).rejects.toThrow('the file is empty; it must hold JSON.')
  })

  test.each([
    ['{"api_key": "hunter2hunter2"', 'line 1, column 29: the text ends where a comma or } is expected'],
    ['{"api_key": "hunter2hunter2"\n', 'line 2, column 1: the text ends where a comma or } is expected'],
    ['{\n  "api_key": hunter2hunter2\n}', 'line 2, column 14: a value is expected'],
    [
      '{\r\n"api_key": "hunter2hunter2",\r\n}',
      'line 3, column 1: a property name in double quotes is expected',
    ],
    ['{"api_key": "hunter2hunter2"} hunter2', 'line 1, column 31: the end of the file is expected'],
    ['\uFEFF{"hunter2hunter2" 5}', 'line 1, column 19: a colon is expected'],
  ])('reports the location of the fault, never the content: %j', async (content, place) => {
    const error: unknown = await read(content).catch((thrown: unknown) => thrown)
    if (!(error instanceof ConfigError)) throw new Error('a ConfigError was expected')
    expect(error.message).toBe(`--config ${join(folder, 'config.json')}: not valid JSON at ${place}.`)
    expect(JSON.stringify([error.message, error.stack, String(error.cause)])).not.toContain('hunter2')
  })
})

test('a file with one JSON value per line is reported as such', async () => {
  await expect(read('{"type":"LOG"}\n{"type":"STATE"}\n')).rejects.toThrow(
    /config\.json: it holds several JSON values, one per line, .*; keep only that line\.$/,
  )
})

describe('a file that cannot be read', () => {
  test('does not exist', async () => {
    const path = join(folder, 'missing.json')
    await expect(readJsonFile('--state', path)).rejects.toThrow(`--state ${path}: no such file.`)
  })

  test('is a directory', async () => {
    await expect(readJsonFile('--state', folder)).rejects.toThrow('a directory, where a JSON file is needed')
  })

  test('is below a file', async () => {
    await read('{}')
    const path = join(folder, 'config.json', 'more')
    await expect(readJsonFile('--state', path)).rejects.toThrow('part of the path is not a directory')
  })

  test('has an impossible name', async () => {
    await expect(readJsonFile('--state', 'a\u0000b')).rejects.toThrow(
      'cannot be read (ERR_INVALID_ARG_VALUE)',
    )
  })

  test.each(['', ' ', '\n'])('has an empty path: %j', async (path) => {
    await expect(readJsonFile('--config', path)).rejects.toThrow(
      /^--config: the path of a JSON file is expected, and what was given is empty: check the variable that should hold it\.$/,
    )
    await expect(readJsonFile('--state', path)).rejects.toThrow(
      /leave --state out if there is no state yet\.$/,
    )
  })

  test.each([
    ['the content of a file', '{"api_key":"hunter2"}'],
    ['the content of a file that looks like one path', '{"api_key":"hunter2","url":"/a/b.json'],
    ['more than a path can hold', `{"api_key":"hunter2","notes":"${'x'.repeat(70_000)}"}`],
    ['more than a name can hold', `${'hunter2'.repeat(50)}.json`],
    ['a NUL', 'hunter2\u0000.json'],
    ['a key', 'hunter2'],
  ])('is not named if its path may be %s', async (_, path) => {
    const error: unknown = await readJsonFile('--config', path).catch((thrown: unknown) => thrown)
    if (!(error instanceof ConfigError)) throw new Error('a ConfigError was expected')
    expect(error.message).toMatch(
      /^--config: the path of a JSON file is expected, not the JSON itself; .*\.$/,
    )
    expect(JSON.stringify([error.message, error.stack, String(error.cause)])).not.toContain('hunter2')
  })

  test('is a ConfigError', async () => {
    await expect(readJsonFile('--state', folder)).rejects.toMatchObject({ failureType: 'config_error' })
  })
})

test.each(['[', '{"a":'])('a file that is nested deeper than the stack is refused: %s', async (open) => {
  const text = `${open.repeat(20_000)}1${(open === '[' ? ']' : '}').repeat(20_000)}`
  await expect(read(text)).rejects.toThrow(/config\.json: its values are nested more than 500 deep\.$/)
  const allowed = `${'['.repeat(500)}${']'.repeat(500)}`
  expect(await read(allowed)).toEqual(JSON.parse(allowed))
})
