import type { Settings } from '../../config/settings.ts'
import type { Anomaly } from '../../records/anomalies.ts'
import { readRow } from '../../records/call-row.ts'
import type { FieldType } from '../../records/conform.ts'
import type { Client } from '../client.ts'
import type { ListApi } from '../list-api.ts'
import { pageOf, parseCallList } from './page.ts'
import { pageRequest } from './page-request.ts'

/** The call list of the contract. @param fields the schema's, to which each row is brought. */
export const createV2List = (
  client: Client,
  fields: readonly (readonly [name: string, type: FieldType])[],
  { filters, perPage: pageSize }: Pick<Settings, 'filters' | 'perPage'>,
): ListApi => ({
  pageSize,
  endIncluded: undefined,
  page: (range, number) =>
    client.get(pageRequest({ range, number, pageSize }, filters), (body, arrival) => {
      const { answer, data } = parseCallList(body)
      const { rows, ...counts } = pageOf(answer, data, number)
      const anomalies: Anomaly[] = []
      const records = rows.map((row) => readRow(row, fields, (anomaly) => anomalies.push(anomaly)))
      return { ...counts, ...arrival, number, rows: records, anomalies }
    }),
})
