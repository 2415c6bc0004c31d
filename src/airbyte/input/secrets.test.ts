import { describe, expect, test } from 'vitest'
import { holdsSecret, secretValues } from './secrets.ts'

const secret = { type: 'string', airbyte_secret: true }
const withSecret = { properties: { token: secret, name: { type: 'string' } } }
const given = { token: 's3cret', name: 'plain' }

describe('finds secrets at any depth', () => {
  test.each<[string, object, object]>([
    ['beside others', withSecret, given],
    ['in an object', { properties: { a: { properties: { b: withSecret } } } }, { a: { b: given } }],
    ['in one of several forms', { properties: { a: { oneOf: [{}, withSecret] } } }, { a: given }],
    ['in any of several forms', { properties: { a: { anyOf: [withSecret] } } }, { a: given }],
    ['in a part of all', { allOf: [withSecret] }, given],
    ['under a condition', { if: {}, else: withSecret }, given],
    ['in items', { properties: { a: { items: withSecret } } }, { a: [given, { name: 'b' }] }],
    ['in items one by one', { properties: { a: { items: [{}, withSecret] } } }, { a: [1, given] }],
    [
      'in additional items',
      { properties: { a: { items: [{}], additionalItems: withSecret } } },
      { a: [1, given] },
    ],
    [
      'in items with schemas of their own',
      { properties: { a: { prefixItems: [withSecret] } } },
      { a: [given] },
    ],
    ['in an item that has to be there', { properties: { a: { contains: withSecret } } }, { a: [given] }],
    [
      'by reference',
      { properties: { a: { $ref: '#/definitions/x' } }, definitions: { x: withSecret } },
      { a: given },
    ],
    [
      'by reference with escaped characters',
      { properties: { a: { $ref: '#/$defs/x~1y%20z' } }, $defs: { 'x/y z': withSecret } },
      { a: given },
    ],
    ['in properties by a pattern', { patternProperties: { '^x-': withSecret } }, { 'x-a': given }],
    ['in any other property', { additionalProperties: withSecret }, { other: given }],
    ['where another property is given', { dependencies: { name: withSecret } }, given],
    [
      'in an object that is a secret as a whole',
      { properties: { a: { airbyte_secret: true } } },
      { a: { b: ['s3cret'] } },
    ],
    ['in place of an object with a secret', { properties: { a: { oneOf: [withSecret] } } }, { a: 's3cret' }],
    ['in place of a list of them', { properties: { a: { items: withSecret } } }, { a: 's3cret' }],
    [
      'in an array in place of an object',
      { properties: { a: { airbyte_secret: true, type: 'string' } } },
      { a: ['s3cret'] },
    ],
  ])('%s', (_, specification, value) => {
    expect(secretValues({ ...specification }, value)).toEqual(['s3cret'])
    expect(holdsSecret({ ...specification }, specification)).toBe(true)
  })

  test('in a schema that refers to itself', () => {
    const specification = {
      properties: { tree: { $ref: '#/definitions/tree' } },
      definitions: { tree: { properties: { token: secret, next: { $ref: '#/definitions/tree' } } } },
    }
    const value = { tree: { token: 'one', next: { token: 'two', next: {} } } }
    expect(secretValues(specification, value)).toEqual(['one', 'two'])
    expect(holdsSecret({ $ref: '#' }, { $ref: '#' })).toBe(false)
  })

  test('a number as text', () => {
    expect(secretValues(withSecret, { token: 1234 })).toEqual(['1234'])
  })
})

test.each([
  [withSecret, {}],
  [withSecret, { token: null, name: 'plain' }],
  [{ properties: { a: { airbyte_secret: false } } }, { a: 'x' }],
  [{ properties: null }, { a: 'x' }],
  [{ properties: { a: true, b: { $ref: '#/nowhere' } } }, { a: 'x', b: 'y' }],
  [{ properties: { a: { $ref: 'https://example.com/schema' } } }, { a: 'x' }],
])('finds no secret in %j', (specification, value) => {
  expect(secretValues(specification, value)).toEqual([])
})
