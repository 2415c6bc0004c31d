/** `node demo/query.ts "select ..."` asks the database that the demo made. */
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { DuckDBInstance } from '@duckdb/node-api'
import { formatTable } from './table.ts'

const file = fileURLToPath(new URL('output/calls.duckdb', import.meta.url))
const mostRows = 50

const query = async (sql: string): Promise<string[]> => {
  const instance = await DuckDBInstance.create(file, { access_mode: 'READ_ONLY' })
  const connection = await instance.connect()
  try {
    const reader = await connection.streamAndReadUntil(sql, mostRows + 1)
    const rows = reader.getRowsJson()
    const table = formatTable(
      reader.columnNames(),
      rows.slice(0, mostRows).map((row) => row.map(shown)),
    )
    return rows.length > mostRows ? [...table, `and more: the first ${mostRows} rows are shown`] : table
  } finally {
    connection.closeSync()
    instance.closeSync()
  }
}

const shown = (value: unknown): string => {
  if (value === null) return ''
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

const sql = process.argv.slice(2).join(' ')
try {
  if (!existsSync(file)) throw new Error('There is no database yet: npm run demo makes it.')
  if (sql.trim() === '') throw new Error('Give a query: node demo/query.ts "from calls limit 5"')
  process.stdout.write(`${(await query(sql)).join('\n')}\n`)
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
}
