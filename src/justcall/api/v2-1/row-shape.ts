import { rawNumber } from '../../../airbyte/json/exact-json.ts'
import type { Fields } from '../../records/conform.ts'
import type { RowShape } from '../../records/row.ts'
import type { Endpoint } from './endpoint.ts'

/** A row of API v2.1: its key is a number. */
export const rowShape = ({ key }: Pick<Endpoint, 'key'>, fields: Fields): RowShape => ({
  fields,
  key,
  id: ({ [key]: id }) => (typeof id === 'number' ? String(id) : rawNumber(id)),
})
