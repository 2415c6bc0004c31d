import { describe, expect, test } from 'vitest'
import type { CommandResult } from './command.ts'
import { account, fixture, runRead, startApi, warningsOf } from './setup.ts'

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

test('a stream’s state without its message is an error that says what to give, never a full read', async () => {
  const { result, asked } = await read(cursor)
  expect(result).toMatchObject({ exitCode: 1, records: [], states: [] })
  expect(result.errors).toMatchObject([
    {
      failure_type: 'config_error',
      message: expect.stringMatching(/^--state .*"started_at".*the last STATE message/),
    },
  ])
  expect(asked).toBeUndefined()
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
