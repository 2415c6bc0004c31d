import type { Settings } from '../../config/settings.ts'
import type { Fields } from '../../records/conform.ts'
import type { Client } from '../client.ts'
import { ApiRefusal } from '../failures.ts'
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
  const { stream, noun, reduced } = endpoint
  const pages = createPages(client, rowShape(endpoint, fields), Math.min(perPage, endpoint.mostRows))
  let asked = endpoint
  const get = (number: number) => pages.get((query) => plainRequest(asked, query), number)
  return {
    noun,
    remarks: () =>
      asked === endpoint || reduced === undefined
        ? []
        : [`The account's plan does not include ${reduced.without}: the stream "${stream}" is read without.`],
    async page(number) {
      try {
        return await get(number)
      } catch (error) {
        const mayBeReduced = asked === endpoint && number === 1 && reduced !== undefined
        if (!mayBeReduced || !(error instanceof ApiRefusal) || error.status !== 403) throw error
        asked = { ...endpoint, parameters: { ...endpoint.parameters, ...reduced.parameters } }
        return await get(number).catch((other: unknown) => {
          asked = endpoint
          throw other instanceof ApiRefusal ? error : other
        })
      }
    },
  }
}
