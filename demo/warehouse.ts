import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import { type Column, columnsOf, createTableSql, quoted } from './columns.ts'
import type { RecordMessage, Stream } from './messages.ts'

export interface Warehouse {
  readonly connection: DuckDBConnection
  /** Makes the table of a stream, and its schema. */
  createTable(stream: Stream, schema?: string): Promise<Table>
  close(): void
}

export interface Table {
  /** With its schema, quoted. */
  readonly name: string
  readonly columns: readonly Column[]
  readonly key: readonly string[]
  /** Takes a record, and the line that it came in, into the open transaction. */
  upsert(line: string, record: RecordMessage['record']): Promise<void>
  /** What was taken is durable once this resolves. */
  commit(): Promise<void>
}

export const openWarehouse = async (file: string): Promise<Warehouse> => {
  const instance = await DuckDBInstance.create(file)
  const connection = await instance.connect()
  return {
    connection,
    createTable: (stream, schema = 'main') => createTable(connection, stream, schema),
    close() {
      connection.closeSync()
      instance.closeSync()
    },
  }
}

const createTable = async (connection: DuckDBConnection, stream: Stream, schema: string): Promise<Table> => {
  const name = `${quoted(schema)}.${quoted(stream.name)}`
  const columns = columnsOf(stream.json_schema)
  const key = (stream.source_defined_primary_key ?? []).flatMap((path) => path.slice(0, 1))
  await connection.run(`create schema if not exists ${quoted(schema)}`)
  await connection.run(createTableSql(name, [...columns, { name: EXTRACTED_AT, type: 'TIMESTAMPTZ' }], key))
  const insert = upsertSql(name, columns)
  const pending = new Map<string, string>()
  let open = false

  const flush = async (): Promise<void> => {
    if (pending.size === 0) return
    if (!open) await connection.run('begin transaction')
    open = true
    await connection.run(insert, [`[${[...pending.values()].join(',')}]`])
    pending.clear()
  }

  return {
    name,
    columns,
    key,
    async upsert(line, record) {
      // One statement cannot write a row twice: the later of two records counts.
      pending.set(JSON.stringify(key.map((column) => record.data[column])), line)
      if (pending.size >= BATCH_SIZE) await flush()
    },
    async commit() {
      await flush()
      if (open) await connection.run('commit')
      open = false
    },
  }
}

/** When the source read the record, by the name that Airbyte's own destinations give it. */
const EXTRACTED_AT = '_airbyte_extracted_at'

const BATCH_SIZE = 2000

/** Lines go in as they came, in one parameter, and DuckDB makes the typed rows: a statement a batch, not a row. */
const upsertSql = (table: string, columns: readonly Column[]): string => {
  const data = Object.fromEntries(columns.map(({ name, type }) => [name, type]))
  const shape = JSON.stringify([{ record: { emitted_at: 'BIGINT', data } }]).replaceAll("'", "''")
  return `
    insert or replace into ${table} by name
    select unnest(line.record.data), timezone('UTC', epoch_ms(line.record.emitted_at)) as ${EXTRACTED_AT}
    from (select unnest(from_json($1, '${shape}')) as line)`
}
