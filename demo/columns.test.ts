import { expect, test } from 'vitest'
import { columnsOf, createTableSql } from './columns.ts'

const typeOf = (property: object) => columnsOf({ properties: { field: property } })[0]?.type

test.each([
  [{ type: 'string' }, 'VARCHAR'],
  [{ type: ['null', 'string'] }, 'VARCHAR'],
  [{ type: ['null', 'integer'] }, 'BIGINT'],
  [{ type: 'number' }, 'DOUBLE'],
  [{ type: ['boolean', 'null'] }, 'BOOLEAN'],
  [{ type: 'string', airbyte_type: 'timestamp_with_timezone' }, 'TIMESTAMPTZ'],
  [{ type: 'array', items: { type: ['null', 'string'] } }, 'VARCHAR[]'],
])('keeps %j in a column of its type', (property, type) => {
  expect(typeOf(property)).toBe(type)
})

test.each([[{}], [{ type: 'object' }], [{ type: ['string', 'integer'] }], [{ type: 'array' }]])(
  'keeps %j, which has no type of its own, as JSON',
  (property) => {
    expect(typeOf(property)).toBe('JSON')
  },
)

test('quotes every name, since from and to are words of SQL', () => {
  const columns = columnsOf({ properties: { from: { type: 'string' }, 'say "hi"': { type: 'integer' } } })
  expect(createTableSql('calls', columns, ['from'])).toBe(
    'create table calls ("from" VARCHAR, "say ""hi""" BIGINT, primary key ("from"))',
  )
})
