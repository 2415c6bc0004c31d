import { describe, expect, test } from 'vitest'
import schema from '../../../schemas/calls-v2.1.json' with { type: 'json' }
import { parseJsonExactly } from '../../airbyte/json/exact-json.ts'
import { isJsonObject } from '../../airbyte/json/is-json-object.ts'
import { conform, fieldTypes } from './conform.ts'

const fields = fieldTypes(schema)

function conformed(json: string) {
  const mismatches: [string, string, boolean][] = []
  const row = parseJsonExactly(json)
  if (!isJsonObject(row)) throw new Error('a row is an object')
  const { data, changes } = conform(row, fields, (...mismatch) => mismatches.push(mismatch))
  return { json: JSON.stringify(data), changes, mismatches }
}

test('a field that may hold values of several types passes as it is', () => {
  const several = fieldTypes({ properties: { id: { type: ['string', 'integer', 'null'] } } })
  expect(conform({ id: true }, several, () => {}).data).toEqual({ id: true })
})

test('a schema without fields declares none', () => {
  expect(fieldTypes({ type: 'object' })).toEqual([])
})

const nulled = (field: string) => ({ field, change: 'NULLED', reason: 'SOURCE_SERIALIZATION_ERROR' })

describe('nested fields that are of their declared types pass', () => {
  test.each([
    '{"id":1,"call_info":{"type":"answered","call_traits":["QUEUE",5,{"a":1}]},"call_duration":{"ring_time":1.5}}',
    '{"id":1,"call_info":null,"call_duration":{"ring_time":null}}',
    '{"id":1,"call_info":{}}',
    '{"id":1,"call_info":{"unknown":{"deep":[1,"a"]}},"queue":{"anything":5}}',
    '{"id":12345678901234567890,"call_duration":{"ring_time":12345678901234567890}}',
  ])('%s', (json) => {
    expect(conformed(json)).toEqual({ json, changes: undefined, mismatches: [] })
  })
})

describe('a nested field is converted where nothing is lost, and reported by its path', () => {
  test.each([
    ['call_info', 'rating', '5', '"5"', 'number'],
    ['call_info', 'notes', '12345678901234567890', '"12345678901234567890"', 'number'],
    ['call_duration', 'total_duration', '"185"', '185', 'string'],
    ['call_duration', 'ring_time', '"1.5"', '1.5', 'string'],
    ['call_duration', 'ring_time', '"1.25"', '1.25', 'string'],
    ['ivr_info', 'digit_pressed', '1', '"1"', 'number'],
    ['call_info', 'call_traits', '{"a":1}', '[{"a":1}]', 'object'],
  ])('%s.%s %s to %s', (parent, name, value, expected, kind) => {
    expect(conformed(`{"id":1,"${parent}":{"${name}":${value},"other":1}}`)).toEqual({
      json: `{"id":1,"${parent}":{"${name}":${expected},"other":1}}`,
      changes: undefined,
      mismatches: [[`${parent}.${name}`, kind, true]],
    })
  })
})

describe('a nested field that would lose something is nulled, and named in the changes by its path', () => {
  test.each([
    ['call_info', 'notes', '{"a":1}', 'object'],
    ['call_info', 'call_traits', '"QUEUE"', 'string'],
    ['call_duration', 'total_duration', '"long"', 'string'],
    ['call_duration', 'ring_time', '""', 'string'],
    ['call_duration', 'ring_time', '"1.5 s"', 'string'],
    ['call_duration', 'ring_time', '[]', 'array'],
    ['call_duration', 'ring_time', '[1.5]', 'array'],
  ])('%s.%s %s', (parent, name, value, kind) => {
    expect(conformed(`{"id":1,"${parent}":{"other":1,"${name}":${value}}}`)).toEqual({
      json: `{"id":1,"${parent}":{"other":1,"${name}":null}}`,
      changes: [nulled(`${parent}.${name}`)],
      mismatches: [[`${parent}.${name}`, kind, false]],
    })
  })

  test.each([
    ['"answered"', 'string'],
    ['[{"type":"answered"}]', 'array'],
    ['5', 'number'],
    ['12345678901234567890', 'number'],
    ['true', 'boolean'],
  ])('an object that came as %s is nulled as a whole', (value, kind) => {
    expect(conformed(`{"id":1,"call_info":${value}}`)).toEqual({
      json: '{"id":1,"call_info":null}',
      changes: [nulled('call_info')],
      mismatches: [['call_info', kind, false]],
    })
  })

  test('each for itself, in the order of the schema', () => {
    const { json, changes } = conformed(
      '{"id":1,"call_duration":{"ring_time":{}},"call_info":{"notes":[],"type":"kept"},"agent_id":"Max"}',
    )
    expect(json).toBe(
      '{"id":1,"call_duration":{"ring_time":null},"call_info":{"notes":null,"type":"kept"},"agent_id":null}',
    )
    expect(changes?.map(({ field }) => field)).toEqual([
      'agent_id',
      'call_info.notes',
      'call_duration.ring_time',
    ])
  })
})
