/**
 * A valid source unlike the others: no primary keys, a cursor whose rows are read again, no checkpoint if nothing is new, its
 * secret in a nested object, and messages of its own.
 */

import { createJsonApi } from '../src/airbyte/http/json-api.ts'
import { isJsonObject } from '../src/airbyte/json/is-json-object.ts'
import { runProcess } from '../src/airbyte/run/process.ts'
import type { Context, Source, Stream } from '../src/airbyte/source/source.ts'
import { checkpoint, records } from '../src/airbyte/source/stream-output.ts'
import spec from './plain-source.spec.json' with { type: 'json' }

interface Config {
  readonly place: string
  readonly access: { readonly token?: string; readonly scheme?: string }
}

interface Change {
  readonly version: number
}

interface Seen {
  readonly upTo: number
}

/** The changes of a Stockroom after a version. */
async function changesAfter(version: number, { place, access }: Config, context: Context) {
  const headers = { authorization: `${access.scheme} ${access.token}` }
  const advice = { 401: 'Nope: ask the warehouse for fresh credentials' }
  const api = createJsonApi({ baseUrl: place, headers, advice, patience: 5_000 }, context)
  return (await api.get('/items', { after_version: version, limit: 1_000 }, isAnswer)).data
}

const isAnswer = (body: unknown): body is { data: readonly Change[] } =>
  isJsonObject(body) && Array.isArray(body['data'])

const streamOf = (name: string, overlap: number): Stream<Config, Seen> => ({
  description: {
    name,
    json_schema: { type: 'object', properties: { version: { type: 'integer' } } },
    supported_sync_modes: ['full_refresh', 'incremental'],
    source_defined_cursor: true,
  },
  async *read({ config, state }, context) {
    const rows = await changesAfter((state?.upTo ?? 0) - overlap, config, context)
    if (rows.length === 0) return
    yield records(rows)
    yield checkpoint({ upTo: Math.max(...rows.map(({ version }) => version)) })
  },
})

const plain: Source<Config, Seen> = {
  name: 'source-plain',
  version: '0.0.1',
  description: 'Reads the changes of a Stockroom.',
  spec: async () => spec,
  check: async (config, context) => {
    await changesAfter(0, config, context)
  },
  streams: async () => [streamOf('changes', 1), streamOf('latest', 0)],
}

await runProcess(plain)
