import type { Settings } from '../../config/settings.ts'
import type { Fields } from '../../records/conform.ts'
import type { RowData } from '../../records/row.ts'
import type { Client } from '../client.ts'
import type { ListApi } from '../list-api.ts'
import type { DatedEndpoint } from './endpoint.ts'
import { datedRequest } from './page-request.ts'
import { createPages } from './pages.ts'
import { rowShape } from './row-shape.ts'
import { rowTime, startFieldOf } from './row-time.ts'

/** JustCall refuses ranges of more than 90 days; a day less, since it is not said how it counts them. */
const maxDays = 89

/** What a configuration adds to the requests of a list, and which of its rows it leaves out. */
export interface DatedListOptions extends Pick<Settings, 'perPage'> {
  readonly parameters?: Readonly<Record<string, string>>
  isExcluded?(row: RowData): boolean
}

/** A list of API v2.1 that is read by dates. @param fields the schema's, to which each row is brought. */
export function createDatedList(
  client: Client,
  fields: Fields,
  endpoint: DatedEndpoint,
  { perPage = endpoint.mostRows, parameters = {}, isExcluded }: DatedListOptions,
): ListApi {
  const { noun, dateFields, mostRows } = endpoint
  const shape = {
    ...rowShape(endpoint, fields),
    time: rowTime(dateFields),
    ...(isExcluded === undefined ? {} : { isExcluded }),
  }
  const pages = createPages(client, shape, Math.min(perPage, mostRows))
  return {
    noun,
    endIncluded: true,
    maxDays,
    startField: startFieldOf(dateFields),
    get pageSize() {
      return pages.size
    },
    page: (range, number) => pages.get((query) => datedRequest(endpoint, range, parameters, query), number),
  }
}
