import { getEventListeners } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough, Writable } from 'node:stream'
import { afterAll, expect, test } from 'vitest'
import type { Source, Stream } from '../source/source.ts'
import { records } from '../source/stream-output.ts'
import { runSource } from './run.ts'

const folder = mkdtempSync(join(tmpdir(), 'run-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const file = (name: string, content: unknown) => {
  const path = join(folder, name)
  writeFileSync(path, JSON.stringify(content))
  return path
}

const sourceOf = (read: Stream<object>['read']): Source<object> => ({
  name: 'source-test',
  version: '1',
  description: 'Tests.',
  spec: async () => ({ connectionSpecification: { type: 'object', properties: {} } }),
  check: async () => {},
  streams: async () => [
    { description: { name: 'rows', json_schema: {}, supported_sync_modes: ['full_refresh'] }, read },
  ],
})

const runRead = (source: Source<object>, stdout: Writable) => {
  const catalog = { streams: [{ stream: { name: 'rows' }, sync_mode: 'full_refresh' }] }
  return runSource(source, {
    argv: ['read', '--config', file('config.json', {}), '--catalog', file('catalog.json', catalog)],
    environment: {},
    stdout,
    stderr: new PassThrough(),
    signal: new AbortController().signal,
  })
}

test('a long read keeps nothing of its earlier messages on the signal', async () => {
  const listeners: number[] = []
  const source = sourceOf(async function* (_request, { signal }) {
    for (let id = 1; id <= 100; id += 1) {
      listeners.push(getEventListeners(signal, 'abort').length)
      yield records([{ id }])
    }
  })
  expect(await runRead(source, new PassThrough().resume())).toBe(0)
  expect(listeners.at(-1)).toBe(listeners[0])
})

test('a stream is closed before the run ends when the reader goes away', async () => {
  let left = false
  const source = sourceOf(async function* () {
    try {
      for (let id = 1; ; id += 1) yield records([{ id }])
    } finally {
      left = true
    }
  })
  const stdout = new Writable({
    write(chunk, _, done) {
      const isGone = String(chunk).includes('"RECORD"')
      done(isGone ? Object.assign(new Error('gone'), { code: 'EPIPE' }) : null)
    },
  })
  const exitCode = await runRead(source, stdout)
  expect({ exitCode, left }).toEqual({ exitCode: 0, left: true })
})
