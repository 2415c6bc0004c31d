import type { JsonSchema, JsonSchemaProperty } from './messages.ts'

export interface Column {
  readonly name: string
  readonly type: ColumnType
}

export type ColumnType = 'VARCHAR' | 'BIGINT' | 'DOUBLE' | 'BOOLEAN' | 'TIMESTAMPTZ' | 'VARCHAR[]' | 'JSON'

/** The typed columns in which records of a schema are kept; what has no column type of its own is kept as JSON. */
export const columnsOf = (schema: JsonSchema): Column[] =>
  Object.entries(schema.properties ?? {}).map(([name, property]) => ({ name, type: typeOf(property) }))

/** Every column but the key may be null: sources may leave out any field. @param table quoted, if it has to be. */
export const createTableSql = (table: string, columns: readonly Column[], key: readonly string[]): string => {
  const definitions = columns.map(({ name, type }) => `${quoted(name)} ${type}`)
  return `create table ${table} (${[...definitions, `primary key (${key.map(quoted).join(', ')})`].join(', ')})`
}

export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`

const typeOf = (property: JsonSchemaProperty): ColumnType => {
  switch (onlyType(property.type)) {
    case 'string':
      return property.airbyte_type === 'timestamp_with_timezone' ? 'TIMESTAMPTZ' : 'VARCHAR'
    case 'integer':
      return 'BIGINT'
    case 'number':
      return 'DOUBLE'
    case 'boolean':
      return 'BOOLEAN'
    case 'array':
      return onlyType(property.items?.type) === 'string' ? 'VARCHAR[]' : 'JSON'
    default:
      return 'JSON'
  }
}

/** The type beside null; undefined if there are several. */
const onlyType = (type: string | readonly string[] | undefined): string | undefined => {
  const types = [type ?? []].flat().filter((name) => name !== 'null')
  return types.length === 1 ? types[0] : undefined
}
