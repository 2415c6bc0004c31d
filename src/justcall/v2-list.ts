import { formatDay } from './api-days.ts'
import { callPages } from './call-page.ts'
import type { Client } from './client.ts'
import type { FieldType } from './conform.ts'
import type { ListApi } from './list-api.ts'

/** The call list of the contract. */
export function createV2List(
  client: Client,
  fields: readonly (readonly [name: string, type: FieldType])[],
  perPage: number,
): ListApi {
  const pages = callPages(client, fields)
  return {
    pageSize: perPage,
    endIncluded: undefined,
    page: ({ first, last }, page) =>
      pages.fetch({
        startDate: formatDay(first),
        endDate: last === undefined ? undefined : formatDay(last),
        page,
        perPage,
      }),
  }
}
