import { type CallRow, readRow } from './call-row.ts'
import type { Client } from './client.ts'
import type { FieldType } from './conform.ts'
import { type Page, type ParsePage, pageOf, parseCallList } from './page.ts'
import type { PageQuery } from './page-query.ts'

/**
 * A page whose rows were made records as soon as it came: while it waits for its turn it holds a text a call instead of
 * twenty values, which the garbage collector would carry about. A row is undefined if it is no object, and so can be no record.
 */
export type CallPage = Page<CallRow | undefined> & {
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
  const parse: ParsePage<CallPage> = (body, query, arrival) => {
    const { answer, data } = parseCallList(body)
    const oddities: string[] = []
    const rows = data.map((row) => readRow(row, fields, (oddity) => oddities.push(oddity)))
    return { ...pageOf(answer, rows, query, arrival), oddities }
  }
  return { fetch: (query) => client.page(query, parse) }
}
