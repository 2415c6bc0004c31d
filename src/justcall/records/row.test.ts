import { describe, expect, test } from 'vitest'
import schema from '../../../schemas/calls.json' with { type: 'json' }
import { parseJsonExactly } from '../../airbyte/json/exact-json.ts'
import { callShape } from '../api/v2/call.ts'
import type { Anomaly } from './anomalies.ts'
import { fieldTypes } from './conform.ts'
import { readRow } from './row.ts'

const shape = callShape(fieldTypes(schema))
const silent = () => {}

describe('a row', () => {
  test('is known by its call_id, and by when it started', () => {
    const row = { call_id: 'CA1', started_at: '2026-03-10T14:22:00+01:00' }
    expect(readRow({ ...row }, shape, silent)).toEqual({
      id: 'CA1',
      instant: Date.parse('2026-03-10T13:22:00Z'),
      endedAt: undefined,
      json: '{"call_id":"CA1","started_at":"2026-03-10T14:22:00+01:00"}',
    })
  })

  test.each([null, undefined, 'soon', 5])('may have no start that can be read: %j', (started_at) => {
    expect(readRow({ call_id: 'CA1', started_at }, shape, silent)?.instant).toBeUndefined()
  })

  test('is sent as its fields came, unknown ones included', () => {
    const json = '{"z":{"b":1,"a":2},"call_id":"CA1","direction":"inbound","a":null}'
    expect(readRow(JSON.parse(json), shape, silent)?.json).toBe(json)
  })

  test('is sent with what had to be changed', () => {
    const row = readRow({ call_id: 7, duration: '185', agent_id: 'Max' }, shape, silent)
    expect(row?.id).toBe('7')
    expect(row).toMatchObject({
      json: '{"call_id":"7","duration":185,"agent_id":null}',
      changes: [{ field: 'agent_id', change: 'NULLED', reason: 'SOURCE_SERIALIZATION_ERROR' }],
    })
  })

  test.each([null, 5, 'CA1', true, [], ['CA1'], undefined])('is no %j', (row) => {
    const anomalies: unknown[] = []
    expect(readRow(row, shape, (anomaly) => anomalies.push(anomaly))).toBeUndefined()
    expect(anomalies).toEqual(['A row was no object and could not be made a record'])
  })
})

describe('a row without a call_id', () => {
  const read = (row: object) => readRow({ ...row }, shape, silent)

  test.each([{}, { call_id: null }, { call_id: '' }, { call_id: {} }])(
    'is known by its content: %j',
    (identity) => {
      const updates: unknown[] = []
      const one = readRow({ ...identity, duration: 1 }, shape, (anomaly) => updates.push(anomaly))
      expect(updates).toContain('A row came without its call_id and was sent as it is')
      expect(one?.id).toBe(read({ ...identity, duration: 1 })?.id)
      expect(one?.id).not.toBe(read({ ...identity, duration: 2 })?.id)
    },
  )

  test('is never taken for one that has', () => {
    expect(read({ duration: 1 })?.id.startsWith('\u0000')).toBe(true)
  })
})

test('a field that cannot be written is nulled and named, and the rest of the call goes through', () => {
  const endless: unknown[] = []
  const updates: unknown[] = []
  const deep = {
    toJSON() {
      throw new RangeError('Maximum call stack size exceeded')
    },
  }
  endless.push(deep)
  const row = readRow({ call_id: 'CA1', notes: 'kept', more: endless, duration: 'long' }, shape, (anomaly) =>
    updates.push(anomaly),
  )
  expect(row).toMatchObject({
    json: '{"call_id":"CA1","notes":"kept","more":null,"duration":null}',
    changes: [
      { field: 'duration', change: 'NULLED', reason: 'SOURCE_SERIALIZATION_ERROR' },
      { field: 'more', change: 'NULLED', reason: 'SOURCE_SERIALIZATION_ERROR' },
    ],
  })
  expect(updates).toEqual([
    'The field "duration" came as string, which its declared type cannot hold, and was set to null',
    'The field "more" came as value nested too deep, which its declared type cannot hold, and was set to null',
    { start: null },
  ])
})

test('a call goes through that holds a number beyond 2^53 and a value nested 10,000 deep', () => {
  const deep = `${'['.repeat(10_000)}${']'.repeat(10_000)}`
  const row = readRow(
    parseJsonExactly(`{"call_id":"CA1","a":12345678901234567890,"b":${deep}}`),
    shape,
    silent,
  )
  expect(row?.json).toContain('"call_id":"CA1","a":12345678901234567890,')
})

test('whatever else goes wrong in writing is a defect, and not hidden', () => {
  const row = { call_id: 'CA1', more: 5n }
  expect(() => readRow(row, shape, silent)).toThrow(TypeError)
})

describe('half of a surrogate pair', () => {
  const read = (json: string) => {
    const anomalies: unknown[] = []
    const row = readRow(JSON.parse(json), shape, (anomaly) => anomalies.push(anomaly))
    return { ...row, anomalies: anomalies.filter((anomaly) => typeof anomaly === 'string') }
  }
  const truncated = (field: string) => ({ field, change: 'TRUNCATED', reason: 'SOURCE_SERIALIZATION_ERROR' })

  test('becomes U+FFFD, and its field is reported once', () => {
    const row = read(
      String.raw`{"call_id":"CA1","notes":"half \ud83d of \ude00 it","tags":["\udc00","whole 😀"]}`,
    )
    expect(row).toMatchObject({
      json: '{"call_id":"CA1","notes":"half \ufffd of \ufffd it","tags":["\ufffd","whole 😀"]}',
      changes: [truncated('notes'), truncated('tags')],
      anomalies: [
        'Half of a character in the field "notes" was replaced with U+FFFD',
        'Half of a character in the field "tags" was replaced with U+FFFD',
      ],
    })
  })

  test('is named behind what was nulled', () => {
    const row = read(String.raw`{"call_id":"CA1","duration":"long","notes":"\ud83d"}`)
    expect(row.changes?.map(({ field, change }) => [field, change])).toEqual([
      ['duration', 'NULLED'],
      ['notes', 'TRUNCATED'],
    ])
  })

  test('in a call_id leaves an identity that strict readers can read too', () => {
    expect(read(String.raw`{"call_id":"CA\ud83d"}`)).toMatchObject({
      id: 'CA\ufffd',
      json: '{"call_id":"CA\ufffd"}',
      changes: [truncated('call_id')],
    })
  })

  test('in a name makes a field of the repaired name', () => {
    expect(read(String.raw`{"call_id":"CA1","a\ud83d":1}`)).toMatchObject({
      json: '{"call_id":"CA1","a\ufffd":1}',
      changes: [truncated('a\ufffd')],
    })
  })

  test('in a name of up to 60 characters is reported by the name', () => {
    const { anomalies } = read(`{"call_id":"CA1","${'a'.repeat(59)}\\ud83d":1}`)
    expect(anomalies).toEqual([
      `Half of a character in the field "${'a'.repeat(59)}\ufffd" was replaced with U+FFFD`,
    ])
  })

  test('in a name that is very long does not make a long warning', () => {
    const { anomalies } = read(`{"call_id":"CA1","${'a'.repeat(100_000)}\\ud83d":1}`)
    expect(anomalies).toEqual([
      'Half of a character in a field with a name of 100001 characters was replaced with U+FFFD',
    ])
  })

  test.each([String.raw`C:\udemy`, String.raw`\ud83d`, String.raw`\\udfff`])(
    'is not seen in a text that only looks like its escape: %s',
    (notes) => {
      const json = JSON.stringify({ call_id: 'CA1', notes })
      expect(read(json)).toEqual({ id: 'CA1', json, instant: undefined, endedAt: undefined, anomalies: [] })
    },
  )

  test('goes wherever it is nested, beside a number beyond 2^53', () => {
    const value = `${'['.repeat(10_000)}"\\ud83d",12345678901234567890${']'.repeat(10_000)}`
    const row = readRow(parseJsonExactly(`{"call_id":"CA1","b":${value}}`), shape, () => undefined)
    expect(row?.json).not.toMatch(/\\ud83d/i)
    expect(row?.json.includes('["\ufffd",12345678901234567890]') || row?.json.includes('"b":null')).toBe(true)
  })
})

test.each(['123456789012345678901234567890', '1e400'])(
  'a number in place of a row is no row, though no double holds it: %s',
  (json) => {
    const notes: Anomaly[] = []
    expect(readRow(parseJsonExactly(json), shape, (anomaly) => notes.push(anomaly))).toBeUndefined()
    expect(notes).toEqual(['A row was no object and could not be made a record'])
  },
)
