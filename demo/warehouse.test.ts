import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Stream } from './messages.ts'
import { openWarehouse, type Table, type Warehouse } from './warehouse.ts'

const stream: Stream = {
  name: 'calls',
  json_schema: {
    properties: {
      call_id: { type: 'string' },
      notes: { type: ['null', 'string'] },
      agent_id: { type: ['null', 'integer'] },
      tags: { type: 'array', items: { type: 'string' } },
      started_at: { type: 'string', airbyte_type: 'timestamp_with_timezone' },
    },
  },
  source_defined_primary_key: [['call_id']],
}

let warehouse: Warehouse
let table: Table

beforeEach(async () => {
  warehouse = await openWarehouse(':memory:')
  table = await warehouse.createTable(stream)
})
afterEach(() => warehouse.close())

const upsert = (data: Record<string, unknown>) => {
  const record = { stream: 'calls', emitted_at: 1_773_152_520_123, data }
  return table.upsert(JSON.stringify({ type: 'RECORD', record }), record)
}
const rows = async (sql: string) => (await warehouse.connection.runAndReadAll(sql)).getRowObjectsJS()

test('keeps a record in typed columns, with the instant at which it was read', async () => {
  const data = {
    call_id: 'a',
    notes: "It's\n見積書",
    agent_id: 9_007_199_254_740_991,
    tags: ['vip'],
    started_at: '2026-03-10T14:22:00Z',
    unknown: { field: 1 },
  }
  await upsert(data)
  await table.commit()
  expect(await rows('from calls')).toEqual([
    {
      call_id: 'a',
      notes: data.notes,
      agent_id: 9_007_199_254_740_991n,
      tags: ['vip'],
      started_at: new Date(data.started_at),
      _airbyte_extracted_at: new Date(1_773_152_520_123),
    },
  ])
})

test('keeps the later of two records of a call, in a batch, across batches and across commits', async () => {
  const batch = async (notes: string) => {
    for (let nth = 0; nth < 2500; nth += 1) await upsert({ call_id: `call_${nth}`, notes, tags: [notes] })
  }
  await batch('first')
  await batch('second')
  await table.commit()
  await upsert({ call_id: 'call_7', notes: 'third', tags: [] })
  await upsert({ call_id: 'call_7', notes: 'fourth', tags: ['vip'] })
  await table.commit()
  expect(await rows('select notes, count(*)::int as n from calls group by all order by n')).toEqual([
    { notes: 'fourth', n: 1 },
    { notes: 'second', n: 2499 },
  ])
})

test('commits nothing where there is nothing', async () => {
  await table.commit()
  expect(await rows('from calls')).toEqual([])
})
