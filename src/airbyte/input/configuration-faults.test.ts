import { describe, expect, test } from 'vitest'
import { ConfigError } from '../protocol/errors.ts'
import type { JsonObject } from '../protocol/messages.ts'
import { validateConfiguration } from './configuration.ts'

const validate = (schema: JsonObject, given: JsonObject) =>
  validateConfiguration<JsonObject>({ spec: async () => ({ connectionSpecification: schema }) }, given, {
    command: 'check',
    environment: {},
    now: 5,
  })

describe('a fault names the property', () => {
  test.each<[JsonObject, unknown, string]>([
    [{ format: 'date' }, 'soon', 'a must be a date as YYYY-MM-DD, not "soon"'],
    [{ format: 'uri' }, 'x', 'a must be a URL with its scheme, as https://example.com, not "x"'],
    [{ format: 'json-pointer' }, 'x', 'a must be of the format json-pointer, not "x"'],
    [{ format: 'date', pattern_descriptor: 'YYYY-MM-DD' }, 'x', 'a must be YYYY-MM-DD, not "x"'],
    [{ minLength: 3 }, 'x', 'a must have at least 3 characters, not "x"'],
    [{ maxLength: 1 }, 'xy', 'a must have at most 1 character, not "xy"'],
    [{ minItems: 1 }, [], 'a must have at least 1 item'],
    [{ maxItems: 2 }, [1, 2, 3], 'a must have at most 2 items'],
    [{ uniqueItems: true }, [1, 2, 1], 'a must not have the same item twice (items 0 and 2 are equal)'],
    [
      { contains: { type: 'string' } },
      [1],
      'a.0 must be a string, not 1; a must have 1 item or more of the kind that the specification describes',
    ],
    [{ items: [{}], additionalItems: false }, [1, 2], 'a must have at most 1 item'],
    [{ const: 'x' }, 'y', 'a must be x, not "y"'],
    [{ const: 5 }, 'y', 'a must be 5, not "y"'],
    [{ enum: [1, 'x', true] }, 'y', 'a must be one of 1, x, true, not "y"'],
    [{ type: ['string', 'null'] }, 5, 'a must be a string or null, not 5'],
    [{ exclusiveMinimum: 1 }, 1, 'a must be more than 1, not 1'],
    [{ exclusiveMaximum: 1 }, 1, 'a must be less than 1, not 1'],
    [{ multipleOf: 5 }, 7, 'a must be a multiple of 5, not 7'],
    [{ minProperties: 1 }, {}, 'a must have at least 1 property'],
    [{ maxProperties: 1 }, { b: 1, c: 2 }, 'a must have at most 1 property'],
    [{ additionalProperties: false }, { b: 's3cret' }, 'a must not have the property "b"'],
    [{ propertyNames: { maxLength: 1 } }, { bc: 1 }, 'a must not have a property of the name "bc"'],
    [{ dependencies: { b: ['c'] } }, { b: 1 }, 'a.c is missing, which b needs'],
    [{ required: ['b'] }, {}, 'a.b is missing'],
    [{ properties: { 'b/c~d': { type: 'string' } } }, { 'b/c~d': 1 }, 'a.b/c~d must be a string, not 1'],
    [{ not: { type: 'string' } }, 's3cret', 'a has a value that the specification rules out'],
    [{ if: { type: 'string' }, else: { minimum: 5 } }, 1, 'a must be at least 5, not 1'],
    [{ anyOf: [{ type: 'string' }, { type: 'integer' }] }, true, 'a must be a string or an integer'],
    [{ oneOf: [{ minimum: 1 }, { minimum: 2 }] }, 3, 'a fits several of its forms, and must fit exactly one'],
    [
      {
        oneOf: [
          { title: 'A', type: 'object' },
          { title: 'B', type: 'object' },
        ],
      },
      3,
      'a must be in one of the forms A, B',
    ],
  ])('%j: %j', async (schema, a, fault) => {
    await expect(validate({ type: 'object', properties: { a: schema } }, { a })).rejects.toThrow(
      new ConfigError(`The configuration is not valid: ${fault}.`),
    )
  })

  test('or the configuration as a whole', async () => {
    await expect(validate({ minProperties: 1 }, {})).rejects.toThrow(
      'The configuration is not valid: the configuration must have at least 1 property.',
    )
  })
})

describe('credentials in one of several forms', () => {
  const forms = [
    {
      title: 'OAuth',
      required: ['auth_type', 'token'],
      properties: {
        auth_type: { type: 'string', const: 'oauth' },
        token: { type: 'string', airbyte_secret: true },
        scope: { type: 'string', default: 'all' },
      },
    },
    {
      title: 'Key',
      required: ['auth_type', 'key'],
      properties: {
        auth_type: { type: 'string', const: 'key' },
        key: { type: 'string', airbyte_secret: true },
        tries: { type: 'integer', default: 3, maximum: 9 },
      },
    },
  ]
  const specifications = [
    ['written out', { properties: { credentials: { type: 'object', oneOf: forms } } }],
    [
      'by reference',
      {
        properties: { credentials: { $ref: '#/definitions/credentials' } },
        definitions: {
          credentials: { oneOf: [{ $ref: '#/definitions/oauth' }, { $ref: '#/definitions/key' }] },
          oauth: forms[0],
          key: forms[1],
        },
      },
    ],
    ['as any of them', { properties: { credentials: { type: 'object', anyOf: forms } } }],
  ] as const

  describe.each(specifications)('%s', (_, schema) => {
    test.each([
      [{ auth_type: 'oauth', token: 't' }, { scope: 'all' }],
      [{ auth_type: 'key', key: 'k' }, { tries: 3 }],
      [{ auth_type: 'key', key: 'k', tries: 4 }, {}],
      [{ auth_type: 'key', key: 'k', tries: null }, { tries: 3 }],
    ])('get the defaults of the chosen form: %j', async (credentials, defaults) => {
      const { config } = await validate(schema, { credentials })
      expect(config).toEqual({ credentials: { ...credentials, ...defaults } })
    })

    test.each([
      [{ auth_type: 'oauth', key: 's3cret' }, 'credentials.token is missing'],
      [{ auth_type: 'key', key: 5 }, 'credentials.key must be a string'],
      [{ auth_type: 'key', key: 's3cret', tries: 10 }, 'credentials.tries must be at most 9, not 10'],
      [{ auth_type: 'other', key: 's3cret' }, 'credentials.auth_type must be one of oauth, key'],
    ])('have only the faults of the chosen form: %j', async (credentials, fault) => {
      await expect(validate(schema, { credentials })).rejects.toThrow(
        new ConfigError(`The configuration is not valid: ${fault}.`),
      )
    })
  })

  test('may differ in required properties', async () => {
    const oneOf = [
      { required: ['token'], properties: { scope: { default: 'all' } } },
      { required: ['key'], properties: { tries: { default: 3 } } },
    ]
    const { config } = await validate(
      { properties: { credentials: { oneOf } } },
      { credentials: { key: 'k' } },
    )
    expect(config).toEqual({ credentials: { key: 'k', tries: 3 } })
  })

  test('may be a default', async () => {
    const credentials = { oneOf: forms, default: { auth_type: 'key', key: 'k' } }
    expect((await validate({ properties: { credentials } }, {})).config).toEqual({
      credentials: { auth_type: 'key', key: 'k', tries: 3 },
    })
  })
})

test('a token in a field that holds no secret is not shown', async () => {
  const validated = validate(
    { properties: { from: { pattern: '^[0-9]{4}$' } } },
    { from: 'k7dxk6GqGideFcb36yqb' },
  )
  await expect(validated).rejects.toThrow(
    'from must be of the form ^[0-9]{4}$, not a value of 22 characters.',
  )
})

test('a value in place of a secret may be an object without a text form', async () => {
  const schema = { properties: { key: { type: 'string', airbyte_secret: true }, from: { type: 'string' } } }
  const given = JSON.parse('{"key":{"toString":1},"from":{"toString":1,"valueOf":1}}')
  await expect(validate(schema, given)).rejects.toThrow(
    'key must be a string; from must be a string, not an object.',
  )
})
