import { getEventListeners } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough, Writable } from 'node:stream'
import { afterAll, describe, expect, test } from 'vitest'
import { Interrupted } from '../protocol/errors.ts'
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

const runRead = (source: Source<object>, stdout: Writable, signal = new AbortController().signal) => {
  const catalog = { streams: [{ stream: { name: 'rows' }, sync_mode: 'full_refresh' }] }
  return runSource(source, {
    argv: ['read', '--config', file('config.json', {}), '--catalog', file('catalog.json', catalog)],
    environment: {},
    stdout,
    stderr: new PassThrough(),
    signal,
  })
}

const closedAtTheFirstRecord = () =>
  new Writable({
    write(chunk, _, done) {
      const isGone = String(chunk).includes('"RECORD"')
      done(isGone ? Object.assign(new Error('gone'), { code: 'EPIPE' }) : null)
    },
  })

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
  const exitCode = await runRead(source, closedAtTheFirstRecord())
  expect({ exitCode, left }).toEqual({ exitCode: 0, left: true })
})

describe('what a source wants to be called when the command ends', () => {
  type Read = Stream<object>['read']

  /** @returns how often it was called, and what had happened by then. */
  async function ending(read: Read, { stdout, stop }: { stdout?: Writable; stop?: AbortController } = {}) {
    const events: string[] = []
    const source = sourceOf(async function* (request, context) {
      context.onEnd(async () => void events.push('closed'))
      try {
        yield* read(request, context)
      } finally {
        events.push('stream left')
      }
    })
    const exitCode = await runRead(source, stdout ?? new PassThrough().resume(), stop?.signal)
    return { exitCode, events }
  }
  const endless: Read = async function* () {
    for (let id = 1; ; id += 1) yield records([{ id }])
  }

  test('is called once, after the streams', async () => {
    const result = await ending(async function* () {
      yield records([{ id: 1 }])
    })
    expect(result).toEqual({ exitCode: 0, events: ['stream left', 'closed'] })
  })

  test('is called once after a failure', async () => {
    const result = await ending(async function* () {
      yield records([{ id: 1 }])
      throw new Error('broken')
    })
    expect(result).toEqual({ exitCode: 1, events: ['stream left', 'closed'] })
  })

  test('is called once after a signal', async () => {
    const stop = new AbortController()
    const result = await ending(
      async function* (_, { signal }) {
        yield records([{ id: 1 }])
        stop.abort(new Interrupted('SIGTERM'))
        signal.throwIfAborted()
      },
      { stop },
    )
    expect(result).toEqual({ exitCode: 143, events: ['stream left', 'closed'] })
  })

  test('is called once after a signal that the stream does not respond to', async () => {
    const stop = new AbortController()
    const result = await ending(
      async function* () {
        yield records([{ id: 1 }])
        stop.abort(new Interrupted('SIGINT'))
        await new Promise(() => {})
      },
      { stop },
    )
    expect(result).toEqual({ exitCode: 130, events: ['closed'] })
  })

  test('is called once where the reader of the output goes away', async () => {
    const result = await ending(endless, { stdout: closedAtTheFirstRecord() })
    expect(result).toEqual({ exitCode: 0, events: ['stream left', 'closed'] })
  })

  test('is called though a stream fails while it is left', async () => {
    const result = await ending(
      async function* (request, context) {
        try {
          yield* endless(request, context)
        } finally {
          // biome-ignore lint/correctness/noUnsafeFinally: what a source may do
          throw new Error('broken')
        }
      },
      { stdout: closedAtTheFirstRecord() },
    )
    expect(result.events).toEqual(['stream left', 'closed'])
  })

  test('fails the command if it fails', async () => {
    const source = sourceOf(async function* (_, { onEnd }) {
      onEnd(() => Promise.reject(new Error('broken')))
      yield records([{ id: 1 }])
    })
    expect(await runRead(source, new PassThrough().resume())).toBe(1)
  })
})
