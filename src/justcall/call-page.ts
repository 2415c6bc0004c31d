import { type CallRow, readRow } from './call-row.ts'
import type { Client } from './client.ts'
import type { FieldType } from './conform.ts'
import type { Page } from './page.ts'
import type { PageQuery } from './page-query.ts'

/**
 * A page whose rows were made records as soon as it came: while it waits for its turn it holds a text a call instead of
 * twenty values, which the garbage collector would carry about.
 */
export type CallPage = Omit<Page, 'rows'> & {
  /** Undefined for a row that is no object, and so can be no record. */
  readonly rows: readonly (CallRow | undefined)[]
  /** What was odd in the rows, a sentence each time. */
  readonly oddities: readonly string[]
}

export interface CallPages {
  /** @throws what the client throws. */
  fetch(query: PageQuery): Promise<CallPage>
}

export function callPages(
  client: Client,
  fields: readonly (readonly [name: string, type: FieldType])[],
): CallPages {
  return {
    async fetch(query) {
      const page = await client.page(query)
      const oddities: string[] = []
      const note = (oddity: string) => oddities.push(oddity)
      const rows = page.rows.map((row) => readRow(row, fields, note))
      return { ...page, rows, oddities }
    },
  }
}
