import { readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { beforeAll, describe, expect, test } from 'vitest'
import { type CommandResult, runCommand } from './command.ts'
import type { Fields } from './protocol.ts'
import { sampleConfig } from './setup.ts'

interface Property {
  readonly type: string
  readonly title?: string
  readonly description?: string
  readonly examples?: readonly unknown[]
  readonly pattern?: string
  readonly pattern_descriptor?: string
  readonly order?: number
  readonly group?: string
  readonly airbyte_secret?: boolean
  readonly airbyte_hidden?: boolean
  readonly enum?: readonly unknown[]
  readonly default?: unknown
}

interface Specification {
  readonly documentationUrl: string
  readonly changelogUrl: string
  readonly protocol_version: string
  readonly connectionSpecification: {
    readonly required: readonly string[]
    readonly groups: readonly { readonly id: string; readonly title: string }[]
    readonly properties: Readonly<Record<string, Property>>
  }
}

const file = readFileSync(new URL('../spec/spec.json', import.meta.url), 'utf8')
const specification: Specification = JSON.parse(file)
const { properties, required, groups } = specification.connectionSpecification
const entries = Object.entries(properties)
const secret = ([, property]: readonly [string, Property]) => property.airbyte_secret === true

describe('spec', () => {
  let result: CommandResult
  beforeAll(async () => {
    result = await runCommand(['spec'])
  })

  test('prints one message and nothing else, and ends well', () => {
    expect(result).toMatchObject({ exitCode: 0, signal: null, stderr: '' })
    expect(result.lines).toHaveLength(1)
  })

  test('prints the specification of spec/spec.json', () => {
    expect(result.messages).toEqual([{ type: 'SPEC', spec: JSON.parse(file) as Fields }])
  })

  test('needs nothing of where it runs', async () => {
    const elsewhere = await runCommand(['spec'], { cwd: tmpdir() })
    expect(elsewhere.lines).toEqual(result.lines)
  })
})

describe('the specification', () => {
  test('has the properties of a connection, in the order of the form', () => {
    const inOrder = [...entries].sort(([, a], [, b]) => Number(a.order) - Number(b.order))
    expect(inOrder.map(([name]) => name)).toEqual([
      'api_key',
      'api_secret',
      'api_version',
      'start_date',
      'end_date',
      'direction',
      'agent_id',
      'number',
      'status',
      'fetch_ai_data',
      'fetch_queue_data',
      'lookback_days',
      'emit_unchanged',
      'num_workers',
      'requests_per_minute',
      'max_wait_minutes',
      'per_page',
      'base_url',
    ])
    expect(new Set(entries.map(([, { order }]) => order)).size).toBe(entries.length)
    expect(required).toEqual(['api_key', 'api_secret', 'start_date'])
  })

  test('hides the key and the secret, and shows all but the base URL', () => {
    expect(entries.filter(secret).map(([name]) => name)).toEqual(['api_key', 'api_secret'])
    expect(entries.filter(([, property]) => property.airbyte_hidden).map(([name]) => name)).toEqual([
      'base_url',
    ])
  })

  test.each(entries)('says what %s is', (_name, property) => {
    expect(property.title).toMatch(/^[A-Z]/)
    expect(property.description).toMatch(/[.]$/)
    expect(groups.map(({ id }) => id)).toContain(property.group)
  })

  test.each(['api_key', 'api_secret', 'agent_id', 'number'])('says where to find %s', (name) => {
    expect(properties[name]?.description).toMatch(/Settings|Phone numbers/)
  })

  test.each(entries.filter(([, { pattern }]) => pattern !== undefined))(
    'describes the pattern of %s in words',
    (_name, { pattern_descriptor }) => {
      expect(pattern_descriptor).toMatch(/\w/)
    },
  )

  test.each(
    entries.filter(
      (entry) => !secret(entry) && entry[1].enum === undefined && entry[1].default === undefined,
    ),
  )('gives examples of %s that fit its pattern', (_name, { examples = [], pattern = '' }) => {
    expect(examples).not.toHaveLength(0)
    for (const example of examples) expect(String(example)).toMatch(new RegExp(pattern))
  })

  test('has the defaults and bounds that the documents promise', () => {
    expect(Object.fromEntries(entries.map(([name, property]) => [name, property.default]))).toMatchObject({
      direction: 'all',
      lookback_days: 1,
      emit_unchanged: false,
      num_workers: 5,
      max_wait_minutes: 70,
      base_url: 'https://api.justcall.io',
    })
    expect(properties['lookback_days']).toMatchObject({ minimum: 0, maximum: 90 })
    expect(properties['num_workers']).toMatchObject({ minimum: 1, maximum: 25 })
    expect(properties['per_page']).toMatchObject({ minimum: 1, maximum: 500 })
  })

  test('names its documents and its protocol', () => {
    expect(specification.documentationUrl).toMatch(/^https:/)
    expect(specification.changelogUrl).toMatch(/^https:.*CHANGELOG/)
    expect(specification.protocol_version).toMatch(/^0[.]\d+[.]\d+$/)
  })

  test('knows every property of the sample configuration', () => {
    expect(Object.keys(sampleConfig).filter((name) => !Object.hasOwn(properties, name))).toEqual([])
  })
})
