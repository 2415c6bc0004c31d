import type { Settings } from '../../config/settings.ts'
import type { Anomaly } from '../../records/anomalies.ts'
import type { Fields } from '../../records/conform.ts'
import { readRow } from '../../records/row.ts'
import type { Client } from '../client.ts'
import type { ListApi } from '../list-api.ts'
import { callShape, startField } from './call.ts'
import { parsePage } from './page.ts'
import { pageRequest } from './page-request.ts'

/** The most that the contract allows. */
const mostRows = 100

/** The call list of the contract. @param fields the schema's, to which each row is brought. */
export function createV2List(
  client: Client,
  fields: Fields,
  { filters, perPage: pageSize = mostRows }: Pick<Settings, 'filters' | 'perPage'>,
): ListApi {
  const shape = callShape(fields)
  return {
    pageSize,
    endIncluded: undefined,
    maxDays: undefined,
    noun: 'call',
    startField,
    page: (range, number) =>
      client.get(pageRequest({ range, number, pageSize }, filters), (body, arrival) => {
        const { rows, ...counts } = parsePage(body, number)
        const anomalies: Anomaly[] = []
        const records = rows.map((row) => readRow(row, shape, (anomaly) => anomalies.push(anomaly)))
        return { ...counts, ...arrival, number, rows: records, anomalies }
      }),
  }
}
