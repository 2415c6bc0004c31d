import { describe, expect, test } from 'vitest'
import { ConfigError } from '../protocol/errors.ts'
import type { JsonObject } from '../protocol/messages.ts'
import type { Circumstances, Source } from '../source/source.ts'
import { configurationObject, validateConfiguration } from './configuration.ts'

const spec = {
  connectionSpecification: {
    type: 'object',
    additionalProperties: true,
    required: ['key', 'from'],
    properties: {
      key: {
        type: 'string',
        airbyte_secret: true,
        pattern: '^[a-z0-9]+$',
        pattern_descriptor: 'the key alone',
      },
      pin: { type: 'integer', airbyte_secret: true, maximum: 9999 },
      from: { type: 'string', pattern: '^\\d{4}$' },
      mode: { type: 'string', enum: ['one', 'two'], default: 'one' },
      count: { type: 'integer', minimum: 1, maximum: 25, default: 5 },
      least: { type: 'number', minimum: 2 },
      most: { type: 'number', maximum: 3 },
      on: { type: 'boolean', default: false },
      list: { type: 'array', items: { type: 'string' }, minItems: 1 },
      nested: { type: 'object', properties: { deep: { type: 'string' } } },
    },
  },
}
const circumstances: Circumstances = { command: 'check', environment: { A: 'b' }, now: 5 }

const sourceWith = (more: Partial<Source<JsonObject>> = {}): Source<JsonObject> => ({
  name: 'source-test',
  version: '1.2.3',
  description: 'Tests.',
  spec: async () => spec,
  check: async () => {},
  streams: async () => [],
  ...more,
})
const valid = { key: 'k1', from: '2026' }
const validate = (given: JsonObject, more: Partial<Source<JsonObject>> = {}) =>
  validateConfiguration(sourceWith(more), given, circumstances)

describe('a configuration', () => {
  test('gets its defaults', async () => {
    expect(await validate(valid)).toEqual({
      config: { ...valid, mode: 'one', count: 5, on: false },
      warnings: [],
    })
  })

  test('treats null and empty values as missing', async () => {
    const { config } = await validate({ ...valid, mode: null, count: null, least: '', list: null })
    expect(config).toEqual({ ...valid, mode: 'one', count: 5, on: false })
    await expect(validate({ key: '', from: null })).rejects.toThrow(
      'The configuration is not valid: key is missing; from is missing.',
    )
  })

  test('keeps false, 0 and unknown properties', async () => {
    const given = { ...valid, on: false, most: 0, extra: { a: [] } }
    expect(await validate(given)).toMatchObject({ config: given, warnings: [] })
  })

  test('is not mutated', async () => {
    const given = { ...valid, mode: null }
    await validate(given)
    expect(given).toEqual({ ...valid, mode: null })
  })
})

describe('a fault shows what is expected and the value', () => {
  test.each<[JsonObject, string]>([
    [{ mode: 'three' }, 'mode must be one of one, two, not "three"'],
    [{ count: 0 }, 'count must be from 1 to 25, not 0'],
    [{ count: 26 }, 'count must be from 1 to 25, not 26'],
    [{ count: 1.5 }, 'count must be an integer, not 1.5'],
    [{ count: '5' }, 'count must be an integer, not "5"'],
    [{ least: 1 }, 'least must be at least 2, not 1'],
    [{ most: 4 }, 'most must be at most 3, not 4'],
    [{ most: true }, 'most must be a number, not true'],
    [{ on: 'yes' }, 'on must be a boolean, not "yes"'],
    [{ from: '26' }, 'from must be of the form ^\\d{4}$, not "26"'],
    [{ list: [] }, 'list must have at least 1 item'],
    [{ list: ['a', 5] }, 'list.1 must be a string, not 5'],
    [{ nested: { deep: 5 } }, 'nested.deep must be a string, not 5'],
    [{ nested: [] }, 'nested must be an object, not an array'],
  ])('%j', async (given, fault) => {
    await expect(validate({ ...valid, ...given })).rejects.toThrow(
      `The configuration is not valid: ${fault}.`,
    )
  })

  test('but not a value of more than 60 characters, which truncated may be half a secret', async () => {
    const shown = (length: number) => validate({ ...valid, mode: 'x'.repeat(length) })
    await expect(shown(58)).rejects.toThrow(`not "${'x'.repeat(58)}".`)
    await expect(shown(59)).rejects.toThrow('not a value of 61 characters.')
  })
})

describe('the value of a secret is never shown', () => {
  test.each<[JsonObject, string]>([
    [{ key: 'hunter2 hunter2' }, 'key must be the key alone.'],
    [{ key: ['hunter2'] }, 'key must be a string.'],
    [{ key: { hunter2: 1 } }, 'key must be a string.'],
    [{ pin: 'hunter2' }, 'pin must be an integer.'],
    [{ pin: 123456 }, 'pin must be at most 9999.'],
  ])('%j', async (given, fault) => {
    await expect(validate({ ...valid, ...given })).rejects.toThrow(`The configuration is not valid: ${fault}`)
  })
})

describe('a property whose name has a typo', () => {
  test('gets a suggestion beside the faults', async () => {
    await expect(validate({ kee: 'k1', fron: '2026', mode: 'three', constructor: 1 })).rejects.toThrow(
      'The configuration is not valid: key is missing; from is missing; mode must be one of one, two, not "three"; "kee" is not known (did you mean "key"?); "fron" is not known (did you mean "from"?).',
    )
  })

  test('gets only a warning in a valid configuration, without its value', async () => {
    const { config, warnings } = await validate({ ...valid, counts: 'hunter2', Most: 'hunter2' })
    expect(config).toMatchObject({ ...valid, counts: 'hunter2', count: 5 })
    expect(warnings).toEqual([
      'Ignored in the configuration: "counts" is not known (did you mean "count"?).',
      'Ignored in the configuration: "Most" is not known (did you mean "most"?).',
    ])
  })
})

describe('reports all faults at once', () => {
  test('of the schema and of the source', async () => {
    const given = { from: '26', mode: 'three', count: 0, on: 1 }
    await expect(validate(given, { faults: async () => ['from must be soon'] })).rejects.toThrow(
      'The configuration is not valid: key is missing; from must be of the form ^\\d{4}$, not "26"; mode must be one of one, two, not "three"; count must be from 1 to 25, not 0; on must be a boolean, not 1; from must be soon.',
    )
  })

  test('and the same fault once', async () => {
    const faults = async () => ['key is missing', 'a', 'a']
    await expect(validate({ from: '2026' }, { faults })).rejects.toThrow(
      'The configuration is not valid: key is missing; a.',
    )
  })

  test('passes the configuration with its defaults and the circumstances to the source', async () => {
    const received: unknown[] = []
    await validate(valid, {
      faults: async (...what) => {
        received.push(...what)
        return []
      },
    })
    expect(received).toEqual([expect.objectContaining({ ...valid, count: 5 }), circumstances])
  })

  test('as a ConfigError', async () => {
    await expect(validate({})).rejects.toBeInstanceOf(ConfigError)
  })
})

describe('a configuration file must contain an object', () => {
  test.each([
    [null, 'null'],
    [[], 'an array'],
    ['key', 'a string'],
    [5, 'a number'],
    [true, 'a boolean'],
    [undefined, 'an undefined'],
  ])('%j', (value, kind) => {
    expect(() => configurationObject(value, 'c.json')).toThrow(
      `--config c.json: the configuration must be a JSON object, not ${kind}.`,
    )
  })

  test('accepts an object', () => {
    expect(configurationObject({ a: 1 }, 'c.json')).toEqual({ a: 1 })
  })
})

describe('a fault quotes nothing that may contain a secret', () => {
  const credentials = {
    type: 'object',
    properties: { token: { type: 'string', airbyte_secret: true }, days: { type: 'integer' } },
  }
  const nested = {
    connectionSpecification: {
      type: 'object',
      properties: {
        credentials,
        keys: { type: 'array', airbyte_secret: true, items: { type: 'string' } },
        count: { type: 'integer' },
      },
    },
  }
  test.each<[JsonObject, string]>([
    [{ credentials: 'hunter2' }, 'credentials must be an object.'],
    [{ credentials: ['hunter2'] }, 'credentials must be an object.'],
    [{ credentials: { token: { hunter2: 1 } } }, 'credentials.token must be a string.'],
    [{ credentials: { token: 'hunter2', days: 'hunter2' } }, 'credentials.days must be an integer.'],
    [{ keys: [12] }, 'keys.0 must be a string.'],
    [{ keys: 'hunter2' }, 'keys must be an array.'],
    [{ count: { token: 'hunter2' } }, 'count must be an integer, not an object.'],
    [{ count: ['hunter2'] }, 'count must be an integer, not an array.'],
  ])('%j', async (given, fault) => {
    await expect(validate(given, { spec: async () => nested })).rejects.toThrow(
      new ConfigError(`The configuration is not valid: ${fault}`),
    )
  })
})
