import type { Settings } from '../../config/settings.ts'
import type { Fields } from '../../records/conform.ts'
import type { Client } from '../client.ts'
import type { PlainListApi } from '../list-api.ts'
import type { Endpoint } from './endpoint.ts'
import { plainRequest } from './page-request.ts'
import { createPages } from './pages.ts'
import { rowShape } from './row-shape.ts'

/** A list of API v2.1 that is always read whole. @param fields the schema's, to which each row is brought. */
export function createPlainList(
  client: Client,
  fields: Fields,
  endpoint: Endpoint,
  { perPage = endpoint.mostRows }: Pick<Settings, 'perPage'>,
): PlainListApi {
  const pages = createPages(client, rowShape(endpoint, fields), Math.min(perPage, endpoint.mostRows))
  return {
    noun: endpoint.noun,
    page: (number) => pages.get((query) => plainRequest(endpoint, query), number),
  }
}
