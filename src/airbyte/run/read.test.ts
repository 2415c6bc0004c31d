import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ConfigError, Interrupted, ReaderGone, TransientError } from '../protocol/errors.ts'
import type { JsonObject, Message, SyncMode } from '../protocol/messages.ts'
import type { Context, ReadRequest, Source, Stream, StreamOutput } from '../source/source.ts'
import { read } from './read.ts'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'read-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

type Reading = (
  request: ReadRequest<JsonObject>,
  context: Context,
) => AsyncGenerator<StreamOutput, void, undefined>

const stream = (name: string, reading: Reading): Stream<JsonObject> => ({
  description: { name, json_schema: {}, supported_sync_modes: ['full_refresh', 'incremental'] },
  read: reading,
})
const records = (...numbers: number[]): StreamOutput => ({
  type: 'records',
  records: numbers.map((n) => ({ json: `{"n":${n}}` })),
})
const checkpoint = (n: number): StreamOutput => ({ type: 'checkpoint', state: { n } })

interface Options {
  readonly catalog?: unknown
  readonly state?: unknown
  readonly stateText?: string
  readonly signal?: AbortSignal
  readonly redact?: (text: string) => string
}

async function readAll(streams: readonly Stream<JsonObject>[], options: Options = {}) {
  const source: Source<JsonObject> = {
    name: 'source-test',
    version: '1',
    description: 'Tests.',
    spec: async () => ({}),
    check: async () => {},
    streams: async () => streams,
  }
  const catalog = options.catalog ?? {
    streams: streams.map(({ description: { name } }) => ({ stream: { name }, sync_mode: 'incremental' })),
  }
  const files = { catalog: join(folder, 'catalog.json'), state: join(folder, 'state.json') }
  await writeFile(files.catalog, JSON.stringify(catalog))
  await writeFile(files.state, options.stateText ?? JSON.stringify(options.state ?? null))
  let ticks = 0
  const context: Context = {
    signal: options.signal ?? new AbortController().signal,
    environment: {},
    debug: false,
    now: () => {
      ticks += 1
      return ticks
    },
    random: () => 0,
    sleep: async () => {},
    redact: options.redact ?? ((text) => text),
    hide: () => {},
    notify: () => {},
    progress: () => {},
    onEnd: () => {},
  }
  const lines: string[] = []
  const messages: Message[] = []
  const command = read(source, { a: 1 }, files, context)
  try {
    while (true) {
      const { done, value } = await command.next()
      if (done) return { lines, messages, exitCode: value, error: undefined }
      messages.push(value)
      lines.push(summary(value))
    }
  } catch (error) {
    return { lines, messages, exitCode: undefined, error }
  }
}

function summary(message: Message): string {
  switch (message.type) {
    case 'RECORD':
      return `${message.stream} RECORD ${message.records.map(({ json }) => json).join(' ')}`
    case 'STATE':
      return `${message.stream} STATE ${JSON.stringify(message.state)} after ${message.recordCount}`
    case 'LOG':
      return `${message.log.level} ${message.log.message}`
    case 'TRACE': {
      const { trace } = message
      if (trace.type === 'ESTIMATE') return `${trace.estimate.name} ESTIMATE ${trace.estimate.row_estimate}`
      if (trace.type === 'ERROR') {
        return `${trace.error.stream_descriptor?.name} ERROR ${trace.error.failure_type}: ${trace.error.message}`
      }
      const { stream_descriptor: of, status, reasons } = trace.stream_status
      const until = reasons?.[0]?.rate_limited.quota_reset
      return `${of.name} ${status}${until === undefined ? '' : ` until ${until}`}`
    }
    default:
      return message.type
  }
}

describe('the messages of a read', () => {
  test('keep the order of the stream, between its statuses', async () => {
    const calls = stream('calls', async function* () {
      yield { type: 'estimate', rows: 3 }
      yield records(1, 2)
      yield checkpoint(1)
      yield { type: 'log', level: 'WARN', message: 'Odd.' }
      yield records(3)
      yield records(4)
      yield checkpoint(2)
      yield checkpoint(3)
    })
    const { lines, exitCode } = await readAll([calls])
    expect(exitCode).toBe(0)
    expect(lines).toEqual([
      'calls STARTED',
      'calls ESTIMATE 3',
      'calls RUNNING',
      'calls RECORD {"n":1} {"n":2}',
      'calls STATE {"n":1} after 2',
      'WARN Odd.',
      'calls RECORD {"n":3}',
      'calls RECORD {"n":4}',
      'calls STATE {"n":2} after 2',
      'calls STATE {"n":3} after 0',
      'calls COMPLETE',
    ])
  })

  test('have no RUNNING without records, and no RECORD for an empty batch', async () => {
    const calls = stream('calls', async function* () {
      yield records()
      yield checkpoint(1)
    })
    expect((await readAll([calls])).lines).toEqual([
      'calls STARTED',
      'calls STATE {"n":1} after 0',
      'calls COMPLETE',
    ])
  })

  test('include status updates while the stream waits', async () => {
    const calls = stream('calls', async function* (_, { notify }) {
      notify({ type: 'rate_limited', until: 99 })
      notify({ type: 'log', level: 'INFO', message: 'Waiting.' })
      yield records(1)
    })
    expect((await readAll([calls])).lines).toEqual([
      'calls STARTED',
      'calls RUNNING until 99',
      'INFO Waiting.',
      'calls RUNNING',
      'calls RECORD {"n":1}',
      'calls STATE {"__ab_no_cursor_state_message":true} after 1',
      'calls COMPLETE',
    ])
  })

  test('end with a state without a cursor if the stream yields none', async () => {
    const agents = stream('agents', async function* () {
      yield records(1, 2)
      yield records(3)
    })
    const lines = [
      'agents STARTED',
      'agents RUNNING',
      'agents RECORD {"n":1} {"n":2}',
      'agents RECORD {"n":3}',
      'agents STATE {"__ab_no_cursor_state_message":true} after 3',
      'agents COMPLETE',
    ]
    expect(await readAll([agents])).toMatchObject({ lines, exitCode: 0 })
  })

  test('end with the given state if an incremental stream yields none', async () => {
    const idle = stream('idle', async function* () {
      yield* []
    })
    const state = { idle: { at: 7 } }
    expect((await readAll([idle], { state })).lines).toContain('idle STATE {"at":7} after 0')
    const catalog = { streams: [{ stream: { name: 'idle' }, sync_mode: 'full_refresh' }] }
    expect((await readAll([idle], { state, catalog })).lines).toContain(
      'idle STATE {"__ab_no_cursor_state_message":true} after 0',
    )
  })

  test('end without COMPLETE if the stream ignores the abort', async () => {
    const stop = new AbortController()
    const deaf = stream('deaf', async function* () {
      yield records(1)
      stop.abort(new Interrupted('SIGTERM'))
      yield records(2)
    })
    const { lines, error } = await readAll([deaf], { signal: stop.signal })
    expect(error).toBeInstanceOf(Interrupted)
    expect(lines.at(-1)).toBe('deaf INCOMPLETE')
    expect(lines).not.toContain('deaf RECORD {"n":2}')
  })

  test('have the time of writing', async () => {
    const calls = stream('calls', async function* () {
      yield records(1)
      yield records(2)
    })
    const { messages } = await readAll([calls])
    expect(messages.flatMap((message) => (message.type === 'RECORD' ? [message.emittedAt] : []))).toEqual([
      3, 4,
    ])
  })
})

describe('a stream gets', () => {
  test('its sync mode, its own state and the configuration', async () => {
    const given: ReadRequest<JsonObject>[] = []
    const note = (name: string) =>
      stream(name, async function* (request) {
        given.push(request)
        yield checkpoint(1)
      })
    await readAll([note('calls'), note('agents'), note('numbers')], {
      catalog: {
        streams: [
          { stream: { name: 'agents' }, sync_mode: 'full_refresh' },
          { stream: { name: 'calls' }, sync_mode: 'incremental' },
        ],
      },
      state: [{ type: 'STREAM', stream: { stream_descriptor: { name: 'calls' }, stream_state: { n: 5 } } }],
    })
    expect(given).toEqual([
      { config: { a: 1 }, syncMode: 'full_refresh', state: undefined },
      { config: { a: 1 }, syncMode: 'incremental', state: { n: 5 } },
    ])
  })
})

test('a cursor that a double cannot hold keeps its digits', async () => {
  const calls = stream('calls', async function* ({ state }) {
    yield checkpoint(1)
    yield { type: 'checkpoint', state: { ...state, again: true } }
  })
  const { lines } = await readAll([calls], { stateText: '{"calls":{"n":9007199254740993}}' })
  expect(lines).toContain('calls STATE {"n":9007199254740993,"again":true} after 0')
})

describe('the state of the previous sync', () => {
  const state = { calls: { n: 5 } }
  const stateGiven = async (syncMode: SyncMode, isResumable: boolean) => {
    let given: JsonObject | undefined
    const { description, read: reading } = stream('calls', async function* (request) {
      given = request.state
      yield checkpoint(1)
    })
    const catalog = { streams: [{ stream: { name: 'calls' }, sync_mode: syncMode }] }
    await readAll([{ description: { ...description, is_resumable: isResumable }, read: reading }], {
      catalog,
      state,
    })
    return given
  }

  test.each([true, false])('is passed to an incremental sync, resumable %s', async (isResumable) => {
    expect(await stateGiven('incremental', isResumable)).toEqual({ n: 5 })
  })

  test('is passed to a full refresh that can resume', async () => {
    expect(await stateGiven('full_refresh', true)).toEqual({ n: 5 })
  })

  test('is not passed to a full refresh that cannot', async () => {
    expect(await stateGiven('full_refresh', false)).toBeUndefined()
  })
})

describe('a state that is not valid', () => {
  const states = [
    ['is of another form', { bookmarks: { calls: { n: 5 } } }],
    ['is of another type', 5],
    ['has messages that are none', [null]],
    ['has a state that is none', { calls: 5 }],
  ] as const
  const calls = stream('calls', async function* (request) {
    yield { type: 'log', level: 'INFO', message: `from ${JSON.stringify(request.state)}` }
  })
  const resumable = { ...calls, description: { ...calls.description, is_resumable: true } }
  const agents = stream('agents', calls.read)
  const catalog = {
    streams: [
      { stream: { name: 'calls' }, sync_mode: 'full_refresh' },
      { stream: { name: 'agents' }, sync_mode: 'incremental' },
    ],
  }

  test.each(states)('because it %s restarts a full refresh, with a warning', async (_, state) => {
    const { lines } = await readAll([resumable], { catalog: { streams: catalog.streams.slice(0, 1) }, state })
    expect(lines).toEqual([
      expect.stringMatching(/^WARN The full refresh of "calls" begins from the start: --state /),
      'calls STARTED',
      'INFO from undefined',
      'calls STATE {"__ab_no_cursor_state_message":true} after 0',
      'calls COMPLETE',
    ])
  })

  test('is ignored by a full refresh that cannot resume', async () => {
    const { lines, exitCode } = await readAll([calls], {
      catalog: { streams: catalog.streams.slice(0, 1) },
      state: 5,
    })
    expect(exitCode).toBe(0)
    expect(lines[0]).toBe('calls STARTED')
  })

  test('fails the incremental sync beside a full refresh', async () => {
    const { lines, exitCode } = await readAll([resumable, agents], { catalog, state: 5 })
    expect(exitCode).toBe(1)
    expect(lines).toContain('calls COMPLETE')
    expect(lines.slice(-2)).toEqual([
      'agents INCOMPLETE',
      expect.stringMatching(/^agents ERROR config_error: --state .* must be an object or an array/),
    ])
  })
})

describe('a state of streams that are not read', () => {
  const calls = stream('calls', async function* () {
    yield records(1)
  })
  const state = Object.fromEntries(['a', 'b', 'c', 'd', 'e', 'f'].map((name) => [name, { n: 1 }]))

  test('gives a warning that names some', async () => {
    const { lines, exitCode } = await readAll([calls], { state })
    expect(exitCode).toBe(0)
    expect(lines[0]).toBe(
      'WARN The state is of a, b, c, d, e and others only, and the catalog asks for calls: they are read from the start. If this is not meant, check --state.',
    )
  })

  test('gives none for a full refresh', async () => {
    const catalog = { streams: [{ stream: { name: 'calls' }, sync_mode: 'full_refresh' }] }
    expect((await readAll([calls], { state, catalog })).lines[0]).toBe('calls STARTED')
  })
})

describe('a stream that fails', () => {
  const good = stream('good', async function* () {
    yield records(9)
  })

  test('is INCOMPLETE with an ERROR trace, its output stays, and the others are still read', async () => {
    const bad = stream('bad', async function* () {
      yield records(1)
      yield checkpoint(1)
      throw new TransientError('Try later.')
    })
    const { lines, exitCode } = await readAll([bad, good])
    expect(exitCode).toBe(1)
    expect(lines).toEqual([
      'bad STARTED',
      'bad RUNNING',
      'bad RECORD {"n":1}',
      'bad STATE {"n":1} after 1',
      'bad INCOMPLETE',
      'bad ERROR transient_error: Try later.',
      'good STARTED',
      'good RUNNING',
      'good RECORD {"n":9}',
      'good STATE {"__ab_no_cursor_state_message":true} after 1',
      'good COMPLETE',
    ])
  })

  test('because of a bug is a system_error', async () => {
    const bad = stream('bad', async function* () {
      yield* []
      throw new TypeError('odd')
    })
    expect((await readAll([bad])).lines[2]).toMatch(/^bad ERROR system_error: The connector has hit a bug/)
  })

  test('because it is unknown is not named by a secret that stands in its place', async () => {
    const catalog = { streams: [{ stream: { name: 'k3y:s3cret' }, sync_mode: 'incremental' }] }
    const redact = (text: string) => text.replace('k3y:s3cret', '****')
    const { lines } = await readAll([], { catalog, redact })
    expect(lines).toEqual(['**** INCOMPLETE', expect.stringMatching(/^\*{4} ERROR config_error: /)])
  })

  test('because it is unknown lists the known ones', async () => {
    const catalog = {
      streams: ['agents', 'good'].map((name) => ({ stream: { name }, sync_mode: 'incremental' })),
    }
    const { lines, exitCode } = await readAll([good], { catalog })
    expect(exitCode).toBe(1)
    expect(lines.slice(0, 2)).toEqual([
      'agents INCOMPLETE',
      'agents ERROR config_error: The catalog names the stream "agents", which this source does not have; it has: good. Take the stream out of the catalog, or refresh the connection\'s schema.',
    ])
    expect(lines.at(-1)).toBe('good COMPLETE')
  })

  test('not because it supports only full refreshes: it is read in full, with a WARN', async () => {
    const { description, read: reading } = good
    const plain: Stream<JsonObject> = {
      description: { ...description, supported_sync_modes: ['full_refresh'] },
      read: reading,
    }
    const { lines, exitCode } = await readAll([plain])
    expect(exitCode).toBe(0)
    expect(lines[0]).toBe('WARN The stream "good" cannot be read incrementally: all of it is read.')
    expect(lines.at(-1)).toBe('good COMPLETE')
  })

  test('because it does not support full refreshes lists the supported mode', async () => {
    const { description, read: reading } = good
    const plain: Stream<JsonObject> = {
      description: { ...description, supported_sync_modes: ['incremental'] },
      read: reading,
    }
    const catalog = { streams: [{ stream: { name: 'good' }, sync_mode: 'full_refresh' }] }
    const { lines, exitCode } = await readAll([plain], { catalog })
    expect(exitCode).toBe(1)
    expect(lines.at(-1)).toMatch(
      /config_error.*by full_refresh, which it does not support; it supports: incremental/,
    )
  })

  test.each<[string, unknown]>([
    ['a state with what JSON cannot hold', { type: 'checkpoint', state: { n: 5n } }],
    ['a state that is none', { type: 'checkpoint', state: undefined }],
    ['a state that is written as a number', { type: 'checkpoint', state: { toJSON: () => 5 } }],
    ['a state that is a list', { type: 'checkpoint', state: [] }],
    ['an item of no kind', { type: 'nonsense' }],
  ])('by %s is INCOMPLETE, and the next stream is read', async (_, item) => {
    const bad = stream('bad', async function* () {
      yield item as StreamOutput
    })
    const { lines, exitCode } = await readAll([bad, good])
    expect(exitCode).toBe(1)
    expect(lines.slice(0, 3)).toEqual([
      'bad STARTED',
      'bad INCOMPLETE',
      expect.stringMatching(/^bad ERROR system_error/),
    ])
    expect(lines.at(-1)).toBe('good COMPLETE')
  })

  test('by a record that is not an object writes no RECORD', async () => {
    const bad = stream('bad', async function* () {
      yield { type: 'records', records: [{ json: 'null' }] }
    })
    const { lines, exitCode } = await readAll([bad])
    expect(exitCode).toBe(1)
    expect(lines.filter((line) => line.includes('RECORD'))).toEqual([])
    expect(lines.at(-1)).toMatch(/^bad ERROR system_error/)
  })

  test('because of its state is INCOMPLETE, and the others are read', async () => {
    const { lines } = await readAll([stream('calls', good.read), good], { state: { calls: 5 } })
    expect(lines.slice(0, 2)).toEqual([
      'calls INCOMPLETE',
      expect.stringContaining('calls ERROR config_error'),
    ])
    expect(lines.at(-1)).toBe('good COMPLETE')
  })
})

describe('a read that is stopped', () => {
  test('leaves its stream INCOMPLETE, without an ERROR trace', async () => {
    const stop = new AbortController()
    const calls = stream('calls', async function* () {
      yield records(1)
      stop.abort(new Interrupted('SIGTERM'))
      throw new Error('whatever came of it')
    })
    const { lines, error } = await readAll([calls, stream('others', calls.read)], { signal: stop.signal })
    expect(lines).toEqual(['calls STARTED', 'calls RUNNING', 'calls RECORD {"n":1}', 'calls INCOMPLETE'])
    expect(error).toEqual(new Error('whatever came of it'))
  })

  test('by an Interrupted of its own', async () => {
    const calls = stream('calls', async function* () {
      yield* []
      throw new Interrupted('SIGINT')
    })
    const { lines, error } = await readAll([calls])
    expect(lines).toEqual(['calls STARTED', 'calls INCOMPLETE'])
    expect(error).toBeInstanceOf(Interrupted)
  })

  test('because the reader is gone writes nothing more', async () => {
    const calls = stream('calls', async function* () {
      yield* []
      throw new ReaderGone()
    })
    const { lines, error } = await readAll([calls])
    expect(lines).toEqual(['calls STARTED'])
    expect(error).toBeInstanceOf(ReaderGone)
  })
})

describe('a catalog', () => {
  test('without streams gives a warning', async () => {
    expect(await readAll([], { catalog: { streams: [] } })).toMatchObject({
      lines: ['WARN The catalog names no stream: nothing is read.'],
      exitCode: 0,
    })
  })

  test('that is not valid ends the read', async () => {
    const { lines, error } = await readAll([], { catalog: {} })
    expect(lines).toEqual([])
    expect(error).toBeInstanceOf(ConfigError)
  })

  test('is read without a state if no file is given', async () => {
    const calls = stream('calls', async function* (request) {
      yield { type: 'log', level: 'INFO', message: `state ${request.state}` }
    })
    expect((await readAll([calls])).lines).toContain('INFO state undefined')
  })
})
