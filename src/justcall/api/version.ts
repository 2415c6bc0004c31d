import { isJsonObject } from '../../airbyte/json/is-json-object.ts'
import { ConfigError } from '../../airbyte/protocol/errors.ts'
import type { JsonObject } from '../../airbyte/protocol/messages.ts'
import type { Settings } from '../config/settings.ts'
import type { Client } from './client.ts'
import { parseEnvelope } from './envelope.ts'
import { ApiRefusal } from './failures.ts'
import type { ListApi } from './list-api.ts'

type Version = Settings['apiVersion']

/** The account answers as the other version of the API. */
class WrongVersion extends ConfigError {
  constructor(answered: Version) {
    super(
      `This account answers as JustCall's API ${answered}: set the API version (api_version) to ${answered}.`,
    )
  }
}

/** @throws ConfigError if the answer is one of the other version, by its own keys. */
export function expectVersion(answer: JsonObject, expected: Version): void {
  const answered = versionOf(answer)
  if (answered !== undefined && answered !== expected) throw new WrongVersion(answered)
}

/** By what surrounds the rows, which an empty account has as well, else by the first row; undefined if neither shows it. */
function versionOf(answer: JsonObject): Version | undefined {
  const { total_pages: totalPages, current_page: currentPage, next_page_link: link, data } = answer
  if (totalPages !== undefined && currentPage === undefined && link === undefined) return 'v2'
  if (totalPages === undefined && (currentPage !== undefined || link !== undefined)) return 'v2.1'
  const row: unknown = Array.isArray(data) ? data[0] : undefined
  if (!isJsonObject(row)) return undefined
  if ('call_id' in row && 'started_at' in row) return 'v2'
  return 'id' in row && 'call_date' in row ? 'v2.1' : undefined
}

const elsewhere = {
  v2: { version: 'v2.1', path: '/v2.1/calls?per_page=20' },
  'v2.1': { version: 'v2', path: '/v2/calls?page=1&per_page=1' },
} as const

/** The list of one version. Where its path is not there, the other version's is tried once, to say which one to set. */
export function withVersionAdvice(api: ListApi, expected: Version, client: Client): ListApi {
  let isKnown = false
  return {
    ...api,
    get pageSize() {
      return api.pageSize
    },
    async page(range, number) {
      try {
        const page = await api.page(range, number)
        isKnown = true
        return page
      } catch (error) {
        if (isKnown || !(error instanceof ApiRefusal) || error.status !== 404) throw error
        isKnown = true
        const { version, path } = elsewhere[expected]
        const other = { path, description: `a page of API ${version}` }
        const answered = await client
          .get(other, (body) => versionOf(parseEnvelope(body)))
          .catch(() => undefined)
        throw answered === version ? new WrongVersion(version) : error
      }
    },
  }
}
