import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough, Writable } from 'node:stream'
import { afterAll, expect, test } from 'vitest'
import type { Source } from '../source/source.ts'
import { records } from '../source/stream-output.ts'
import { runSource } from './run.ts'

const folder = mkdtempSync(join(tmpdir(), 'run-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const file = (name: string, content: unknown) => {
  const path = join(folder, name)
  writeFileSync(path, JSON.stringify(content))
  return path
}

test('a stream is closed before the run ends when the reader goes away', async () => {
  let left = false
  const source: Source<object> = {
    name: 'source-test',
    version: '1',
    description: 'Tests.',
    spec: async () => ({ connectionSpecification: { type: 'object', properties: {} } }),
    check: async () => {},
    streams: async () => [
      {
        description: { name: 'rows', json_schema: {}, supported_sync_modes: ['full_refresh'] },
        async *read() {
          try {
            for (let id = 1; ; id += 1) yield records([{ id }])
          } finally {
            left = true
          }
        },
      },
    ],
  }
  const stdout = new Writable({
    write(chunk, _, done) {
      const isGone = String(chunk).includes('"RECORD"')
      done(isGone ? Object.assign(new Error('gone'), { code: 'EPIPE' }) : null)
    },
  })
  const catalog = { streams: [{ stream: { name: 'rows' }, sync_mode: 'full_refresh' }] }
  const exitCode = await runSource(source, {
    argv: ['read', '--config', file('config.json', {}), '--catalog', file('catalog.json', catalog)],
    environment: {},
    stdout,
    stderr: new PassThrough(),
    signal: new AbortController().signal,
  })
  expect({ exitCode, left }).toEqual({ exitCode: 0, left: true })
})
