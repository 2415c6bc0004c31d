import { readdir, readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import type { DuckDBConnection } from '@duckdb/node-api'
import type { Api } from '../sandbox/v2-1/behaviour.ts'

/** Makes the marts of the dbt package as views in a schema of their own, by its compiled SQL. */
export async function createMarts(connection: DuckDBConnection, api: Api): Promise<void> {
  const folder = new URL(`sql/${api}/`, import.meta.url)
  await connection.run('create schema marts')
  for (const file of await readdir(folder)) {
    const select = await readFile(new URL(file, folder), 'utf8')
    await connection.run(`create view marts.${basename(file, '.sql')} as ${select}`)
  }
}
