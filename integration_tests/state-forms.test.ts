import { describe, expect, test } from 'vitest'
import type { CommandResult } from './command.ts'
import { account, catalogWith, fixture, runRead, startApi, warningsOf } from './setup.ts'

const cursor = { started_at: '2024-03-08T12:00:00Z' }
const descriptor = { name: 'calls' }
const perStream = (stream_state: unknown, name = 'calls') => ({
  type: 'STREAM',
  stream: { stream_descriptor: { name }, stream_state },
})
const streamWithout = { type: 'STREAM', stream: { stream_descriptor: descriptor } }
const global = (...states: readonly unknown[]) => ({
  type: 'GLOBAL',
  global: { shared_state: { any: 1 }, stream_states: states },
})
const camel = { streamDescriptor: descriptor, streamState: cursor }
const noCursor = { __ab_no_cursor_state_message: true }
const completed = { __ab_full_refresh_sync_complete: true }
const gone = [perStream({ updated_at: '2020-01-01' }, 'contacts'), perStream(null, 'messages')]

async function read(state: unknown) {
  const sandbox = await startApi()
  const result = await runRead(sandbox.url, { state })
  return { result, asked: sandbox.requests[0]?.query['start_date'] }
}

const startsOf = ({ records }: CommandResult) =>
  records.map(({ data }) => String(data['started_at'])).toSorted()

describe('a state that holds the cursor', { concurrent: true }, () => {
  test.each<readonly [string, unknown]>([
    ['a list of a message for each stream', [perStream(cursor)]],
    ['the sample state', fixture('sample_state.json')],
    ['a message for one stream, not in a list', perStream(cursor)],
    ['a message for each stream, without its type', [{ stream: perStream(cursor).stream }]],
    ['whole STATE lines, as they were printed', [{ type: 'STATE', state: perStream(cursor) }]],
    ['one STATE line', { type: 'STATE', state: perStream(cursor) }],
    [
      'a stream with a namespace of null',
      [
        {
          type: 'STREAM',
          stream: { stream_descriptor: { name: 'calls', namespace: null }, stream_state: cursor },
        },
      ],
    ],
    [
      'a message with statistics of both sides',
      [
        {
          ...perStream(cursor),
          sourceStats: { recordCount: 7 },
          destinationStats: { recordCount: 7 },
          id: 3,
        },
      ],
    ],
    ['a GLOBAL message', [global({ stream_descriptor: descriptor, stream_state: cursor })]],
    ['a GLOBAL message, not in a list', global({ stream_descriptor: descriptor, stream_state: cursor })],
    ['a LEGACY message', [{ type: 'LEGACY', data: { calls: cursor } }]],
    ['a LEGACY message without its type', [{ data: { calls: cursor } }]],
    ['the bare legacy object', { calls: cursor }],
    ['streams that are gone beside ours', [...gone, perStream(cursor)]],
    ['streams that are gone in a legacy object', { contacts: { updated_at: '2020-01-01' }, calls: cursor }],
    ['streams that are gone, in forms that we do not know', { contacts: '2020-01-01', calls: cursor }],
    [
      'the last of several messages of a stream',
      [perStream({ started_at: '2024-03-02T00:00:00Z' }), perStream(cursor)],
    ],
    ['a list as Airbyte’s state editor shows it', [camel]],
    [
      'an answer of Airbyte’s API',
      { stateType: 'stream', connectionId: 'c', state: null, streamState: [camel], globalState: null },
    ],
    [
      'a global answer of Airbyte’s API',
      { stateType: 'global', globalState: { shared_state: null, streamStates: [camel] } },
    ],
    ['a legacy answer of Airbyte’s API', { stateType: 'legacy', state: { calls: cursor } }],
    ['a wrapper around messages', { state: [perStream(cursor)] }],
    ['a wrapper around the bare legacy object', { state: { calls: cursor } }],
  ])('is read on from: %s', async (_form, state) => {
    const { result, asked } = await read(state)
    expect(result).toMatchObject({ exitCode: 0, errors: [] })
    // A day of lookback, in the westernmost zone.
    expect(asked).toBe('2024-03-07')
    expect(startsOf(result)[0]?.slice(0, 10)).toBe('2024-03-07')
  })
})

describe('a state that holds nothing', { concurrent: true }, () => {
  test.each<readonly [string, unknown]>([
    ['no file at all', undefined],
    ['an empty list', []],
    ['an empty object', {}],
    ['null', 'null'],
    ['a stream whose state is null', [perStream(null)]],
    ['a stream whose state is missing', [streamWithout]],
    ['a stream whose state is empty', [perStream({})]],
    ['a GLOBAL message without our stream', [global()]],
    [
      'a GLOBAL message whose stream state is null',
      [global({ stream_descriptor: descriptor, stream_state: null })],
    ],
    ['a LEGACY message without data', [{ type: 'LEGACY', data: {} }]],
    ['a legacy object whose stream is null', { calls: null }],
    ['only streams that are gone', gone],
    ['a stream without a cursor', [perStream(noCursor)]],
    ['a full refresh that is complete', [perStream(completed)]],
    ['both', [perStream({ ...noCursor, ...completed })]],
    ['Airbyte’s API where there is none', { stateType: 'not_set', connectionId: 'c' }],
  ])('is read from start_date: %s', async (_form, state) => {
    const { result, asked } = await read(state)
    expect(result).toMatchObject({ exitCode: 0, errors: [] })
    expect(asked).toBe('2024-02-29')
    expect(result.records).toHaveLength(account.calls)
  })
})

describe('a cursor that cannot be read', { concurrent: true }, () => {
  test.each<readonly [string, unknown]>([
    ['no time', { started_at: 'yesterday' }],
    ['a day that does not exist', { started_at: '2024-02-30T00:00:00Z' }],
    ['a number', { started_at: 1709899200 }],
    ['an empty text', { started_at: '' }],
    ['an object', { started_at: {} }],
    ['another name', { updated_at: '2024-03-08T12:00:00Z' }],
  ])('is an error, never a full read: %s', async (_what, state) => {
    const { result, asked } = await read([perStream(state)])
    expect(result).toMatchObject({ exitCode: 1, records: [], states: [] })
    expect(result.errors).toMatchObject([
      { failure_type: 'config_error', message: expect.stringMatching(/state.*"calls".*started_at/) },
    ])
    expect(result.statuses.at(-1)).toBe('calls INCOMPLETE')
    expect(asked).toBeUndefined()
  })
})

describe('a state in a form that is not certain', { concurrent: true }, () => {
  test.each<readonly [string, unknown]>([
    ['started_at', cursor],
    ['bookmarks', { bookmarks: { calls: cursor } }],
    ['type', { type: 'STATE', value: { bookmarks: { calls: cursor } } }],
    ['started_at', { state: cursor }],
    ['streams', { streams: { calls: cursor } }],
  ])('is an error that says what to give, never a full read: %s of %j', async (name, state) => {
    const { result, asked } = await read(state)
    expect(result).toMatchObject({ exitCode: 1, records: [], states: [] })
    expect(result.errors).toMatchObject([
      {
        failure_type: 'config_error',
        message: expect.stringMatching(new RegExp(`^--state .*"${name}".*the last STATE message`)),
      },
    ])
    expect(asked).toBeUndefined()
  })
})

test('a state of other streams only is a warning', async () => {
  const { result } = await read(gone)
  expect(result.logs).toContainEqual({
    level: 'WARN',
    message: expect.stringMatching(/^The state is of contacts only, and the catalog asks for calls: /),
  })
})

describe('a full refresh', { concurrent: true }, () => {
  test.each<readonly [string, unknown]>([
    ['a cursor that cannot be read', [perStream({ started_at: 'yesterday' })]],
    ['another source’s state', [perStream({ page: 5 })]],
    ['a stream’s state that is a text', [perStream('x')]],
    ['Singer’s state', { bookmarks: { calls: cursor } }],
    ['the state without its message', cursor],
    ['a number', 5],
    ['a text', '"state"'],
    ['a list of nothing', [null]],
    ['no JSON', '{"type":'],
    ['an empty file', ' '],
    ['an interrupted one whose cursor is damaged', [perStream({ started_at: 5, full_refresh: true })]],
  ])('begins from the start with a warning, whatever the state holds: %s', async (_what, state) => {
    const sandbox = await startApi()
    const result = await runRead(sandbox.url, { state, catalog: catalogWith({ sync_mode: 'full_refresh' }) })
    expect(result).toMatchObject({ exitCode: 0, errors: [] })
    expect(result.records).toHaveLength(account.calls)
    expect(result.logs.filter(({ level }) => level === 'WARN')).toEqual([
      { level: 'WARN', message: expect.stringMatching(/^The full refresh .*begins from the start/) },
    ])
  })

  test.each<readonly [string, unknown]>([
    ['a state without a cursor', [perStream(noCursor)]],
    ['the state of a complete one', [perStream(completed)]],
    ['the last state of an incremental sync', [perStream(cursor)]],
  ])('begins from the start without a warning: %s', async (_what, state) => {
    const sandbox = await startApi()
    const result = await runRead(sandbox.url, { state, catalog: catalogWith({ sync_mode: 'full_refresh' }) })
    expect(result.records).toHaveLength(account.calls)
    expect(result.logs.filter(({ level }) => level === 'WARN')).toEqual([])
  })

  test('that was cut short goes on from its own state', async () => {
    const sandbox = await startApi()
    const state = [perStream({ ...cursor, full_refresh: true })]
    const result = await runRead(sandbox.url, { state, catalog: catalogWith({ sync_mode: 'full_refresh' }) })
    expect(sandbox.requests[0]?.query['start_date']).toBe('2024-03-07')
    expect(result.records.length).toBeLessThan(account.calls)
  })
})

describe('a cursor in the future', { concurrent: true }, () => {
  test('is a warning, and read as now', async () => {
    const before = Date.now()
    const { result, asked } = await read(fixture('abnormal_state.json'))
    expect(result).toMatchObject({ exitCode: 0, records: [], errors: [] })
    expect(result.logs).toContainEqual({
      level: 'WARN',
      message: expect.stringMatching(/2999-01-01T00:00:00Z.*future/),
    })
    const days = (before - Date.parse(`${asked}T00:00:00Z`)) / 86_400_000
    expect(days).toBeGreaterThan(0)
    expect(days).toBeLessThan(3)
    const next = Date.parse(String(result.states.at(-1)?.stream?.stream_state['started_at']))
    expect(next).toBeGreaterThanOrEqual(Math.floor(before / 1000) * 1000)
    expect(next).toBeLessThanOrEqual(Date.now())
  })
})

describe('a cursor with an offset or a fraction', { concurrent: true }, () => {
  test.each(['2024-03-08T17:30:00+05:30', '2024-03-08T12:00:00.000Z', '2024-03-08 12:00:00'])(
    'is the instant that it means: %s',
    async (started_at) => {
      const { result, asked } = await read([perStream({ started_at })])
      expect(result).toMatchObject({ exitCode: 0, errors: [] })
      expect(asked).toBe('2024-03-07')
      expect(startsOf(result).every((start) => start >= '2024-03-07T12:00:00Z')).toBe(true)
    },
  )
})

test('a scope that cannot be read is reported, and replaced', async () => {
  const { result, asked } = await read([perStream({ ...cursor, scope: { start_date: 'soon' } })])
  expect(result).toMatchObject({ exitCode: 0, errors: [] })
  expect(asked).toBe('2024-03-07')
  expect(warningsOf(result)).toEqual([expect.stringContaining("The state's scope is damaged")])
  expect(result.states.at(-1)?.stream?.stream_state['scope']).toMatchObject({ filters: expect.any(String) })
})
