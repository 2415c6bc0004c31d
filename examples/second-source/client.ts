import { createJsonApi, type Query } from '../../src/airbyte/http/json-api.ts'
import { isJsonObject } from '../../src/airbyte/json/is-json-object.ts'
import type { JsonObject } from '../../src/airbyte/protocol/messages.ts'
import type { Context } from '../../src/airbyte/source/source.ts'

/** The configuration that `spec.json` describes, with defaults filled in. */
export interface Config {
  readonly token: string
  readonly page_size: number
  readonly base_url: string
}

/**
 * The rows of a list, page by page, as long as the API returns a next cursor.
 * @throws ConfigError, TransientError as `JsonApi` does.
 */
export async function* pagesOf(
  path: string,
  query: Query,
  { token, page_size: limit, base_url: baseUrl }: Config,
  context: Context,
  patience?: number,
): AsyncGenerator<readonly JsonObject[], void, undefined> {
  const headers = { authorization: `Bearer ${token}` }
  const api = createJsonApi({ baseUrl, headers, advice, patience }, context)
  let cursor: string | undefined
  do {
    const page = await api.get(path, { limit, ...query, cursor }, isPage)
    yield page.data
    cursor = page.next_cursor ?? undefined
  } while (cursor !== undefined)
}

const advice = { 401: 'Stockroom does not accept the token: make a new one under Settings, Tokens' }

interface Page {
  readonly data: readonly JsonObject[]
  readonly next_cursor: string | null
}

const isPage = (body: unknown): body is Page =>
  isJsonObject(body) &&
  Array.isArray(body['data']) &&
  body['data'].every(isJsonObject) &&
  (body['next_cursor'] === null || typeof body['next_cursor'] === 'string')
