import { Ajv } from 'ajv'
import addFormats from 'ajv-formats'
import { beforeAll, describe, expect, test } from 'vitest'
import type { CommandResult } from './command.ts'
import { type AirbyteRecord, describeMessage } from './protocol.ts'
import { account, catalogWith, configuredCatalog, fixture, runRead, startApi, warningsOf } from './setup.ts'

/** Runs of the same message as one, so that an order can be compared whatever the number of records. */
const orderOf = ({ messages }: CommandResult): string[] =>
  messages
    .filter(({ type }) => type !== 'LOG')
    .map(describeMessage)
    .filter((message, index, all) => message !== all[index - 1])

describe('read', () => {
  let result: CommandResult
  let begin: number
  let end: number
  beforeAll(async () => {
    const sandbox = await startApi()
    begin = Date.now()
    result = await runRead(sandbox.url)
    end = Date.now()
  })

  test('ends well, with nothing for people', () => {
    expect(result).toMatchObject({ exitCode: 0, signal: null, stderr: '', errors: [] })
  })

  test('sends its messages in the order that the protocol wants', () => {
    expect(orderOf(result)).toEqual([
      'calls STARTED',
      'ESTIMATE',
      'calls RUNNING',
      'RECORD',
      'STATE',
      'calls COMPLETE',
    ])
  })

  test('estimates as many rows as the API counts', () => {
    const estimates = result.traces.filter((trace) => trace.type === 'ESTIMATE')
    expect(estimates.map(({ estimate }) => estimate)).toEqual([
      { name: 'calls', type: 'STREAM', row_estimate: account.calls },
    ])
  })

  test('sends every call once', () => {
    expect(result.records).toHaveLength(account.calls)
    expect(new Set(result.records.map(({ data }) => data['call_id'])).size).toBe(account.calls)
    expect(new Set(result.records.map(({ stream }) => stream))).toEqual(new Set(['calls']))
  })

  test('stamps each record with the millisecond in which it left', () => {
    const stamps = result.records.map(({ emitted_at }) => emitted_at)
    expect(Math.min(...stamps)).toBeGreaterThanOrEqual(begin)
    expect(Math.max(...stamps)).toBeLessThanOrEqual(end)
  })

  test('counts in its states the records before them', () => {
    const counts = result.states.map(({ sourceStats }) => sourceStats.recordCount)
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(account.calls)
  })

  test('ends on a state of the stream at its latest call', () => {
    const latest = result.records
      .map(({ data }) => String(data['started_at']))
      .toSorted()
      .at(-1)
    expect(result.states.at(-1)).toMatchObject({
      type: 'STREAM',
      stream: { stream_descriptor: { name: 'calls' }, stream_state: { started_at: latest } },
    })
  })

  test('sends records that the discovered schema accepts', () => {
    const ajv = new Ajv({ strict: false })
    addFormats.default(ajv)
    const validate = ajv.compile(configuredCatalog.streams[0]?.stream['json_schema'] ?? false)
    expect(result.records.filter(({ data }) => !validate(data))).toEqual([])
  })

  test('logs the start and the end of each slice, with its dates, pages, calls and seconds', () => {
    const slices = result.logs.map(({ message }) => message).filter((message) => message.startsWith('Slice'))
    expect(slices).toHaveLength(2)
    expect(slices[0]).toMatch(/2024-02-29.* begins.*\b250 calls.*\b3 pages/)
    expect(slices[1]).toMatch(/2024-02-29.* ends.*\b3 pages.*\b250 calls.*\d s[.]$/)
  })

  test('sends the same lines again from the same account', async () => {
    const again = await runRead((await startApi({ latencyMs: [0, 20] })).url)
    expect(again.records.map(({ data }) => data)).toEqual(result.records.map(({ data }) => data))
  })
})

describe('read of an API that pages badly', { concurrent: true }, () => {
  test.each([
    ['counts too few', { miscountsPages: 'fewer' }],
    ['counts too many', { miscountsPages: 'more' }],
    [
      'counts too few, with the rows of a page as count and the total beside it',
      { miscountsPages: 'fewer', countIsPageRows: 'and-total' },
    ],
    ['writes an empty list as null', { nullsNothing: true }],
  ] as const)('sends every call once, and is verified: %s', async (_, behaviour) => {
    const sandbox = await startApi({ account: { ...account, calls: 4_500 }, behaviour })
    const result = await runRead(sandbox.url)
    expect(result).toMatchObject({ exitCode: 0, errors: [] })
    expect(warningsOf(result)).toEqual([])
    const ids = result.records.map(({ data }) => data['call_id'])
    expect(ids.toSorted()).toEqual(
      sandbox.account
        .visible(Date.now())
        .map(({ call_id }) => call_id)
        .toSorted(),
    )
    expect(result.states.at(-1)?.stream?.stream_state).toHaveProperty('started_at')
  })
})

test('an API that lists in another order at each request loses no call in silence', async () => {
  const sandbox = await startApi({ account: { ...account, calls: 4_500 }, behaviour: { reorders: true } })
  const result = await runRead(sandbox.url)
  expect(result).toMatchObject({ exitCode: 0, errors: [] })
  expect(warningsOf(result)).toEqual([
    expect.stringMatching(/is not complete: the API reports 4500 calls, \d+ were seen/),
  ])
  expect(result.states.at(-1)?.stream?.stream_state).not.toHaveProperty('started_at')
})

describe('read of a known account', () => {
  const expected: AirbyteRecord[] = fixture('expected_records.jsonl')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
  let result: CommandResult
  beforeAll(async () => {
    const sandbox = await startApi({ account: { ...account, seed: 11, calls: expected.length } })
    result = await runRead(sandbox.url)
  })

  test.each(expected.map((record, index) => [record.data['call_id'], record, index] as const))(
    'sends %s as the API gave it',
    (_id, { stream, data }, index) => {
      const record = result.records[index]
      expect(record).toEqual({ stream, data, emitted_at: record?.emitted_at })
      // The order of keys is the API's too.
      expect(JSON.stringify(record?.data)).toBe(JSON.stringify(data))
    },
  )

  test('sends nothing else', () => {
    expect(result.records).toHaveLength(expected.length)
  })
})

describe('read of an account without calls', () => {
  test.each(['incremental', 'full_refresh'])('sends a state and is complete, %s', async (sync_mode) => {
    const sandbox = await startApi({ account: { calls: 0 } })
    const result = await runRead(sandbox.url, { catalog: catalogWith({ sync_mode }) })
    expect(result).toMatchObject({ exitCode: 0, records: [], errors: [], stderr: '' })
    expect(result.statuses).toEqual(['calls STARTED', 'calls COMPLETE'])
    expect(result.states).toMatchObject([{ type: 'STREAM', sourceStats: { recordCount: 0 } }])
    expect(orderOf(result)).toEqual(['calls STARTED', 'ESTIMATE', 'STATE', 'calls COMPLETE'])
  })
})

describe('read of an account too large for one slice', () => {
  let result: CommandResult
  beforeAll(async () => {
    const sandbox = await startApi({ account: { ...account, calls: 9000 } })
    result = await runRead(sandbox.url)
  })

  test('sends every call once, and a state after each slice', () => {
    expect(new Set(result.records.map(({ data }) => data['call_id'])).size).toBe(9000)
    expect(result.records).toHaveLength(9000)
    const ends = result.logs.filter(({ message }) => /^Slice .* ends/.test(message))
    expect(ends.length).toBeGreaterThan(1)
    expect(result.states).toHaveLength(ends.length)
  })

  test('never lets a state run ahead of its records, nor go back', () => {
    let latest = ''
    let cursor = ''
    for (const message of result.messages) {
      if (message.type === 'RECORD') {
        const startedAt = String(message.record.data['started_at'])
        if (startedAt > latest) latest = startedAt
      }
      if (message.type !== 'STATE') continue
      const next = String(message.state.stream?.stream_state['started_at'])
      expect(next <= latest).toBe(true)
      expect(next >= cursor).toBe(true)
      cursor = next
    }
  })

  test('runs once, whatever the number of slices', () => {
    expect(result.statuses).toEqual(['calls STARTED', 'calls RUNNING', 'calls COMPLETE'])
    expect(result.traces.filter(({ type }) => type === 'ESTIMATE')).toHaveLength(1)
  })
})
