import { ConfigError } from '../../../airbyte/protocol/errors.ts'
import type { Settings } from '../../config/settings.ts'
import type { Anomaly } from '../../records/anomalies.ts'
import { readRow } from '../../records/call-row.ts'
import type { Fields } from '../../records/conform.ts'
import type { Client } from '../client.ts'
import { ApiRefusal } from '../failures.ts'
import { type Arrival, type ListApi, type ListPage, NotAPage } from '../list-api.ts'
import { callShape, createRowFilter, startField } from './call.ts'
import { type Page, parsePage } from './page.ts'
import { pageRequest } from './page-request.ts'

type ListSettings = Pick<Settings, 'filters' | 'perPage' | 'fetchAiData' | 'fetchQueueData'>

/** JustCall refuses ranges of more than 90 days; a day less, since it is not said how it counts them. */
const maxDays = 89

/** The call list of API v2.1. @param fields the schema's, to which each row is brought. */
export function createV21List(client: Client, fields: Fields, settings: ListSettings): ListApi {
  const { perPage: pageSize, filters } = settings
  const filter = createRowFilter(filters)
  const shape = callShape(fields, filter.isExcluded)
  /** The number of the first page, by the API's own counting: only its answers say that. */
  let firstPage: number | undefined
  /** The most rows that a page which is not the last one had. */
  let fullPage = 0

  const listPage = (
    answer: Page,
    number: number,
    requested: number | undefined,
    arrival: Arrival,
  ): ListPage => {
    const given = rowsOfPage(answer, requested)
    if (number === 1 && given.length > 0) firstPage = firstOf(answer, firstPage)
    const { total } = answer
    const hasNext = given.length > 0 && answer.hasNext
    if (hasNext || (number === 1 && total !== undefined && total > given.length)) {
      fullPage = Math.max(fullPage, given.length)
    }
    const totalPages = total === undefined ? undefined : Math.ceil(total / (fullPage || pageSize))
    const anomalies: Anomaly[] = []
    const rows = given.map((row) => readRow(row, shape, (anomaly) => anomalies.push(anomaly)))
    return { ...arrival, number, rows, anomalies, total, totalPages, hasNext }
  }

  return {
    pageSize,
    endIncluded: true,
    maxDays,
    cursorField: 'call_date',
    startField,
    async page(range, number) {
      const page = number === 1 ? undefined : (firstPage ?? 0) + number - 1
      try {
        return await client.get(pageRequest({ range, page, pageSize }, settings), (body, arrival) =>
          listPage(parsePage(body), number, page, arrival),
        )
      } catch (error) {
        throw error instanceof ApiRefusal && error.status === 403 ? withoutFeature(error, settings) : error
      }
    },
    remarks() {
      const { status } = filters
      return status === undefined || filter.hasSeenStatus
        ? []
        : [
            `No call had the status ${JSON.stringify(status)}: if there should be some, check its spelling against call_info.type of calls that are loaded.`,
          ]
    },
  }
}

/** Past the end some servers answer the last page again, by its own number: it is none. */
function rowsOfPage({ page, rows, hasNext }: Page, requested: number | undefined): readonly unknown[] {
  if (requested === undefined || page === undefined || page === requested) return rows
  if (page < requested && !hasNext) return []
  throw new NotAPage(`page ${page} was answered where page ${requested} was asked for`)
}

/** The link names the number by which the next page is asked for, so it rules where both are there. */
const firstOf = ({ page, nextPage }: Page, known: number | undefined): number =>
  nextPage === 1 || nextPage === 2 ? nextPage - 1 : (known ?? (page === 1 ? 1 : 0))

function withoutFeature(error: ApiRefusal, { fetchAiData, fetchQueueData }: ListSettings): Error {
  const options = [fetchAiData ? 'fetch_ai_data' : '', fetchQueueData ? 'fetch_queue_data' : '']
    .filter((name) => name !== '')
    .join(' and ')
  if (options === '') return error
  return new ConfigError(
    `JustCall does not allow the request with ${options}: the account's plan may not include the feature, so switch it off. ${error.message}`,
    { cause: error },
  )
}
