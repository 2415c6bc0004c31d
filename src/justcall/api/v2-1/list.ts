import { ConfigError } from '../../../airbyte/protocol/errors.ts'
import type { Settings } from '../../config/settings.ts'
import type { Anomaly } from '../../records/anomalies.ts'
import { readRow } from '../../records/call-row.ts'
import type { Fields } from '../../records/conform.ts'
import type { Client } from '../client.ts'
import { ApiRefusal } from '../failures.ts'
import type { Arrival, ListApi, ListPage } from '../list-api.ts'
import { callShape, createRowFilter, startField } from './call.ts'
import { type Page, parsePage } from './page.ts'
import { createPageNumbers, type PageNumbers } from './page-numbers.ts'
import { pageRequest } from './page-request.ts'

type ListSettings = Pick<Settings, 'filters' | 'perPage' | 'fetchAiData' | 'fetchQueueData'>

/** JustCall refuses ranges of more than 90 days; a day less, since it is not said how it counts them. */
const maxDays = 89

/** The call list of API v2.1. @param fields the schema's, to which each row is brought. */
export function createV21List(client: Client, fields: Fields, settings: ListSettings): ListApi {
  const { perPage: pageSize, filters } = settings
  const filter = createRowFilter(filters)
  const shape = callShape(fields, filter.isExcluded)
  const numbers = createPageNumbers()
  /** The most rows that a page had behind which another one follows. */
  let fullPage = 0

  const listPage = (
    answer: Page,
    number: number,
    requested: number | undefined,
    arrival: Arrival,
  ): ListPage => {
    if (number === 1) numbers.learn(answer)
    const given = numbers.rowsOf(answer, requested)
    const { total } = answer
    if (answer.hasNext) fullPage = Math.max(fullPage, given.length)
    const size = Math.max(1, Math.min(pageSize, answer.pageSize ?? (fullPage || pageSize)))
    // A link may be missing though more calls follow: only a page that is not full shows that none do.
    const isFull = total === undefined && given.length >= (fullPage || size)
    const unlinked = !isFull ? 'no' : answer.hasLink || fullPage > 0 ? 'unlikely' : 'unknown'
    const next = given.length === 0 ? 'no' : answer.hasNext ? 'yes' : unlinked
    const totalPages = total === undefined ? undefined : Math.ceil(total / size)
    const anomalies: Anomaly[] = []
    const rows = given.map((row) => readRow(row, shape, (anomaly) => anomalies.push(anomaly)))
    return { ...arrival, number, rows, anomalies, total, totalPages, next }
  }

  return {
    pageSize,
    endIncluded: true,
    maxDays,
    cursorField: 'call_date',
    startField,
    async page(range, number) {
      const get = (page: number | undefined) =>
        client.get(pageRequest({ range, page, pageSize }, settings), (body, arrival) =>
          listPage(parsePage(body), page === undefined ? 1 : number, page, arrival),
        )
      try {
        const listed = await get(number === 1 ? undefined : numbers.of(number))
        if (number === 1 && hasMore(listed) && !numbers.isKnown) await findBegin(listed, numbers, get)
        return listed
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

const hasMore = ({ next, totalPages }: ListPage) => next !== 'no' || (totalPages ?? 1) > 1

/** Where no link names the second page, the page that is asked for by 1 shows whether it is the first one. */
async function findBegin(
  { rows }: ListPage,
  numbers: PageNumbers,
  get: (page: number) => Promise<ListPage>,
): Promise<void> {
  try {
    const other = await get(1)
    const first = new Set(rows.map((row) => row?.id))
    // A call may come or go between the two answers, but pages that follow one another share none or a few.
    const shared = other.rows.filter((row) => first.has(row?.id)).length
    numbers.begin(shared * 2 > rows.length ? 1 : 0)
  } catch (error) {
    // There is one page only, or the range is not served any more: nothing is shown by that.
    if (!(error instanceof ApiRefusal) || ![400, 404, 422].includes(error.status)) throw error
  }
}

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
