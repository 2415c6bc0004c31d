import { describe, expect, test } from 'vitest'
import schema from '../../schemas/calls.json' with { type: 'json' }
import { parseJsonExactly } from '../airbyte/exact-json.ts'
import { readRow } from './call-row.ts'
import { fieldTypes } from './conform.ts'

const fields = fieldTypes(schema)
const silent = () => {}

describe('a row', () => {
  test('is known by its call_id, and by when it started', () => {
    const row = { call_id: 'CA1', started_at: '2026-03-10T14:22:00+01:00' }
    expect(readRow({ ...row }, fields, silent)).toEqual({
      id: 'CA1',
      instant: Date.parse('2026-03-10T13:22:00Z'),
      endedAt: undefined,
      json: '{"call_id":"CA1","started_at":"2026-03-10T14:22:00+01:00"}',
    })
  })

  test.each([null, undefined, 'soon', 5])('may have no start that can be read: %j', (started_at) => {
    expect(readRow({ call_id: 'CA1', started_at }, fields, silent)?.instant).toBeUndefined()
  })

  test('is sent as its fields came, unknown ones included', () => {
    const json = '{"z":{"b":1,"a":2},"call_id":"CA1","direction":"inbound","a":null}'
    expect(readRow(JSON.parse(json), fields, silent)?.json).toBe(json)
  })

  test('is sent with what had to be changed', () => {
    const row = readRow({ call_id: 7, duration: '185', agent_id: 'Max' }, fields, silent)
    expect(row?.id).toBe('7')
    expect(row).toMatchObject({
      json: '{"call_id":"7","duration":185,"agent_id":null}',
      changes: [{ field: 'agent_id', change: 'NULLED', reason: 'SOURCE_SERIALIZATION_ERROR' }],
    })
  })

  test.each([null, 5, 'CA1', true, [], ['CA1'], undefined])('is no %j', (row) => {
    expect(readRow(row, fields, silent)).toBeUndefined()
  })
})

describe('a row without a call_id', () => {
  const read = (row: object) => readRow({ ...row }, fields, silent)

  test.each([{}, { call_id: null }, { call_id: '' }, { call_id: {} }])(
    'is known by its content: %j',
    (identity) => {
      const told: string[] = []
      const one = readRow({ ...identity, duration: 1 }, fields, (oddity) => told.push(oddity))
      expect(told).toContain('A call came without its call_id and was sent as it is')
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
  const told: unknown[] = []
  const deep = {
    toJSON() {
      throw new RangeError('Maximum call stack size exceeded')
    },
  }
  endless.push(deep)
  const row = readRow({ call_id: 'CA1', notes: 'kept', more: endless, duration: 'long' }, fields, (oddity) =>
    told.push(oddity),
  )
  expect(row).toMatchObject({
    json: '{"call_id":"CA1","notes":"kept","more":null,"duration":null}',
    changes: [
      { field: 'duration', change: 'NULLED', reason: 'SOURCE_SERIALIZATION_ERROR' },
      { field: 'more', change: 'NULLED', reason: 'SOURCE_SERIALIZATION_ERROR' },
    ],
  })
  expect(told).toEqual([
    'The field "duration" came as string, which its declared type cannot hold, and was set to null',
    'The field "more" came as value nested too deep, which its declared type cannot hold, and was set to null',
  ])
})

test('a call goes through that holds a number beyond 2^53 and a value nested 10,000 deep', () => {
  const deep = `${'['.repeat(10_000)}${']'.repeat(10_000)}`
  const row = readRow(
    parseJsonExactly(`{"call_id":"CA1","a":12345678901234567890,"b":${deep}}`),
    fields,
    silent,
  )
  expect(row?.json).toContain('"call_id":"CA1","a":12345678901234567890,')
})

test('whatever else goes wrong in writing is a defect, and not hidden', () => {
  const row = { call_id: 'CA1', more: 5n }
  expect(() => readRow(row, fields, silent)).toThrow(TypeError)
})
