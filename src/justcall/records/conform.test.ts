import { describe, expect, test } from 'vitest'
import schema from '../../../schemas/calls.json' with { type: 'json' }
import { parseJsonExactly } from '../../airbyte/json/exact-json.ts'
import { conform, type FieldType, fieldTypes } from './conform.ts'

const types: Readonly<Record<string, FieldType>> = {
  text: 'string',
  whole: 'integer',
  flag: 'boolean',
  list: 'strings',
}
const fields = Object.entries(types)

function conformed(json: string) {
  const updates: [string, string, boolean][] = []
  const row = parseJsonExactly(json)
  if (typeof row !== 'object' || row === null) throw new Error('a row is an object')
  const { data, changes } = conform({ ...row }, fields, (...mismatch) => updates.push(mismatch))
  return { json: JSON.stringify(data), changes, updates }
}

describe('what is of its declared type passes', () => {
  test.each([
    '{"text":"a","whole":1,"flag":true,"list":["a","b"]}',
    '{"text":"","whole":0,"flag":false,"list":[]}',
    '{"text":null,"whole":null,"flag":null,"list":null}',
    '{"whole":-5,"list":["a",null]}',
    '{"whole":12345678901234567890}',
    '{"whole":-12345678901234567890}',
    '{}',
    '{"other":{"a":[1,"b",null]},"more":1e400}',
    '{"__proto__":{"text":5},"constructor":7}',
  ])('%s', (json) => {
    expect(conformed(json)).toEqual({ json, changes: undefined, updates: [] })
  })
})

describe('what loses nothing is converted', () => {
  test.each([
    ['text', '7', '"7"', 'number'],
    ['text', '-1.5', '"-1.5"', 'number'],
    ['text', 'true', '"true"', 'boolean'],
    ['text', 'false', '"false"', 'boolean'],
    ['text', '12345678901234567890', '"12345678901234567890"', 'number'],
    ['text', '1e400', '"1e400"', 'number'],
    ['whole', '"42"', '42', 'string'],
    ['whole', '"-42"', '-42', 'string'],
    ['whole', '"0"', '0', 'string'],
    ['whole', '"9007199254740993"', '9007199254740993', 'string'],
    ['whole', '"123456789012345"', '123456789012345', 'string'],
    ['flag', '"true"', 'true', 'string'],
    ['flag', '"false"', 'false', 'string'],
    ['flag', '"FALSE"', 'false', 'string'],
    ['flag', '1', 'true', 'number'],
    ['flag', '0', 'false', 'number'],
    ['list', '"upgrade"', '["upgrade"]', 'string'],
    ['list', '7', '["7"]', 'number'],
    ['list', 'true', '["true"]', 'boolean'],
    [
      'list',
      '["a",7,null,false,12345678901234567890]',
      '["a","7",null,"false","12345678901234567890"]',
      'array',
    ],
  ])('%s %s to %s', (field, from, to, kind) => {
    expect(conformed(`{"${field}":${from}}`)).toEqual({
      json: `{"${field}":${to}}`,
      changes: undefined,
      updates: [[field, kind, true]],
    })
  })
})

describe('what would lose something is nulled and named', () => {
  test.each([
    ['text', '{"a":1}', 'object'],
    ['text', '["a"]', 'array'],
    ['whole', '1.5', 'number'],
    ['whole', '"1.5"', 'string'],
    ['whole', '"042"', 'string'],
    ['whole', '" 42"', 'string'],
    ['whole', '"42 "', 'string'],
    ['whole', '"+42"', 'string'],
    ['whole', '""', 'string'],
    ['whole', '"1e3"', 'string'],
    ['whole', 'true', 'boolean'],
    ['whole', '[]', 'array'],
    ['whole', '{}', 'object'],
    ['whole', '1e400', 'number'],
    ['whole', '1.00000000000000000001', 'number'],
    ['flag', '"yes"', 'string'],
    ['flag', '"1"', 'string'],
    ['flag', '2', 'number'],
    ['flag', '[]', 'array'],
    ['list', '{"a":1}', 'object'],
    ['list', '["a",{"b":1}]', 'array'],
    ['list', '["a",["b"]]', 'array'],
  ])('%s %s', (field, value, kind) => {
    expect(conformed(`{"${field}":${value}}`)).toEqual({
      json: `{"${field}":null}`,
      changes: [{ field, change: 'NULLED', reason: 'SOURCE_SERIALIZATION_ERROR' }],
      updates: [[field, kind, false]],
    })
  })

  test('each field for itself, in the order of the schema', () => {
    const { json, changes } = conformed('{"flag":"maybe","text":"kept","whole":"42","list":{},"more":1}')
    expect(json).toBe('{"flag":null,"text":"kept","whole":42,"list":null,"more":1}')
    expect(changes?.map(({ field }) => field)).toEqual(['flag', 'list'])
  })
})

test('the types of the schema are known by what they may be beside null', () => {
  expect(Object.fromEntries(fieldTypes(schema))).toMatchObject({
    call_id: 'string',
    agent_id: 'integer',
    voicemail: 'boolean',
    tags: 'strings',
    started_at: 'string',
  })
  expect(fieldTypes(schema).map(([name]) => name)).toEqual(Object.keys(schema.properties))
})
