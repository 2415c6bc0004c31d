import type { Anomaly } from '../../records/anomalies.ts'
import { readRow } from '../../records/call-row.ts'
import type { FieldType } from '../../records/conform.ts'
import { formatDay } from '../../time/days.ts'
import type { Client } from '../client.ts'
import type { CallPage, ListApi } from '../list-api.ts'
import { type ParsePage, pageOf, parseCallList } from './page.ts'

/** The call list of the contract. @param fields the schema's, to which each row is brought. */
export function createV2List(
  client: Client,
  fields: readonly (readonly [name: string, type: FieldType])[],
  perPage: number,
): ListApi {
  const parse: ParsePage<CallPage> = (body, query, arrival) => {
    const { answer, data } = parseCallList(body)
    const oddities: Anomaly[] = []
    const rows = data.map((row) => readRow(row, fields, (anomaly) => oddities.push(anomaly)))
    return { ...pageOf(answer, rows, query, arrival), oddities }
  }
  return {
    pageSize: perPage,
    endIncluded: undefined,
    page({ first, last }, page) {
      const endDate = last === undefined ? undefined : formatDay(last)
      return client.page({ startDate: formatDay(first), endDate, page, perPage }, parse)
    },
  }
}
