import { type CallRow, readRow } from './call-row.ts'
import type { Client } from './client.ts'
import type { FieldType } from './conform.ts'
import type { Anomaly } from './oddities.ts'
import { type Page, type ParsePage, pageOf, parseCallList } from './page.ts'
import type { PageQuery } from './page-query.ts'

/**
 * A page whose rows were made records as soon as it came: while it waits for its turn it holds a text a call instead of
 * twenty values, which the garbage collector would carry about. A row is undefined if it is no object, and so can be no record.
 */
export type CallPage = Page<CallRow | undefined> & {
  /** The anomalies of its rows. */
  readonly oddities: readonly Anomaly[]
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
    const oddities: Anomaly[] = []
    const rows = data.map((row) => readRow(row, fields, (anomaly) => oddities.push(anomaly)))
    return { ...pageOf(answer, rows, query, arrival), oddities }
  }
  return { fetch: (query) => client.page(query, parse) }
}
