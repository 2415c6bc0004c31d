import type { Column, ColumnType } from './columns.ts'

export type Row = Readonly<Record<string, unknown>>

/** How loaded rows differ from what is listed, a sentence a difference; none if they are the same, field by field. */
export const differences = (
  columns: readonly Column[],
  key: string,
  listed: readonly Row[],
  loaded: readonly Row[],
): string[] => {
  const rows = new Map(loaded.map((row) => [row[key], row]))
  const found: string[] = []
  if (rows.size < loaded.length) found.push(`${loaded.length - rows.size} rows have the ${key} of another`)
  for (const call of listed) {
    const id = call[key]
    const row = rows.get(id)
    rows.delete(id)
    if (!row) found.push(`${id} is listed, but was not loaded`)
    for (const { name, type } of row ? columns : []) {
      const [want, have] = [comparable(call[name], type), comparable(loadedValue(row?.[name], type), type)]
      if (want !== have) found.push(`${id}: ${name} is ${want}, but ${have} was loaded`)
    }
  }
  for (const id of rows.keys()) found.push(`${id} was loaded, but is not listed`)
  return found
}

/** The database gives JSON as text. */
const loadedValue = (value: unknown, type: ColumnType): unknown =>
  type === 'JSON' && typeof value === 'string' ? JSON.parse(value) : value

/** What a value says, whether it comes from JSON or from the database. */
const comparable = (value: unknown, type: ColumnType): string => {
  if (value === null || value === undefined) return 'null'
  if (type === 'TIMESTAMPTZ') return (value instanceof Date ? value : new Date(String(value))).toISOString()
  return typeof value === 'bigint' ? String(value) : JSON.stringify(value)
}
