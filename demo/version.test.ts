import { afterEach, describe, expect, test } from 'vitest'
import { APIS, type V21Behaviour } from '../sandbox/v2-1/behaviour.ts'
import { toCallObject } from '../sandbox/v2-1/call-object.ts'
import v2Schema from '../schemas/calls.json' with { type: 'json' }
import v21Schema from '../schemas/calls-v2.1.json' with { type: 'json' }
import usersSchema from '../schemas/users.json' with { type: 'json' }
import { differences } from './differences.ts'
import { createMarts } from './marts.ts'
import { openOffice } from './office.ts'
import { askReport } from './report.ts'
import { type Version, versionOf } from './version.ts'
import { openWarehouse, type Table, type Warehouse } from './warehouse.ts'

const schemas = { v2: v2Schema, 'v2.1': v21Schema }
const now = Date.parse('2026-03-10T18:00:00Z')
const { account } = openOffice({ calls: 1500, days: 20, end: now })
const v2 = versionOf('v2')
const v21 = versionOf('v2.1')

let warehouse: Warehouse | undefined
afterEach(() => warehouse?.close())

/** What the demo does with the calls and the users that a read brings. */
const load = async (
  { api, key, schema, view, lookups }: Version,
  rows: readonly object[],
  users = lookups.flatMap(({ listed }) => listed(account, now)),
) => {
  warehouse?.close()
  warehouse = await openWarehouse(':memory:')
  const stream = { name: 'calls', json_schema: schemas[api], source_defined_primary_key: [[key]] }
  const table = await warehouse.createTable(stream, schema)
  const agents = await warehouse.createTable(
    { name: 'users', json_schema: usersSchema, source_defined_primary_key: [['id']] },
    schema,
  )
  const statements = await view()
  if (statements !== undefined) await warehouse.connection.run(statements)
  await fill(table, 'calls', rows)
  await fill(agents, 'users', users)
  const ask = async (sql: string) => {
    const reader = await warehouse?.connection.runAndReadAll(sql)
    return reader?.getRowObjectsJS() ?? []
  }
  return { table, ask, connection: warehouse.connection }
}

const fill = async (table: Table, stream: string, rows: readonly object[]) => {
  for (const row of rows) {
    const record = { stream, emitted_at: now, data: { ...row } }
    await table.upsert(JSON.stringify({ type: 'RECORD', record }), record)
  }
  await table.commit()
}

test.each(APIS)('sees in the table what the account lists in %s', async (api) => {
  const version = versionOf(api)
  const listed = version.listed(account, now)
  const { table, ask } = await load(version, listed)
  expect(differences(table.columns, version.key, listed, await ask(`from ${table.name}`))).toEqual([])
})

test('draws the same from both versions', async () => {
  const of = async (version: Version) => {
    const { connection } = await load(version, version.listed(account, now))
    await createMarts(connection, version.api)
    return askReport(connection)
  }
  const drawn = await of(v21)
  expect(drawn).toEqual(await of(v2))
  expect(drawn.agents).not.toEqual([])
})

describe('the view of v2.1', () => {
  const variants: readonly V21Behaviour[] = [
    {},
    { missing: '' },
    { missing: 'absent' },
    { unpaddedHours: true, capitalTypes: true },
  ]

  test.each(variants)('has the columns and the values of v2 (%j)', async (behaviour) => {
    const columns = v2Columns.filter((name) => name !== 'call_id' && name !== 'tags')
    const listed = account.visible(now)
    const rows = listed.map((call) => {
      const id = account.logIdOf(call.call_id) ?? 0
      return toCallObject(call, { id, offsetMinutes: 0, aiData: false, queueData: false }, behaviour)
    })
    const { ask, connection } = await load(v21, rows)
    const viewed = await ask('from calls order by started_at, call_id::bigint')
    const selected = viewed.map((row) => JSON.stringify(columns.map((name) => plain(row[name]))))
    expect(selected.toSorted()).toEqual(
      listed.map((call) => JSON.stringify(columns.map((name) => plain(call[name])))).toSorted(),
    )
    expect(viewed.map((row) => row['call_id'])).toContain(String(rows[0]?.['id']))
    const described = await connection.runAndReadAll('describe calls')
    expect(described.getRowObjectsJS().map((row) => row['column_name'])).toEqual([
      ...v2Columns,
      '_airbyte_extracted_at',
    ])
  })

  test('names agents as the users are named today, and those who are gone as the call has it', async () => {
    const rows = [
      { id: 1, agent_id: 51, agent_name: 'Ana Haddad' },
      { id: 2, agent_id: 52, agent_name: 'Wei Nguyen' },
    ]
    const { ask } = await load(v21, rows, [{ id: 51, name: 'Ana Silva' }])
    expect(await ask('select call_id, agent_name from calls order by call_id')).toEqual([
      { call_id: '1', agent_name: 'Ana Silva' },
      { call_id: '2', agent_name: 'Wei Nguyen' },
    ])
  })

  test('keeps what it cannot translate, and leaves empty what is not there', async () => {
    const odd = {
      id: 7,
      contact_number: 'anonymous',
      justcall_number: '12707705000',
      agent_id: 0,
      agent_name: '',
      call_date: '2026-03-10',
      call_time: '',
      call_info: { direction: 'Incoming', type: 'Abandoned before ringing' },
      justcall_ai: { tags: ['pricing'] },
    }
    const { ask } = await load(v21, [odd])
    const [row] = await ask('select * exclude (_airbyte_extracted_at) from calls')
    expect(row).toEqual({
      call_id: '7',
      direction: 'inbound',
      from: 'anonymous',
      to: '+12707705000',
      agent_id: null,
      agent_name: null,
      status: 'abandoned-before-ringing',
      duration: null,
      recording_url: null,
      voicemail: false,
      notes: '',
      disposition: null,
      tags: '["pricing"]',
      started_at: null,
      ended_at: null,
    })
  })
})

const v2Columns = Object.keys(v2Schema.properties)

/** A value as both JSON and the database have it. */
const plain = (value: unknown): unknown => {
  if (value instanceof Date) return value.toISOString().replace('.000', '')
  return typeof value === 'bigint' ? Number(value) : (value ?? null)
}
