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
  let counting: Counting | undefined
  /** The most rows that a page which is not the last one had. */
  let fullPage = 0

  const listPage = (
    answer: Page,
    number: number,
    requested: number | undefined,
    arrival: Arrival,
  ): ListPage => {
    const given = rowsOfPage(answer, requested, counting)
    const { total } = answer
    if (answer.hasNext || (number === 1 && total !== undefined && total > given.length)) {
      fullPage = Math.max(fullPage, given.length)
    }
    const isFull = given.length >= Math.min(pageSize, answer.pageSize ?? pageSize, fullPage || pageSize)
    // A link may be missing though more calls follow, and only a page that is not full shows that none do.
    const hasNext = given.length > 0 && (answer.hasNext || (isFull && total === undefined))
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
      const get = (page: number | undefined) =>
        client.get(pageRequest({ range, page, pageSize }, settings), (body, arrival) => {
          const answer = parsePage(body)
          return { answer, listed: listPage(answer, number, page, arrival) }
        })
      try {
        const { answer, listed } = await get(number === 1 ? undefined : number - 1 + (counting?.first ?? 0))
        const hasMore = listed.hasNext || (listed.totalPages ?? 1) > 1
        if (number === 1 && hasMore && counting === undefined) {
          const second = isSecond(answer.nextPage) ? answer.nextPage : (await isSame(listed, get)) ? 2 : 1
          counting ??= { first: second - 1, shift: (answer.page ?? second - 1) - (second - 1) }
        }
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

/** How an API counts its pages, which only its answers show. */
interface Counting {
  /** The number by which the first page is asked for. */
  readonly first: number
  /** By how much `current_page` is more than the number that was asked for. */
  readonly shift: number
}

const isSecond = (page: number | undefined): page is 1 | 2 => page === 1 || page === 2

/** Where no link names the second page, the page that is asked for by 1 shows whether it is the first one. */
async function isSame(
  { rows }: ListPage,
  get: (page: number) => Promise<{ readonly listed: ListPage }>,
): Promise<boolean> {
  const { listed } = await get(1)
  return listed.rows.length === rows.length && rows.every((row, place) => row?.id === listed.rows[place]?.id)
}

/** Past the end some servers answer the last page again, by its own number: it is none. */
function rowsOfPage(
  { page, rows, hasNext }: Page,
  requested: number | undefined,
  counting: Counting | undefined,
): readonly unknown[] {
  if (requested === undefined || counting === undefined || page === undefined) return rows
  const answered = page - counting.shift
  if (answered === requested) return rows
  if (answered < requested && !hasNext) return []
  throw new NotAPage(`page ${page} was answered where page ${requested + counting.shift} was asked for`)
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
