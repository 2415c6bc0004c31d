import type { JsonObject } from '../../airbyte/protocol/messages.ts'
import type { Stream } from '../../airbyte/source/source.ts'
import type { Endpoint } from '../api/v2-1/endpoint.ts'
import type { Config } from '../config/config.generated.ts'
import { settingsOf } from '../config/settings.ts'
import { fieldTypes } from '../records/conform.ts'
import { readWith, type SharedConnection } from './connection.ts'

/** A stream of API v2.1 that is always read whole. */
export const plainStream =
  (schema: JsonObject, endpoint: Endpoint) =>
  (connection: SharedConnection): Stream<Config> => ({
    description: {
      name: endpoint.stream,
      json_schema: schema,
      supported_sync_modes: ['full_refresh'],
      source_defined_primary_key: [[endpoint.key]],
    },
    async *read({ config }, context) {
      const settings = settingsOf(config)
      const [{ createPlainList }, { readPlainList }] = await Promise.all([
        import('../api/v2-1/plain-list.ts'),
        import('../reading/read-plain-list.ts'),
      ])
      yield* readWith(connection, settings, context, (client, own) => {
        const api = createPlainList(client, fieldTypes(schema), endpoint, settings)
        return readPlainList({ api, workers: settings.workers, statistics: client.statistics }, own)
      })
    },
  })
