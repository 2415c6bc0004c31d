import { readdir, readFile } from 'node:fs/promises'
import { afterEach, expect, test } from 'vitest'
import type { Api } from '../sandbox/v2-1/behaviour.ts'
import v2Schema from '../schemas/calls.json' with { type: 'json' }
import v21Schema from '../schemas/calls-v2.1.json' with { type: 'json' }
import { openOffice } from './office.ts'
import { versionOf } from './version.ts'
import { openWarehouse, type Warehouse } from './warehouse.ts'

const schemas = { v2: v2Schema, 'v2.1': v21Schema }
const now = Date.parse('2026-03-10T18:00:00Z')
const { account } = openOffice({ calls: 1500, days: 20, end: now })

let warehouse: Warehouse | undefined
afterEach(() => warehouse?.close())

/** The rows of each mart over the tables as the demo loads them, but for what differs between the versions by nature. */
const marts = async (api: Api): Promise<Record<string, string[]>> => {
  const { key, schema, listed } = versionOf(api)
  warehouse?.close()
  warehouse = await openWarehouse(':memory:')
  const { connection } = warehouse
  const table = await warehouse.createTable(
    { name: 'calls', json_schema: schemas[api], source_defined_primary_key: [[key]] },
    schema,
  )
  for (const row of listed(account, now)) {
    const record = { stream: 'calls', emitted_at: now, data: row }
    await table.upsert(JSON.stringify({ type: 'RECORD', record }), record)
  }
  await table.commit()
  const folder = new URL(`sql/${api}/`, import.meta.url)
  const found: Record<string, string[]> = {}
  for (const file of (await readdir(folder)).toSorted()) {
    const reader = await connection.runAndReadAll(await readFile(new URL(file, folder), 'utf8'))
    const rows = reader.getRowObjectsJson()
    found[file] = rows
      .map((row) => JSON.stringify(Object.entries(row).filter(([name]) => !DIFFERENT.has(name))))
      .toSorted()
  }
  return found
}

/** Identifiers, and what v2 does not have. */
const DIFFERENT = new Set([
  'call_id',
  'event_id',
  'response_call_id',
  'api_version',
  'call_sid',
  'missed_reason',
  'contact_name',
  'contact_email',
  'line_name',
  'agent_email',
  'ring_seconds',
  'queue_wait_seconds',
  'hold_seconds',
  'wrap_up_seconds',
  'tags',
  'cost',
])

test('the marts of both versions say the same of one account', async () => {
  const [v2, v21] = [await marts('v2'), await marts('v2.1')]
  expect(Object.keys(v2)).toEqual([
    'agent_days.sql',
    'calls.sql',
    'contact_timeline.sql',
    'first_response.sql',
    'missed_calls_by_hour.sql',
    'number_days.sql',
  ])
  expect(v21).toEqual(v2)
  expect(v2['calls.sql']).toHaveLength(account.visible(now).length)
})

test('the hours of the marts are those of the office', async () => {
  const hours = (await marts('v2'))['missed_calls_by_hour.sql'] ?? []
  const inbound = account.visible(now).filter(({ direction }) => direction === 'inbound')
  const keys = inbound.map(({ started_at }) => {
    const local = new Date(Date.parse(String(started_at)) - 5 * 3_600_000).toISOString()
    return `${local.slice(0, 10)} ${Number(local.slice(11, 13))}`
  })
  const shown = hours.map((text) => {
    const row = Object.fromEntries(JSON.parse(text))
    return `${row['day']} ${row['hour']}`
  })
  expect(shown.toSorted()).toEqual([...new Set(keys)].toSorted())
})
