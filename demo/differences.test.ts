import { expect, test } from 'vitest'
import type { Column } from './columns.ts'
import { differences } from './differences.ts'

const columns: Column[] = [
  { name: 'call_id', type: 'VARCHAR' },
  { name: 'agent_id', type: 'BIGINT' },
  { name: 'tags', type: 'VARCHAR[]' },
  { name: 'started_at', type: 'TIMESTAMPTZ' },
]
const listed = { call_id: 'a', agent_id: 42, tags: ['vip'], started_at: '2026-03-10T14:22:00Z' }
const loaded = { call_id: 'a', agent_id: 42n, tags: ['vip'], started_at: new Date('2026-03-10T14:22:00Z') }
const compare = (list: readonly object[], rows: readonly object[]) =>
  differences(
    columns,
    'call_id',
    list.map((call) => ({ ...call })),
    rows.map((row) => ({ ...row })),
  )

test('sees the same call in JSON and in the database', () => {
  expect(compare([listed], [loaded])).toEqual([])
})

test('sees null and a missing field as the same', () => {
  expect(compare([{ ...listed, agent_id: undefined }], [{ ...loaded, agent_id: null }])).toEqual([])
})

test('names each field that differs', () => {
  expect(compare([{ ...listed, tags: ['vip', 'bug'] }], [{ ...loaded, agent_id: null }])).toEqual([
    'a: agent_id is 42, but null was loaded',
    'a: tags is ["vip","bug"], but ["vip"] was loaded',
  ])
})

test('names calls that are missing, or too many', () => {
  expect(compare([listed], [{ ...loaded, call_id: 'b' }])).toEqual([
    'a is listed, but was not loaded',
    'b was loaded, but is not listed',
  ])
  expect(compare([listed], [loaded, loaded])).toEqual(['1 rows have the call_id of another'])
})
