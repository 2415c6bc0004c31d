import { Ajv } from 'ajv'
import addFormats from 'ajv-formats'
import { beforeAll, describe, expect, test } from 'vitest'
import { type CommandResult, runCommand } from './command.ts'
import { configuredCatalog, startApi, writeConfig } from './setup.ts'

/** The contract's fields, in its order. */
const fields = {
  call_id: 'string',
  direction: 'string',
  from: 'string',
  to: 'string',
  agent_id: 'integer',
  agent_name: 'string',
  status: 'string',
  duration: 'integer',
  recording_url: 'string',
  voicemail: 'boolean',
  notes: 'string',
  disposition: 'string',
  tags: 'array',
  started_at: 'string',
  ended_at: 'string',
}

let result: CommandResult
let requests: number
beforeAll(async () => {
  const sandbox = await startApi()
  result = await runCommand(['discover', '--config', writeConfig(sandbox.url)])
  requests = sandbox.requests.length
})

const streamsOf = ({ messages }: CommandResult) =>
  messages.flatMap((message) => (message.type === 'CATALOG' ? message.catalog.streams : []))

const schemaOf = (command: CommandResult) => {
  const [stream] = streamsOf(command)
  if (stream === undefined) throw new Error('the catalog is empty')
  return stream.json_schema
}

describe('discover', () => {
  test('prints one catalog and nothing else, and asks nobody', () => {
    expect(result).toMatchObject({ exitCode: 0, signal: null, stderr: '' })
    expect(result.messages.map(({ type }) => type)).toEqual(['CATALOG'])
    expect(requests).toBe(0)
  })

  test('describes the stream calls', () => {
    expect(streamsOf(result)).toEqual([
      {
        name: 'calls',
        json_schema: expect.any(Object),
        supported_sync_modes: ['full_refresh', 'incremental'],
        source_defined_cursor: true,
        default_cursor_field: ['started_at'],
        source_defined_primary_key: [['call_id']],
        is_resumable: true,
      },
    ])
  })

  test('is what the configured catalog of these tests is made from', () => {
    expect(configuredCatalog.streams.map(({ stream }) => stream)).toEqual(streamsOf(result))
  })

  test('has all fields of the contract, and lets others pass', () => {
    const schema = schemaOf(result)
    expect(Object.keys(schema.properties)).toEqual(Object.keys(fields))
    expect(schema).toMatchObject({ type: 'object', additionalProperties: true })
  })

  test.each(Object.entries(fields))('declares %s as %s, nullable unless it is the key', (name, type) => {
    const property = schemaOf(result).properties[name]
    expect([property?.['type']].flat().toSorted()).toEqual(
      name === 'call_id' ? [type] : ['null', type].toSorted(),
    )
    expect(property?.['description']).toMatch(/[.]$/)
  })

  test.each(['started_at', 'ended_at'])('declares %s as an instant', (name) => {
    expect(schemaOf(result).properties[name]).toMatchObject({
      format: 'date-time',
      airbyte_type: 'timestamp_with_timezone',
    })
  })

  test('leaves the set of statuses open', () => {
    const schema = schemaOf(result)
    expect(schema.properties['status']).not.toHaveProperty('enum')
    const ajv = new Ajv({ strict: false })
    addFormats.default(ajv)
    expect(ajv.validate({ ...schema }, { call_id: 'call_1', status: 'in-progress', new_field: [] })).toBe(
      true,
    )
  })

  test('refuses a configuration that is not valid', async () => {
    const refused = await runCommand(['discover', '--config', writeConfig('http://api.justcall.io')])
    expect(refused.exitCode).toBe(1)
    expect(refused.errors).toMatchObject([
      { failure_type: 'config_error', message: expect.stringContaining('base_url') },
    ])
  })
})
