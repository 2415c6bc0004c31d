import type { JsonObject } from '../../airbyte/protocol/messages.ts'
import type { Stream } from '../../airbyte/source/source.ts'
import type { Client } from '../api/client.ts'
import { connect } from '../api/connect.ts'
import type { ListApi } from '../api/list-api.ts'
import { withVersionAdvice } from '../api/version.ts'
import type { Config } from '../config/config.generated.ts'
import { type Settings, settingsOf } from '../config/settings.ts'
import { readCalls } from '../reading/read-calls.ts'
import { fieldTypes } from '../records/conform.ts'

/** How long a page may fail without pause before a read gives up, in milliseconds. */
const giveUpAfter = 5 * 60_000

/** The stream `calls`: the account's call history, in the form of one version of the API. */
export async function callsStream(version: Settings['apiVersion']): Promise<Stream<Config>> {
  const schema = await callSchema(version)
  return {
    description: {
      name: 'calls',
      json_schema: schema,
      supported_sync_modes: ['full_refresh', 'incremental'],
      source_defined_cursor: true,
      default_cursor_field: [version === 'v2' ? 'started_at' : 'call_date'],
      source_defined_primary_key: [[version === 'v2' ? 'call_id' : 'id']],
      is_resumable: true,
    },
    async *read({ config, syncMode, state }, context) {
      const settings = settingsOf(config)
      const patience = { giveUpAfter, maxWait: settings.maxWait, connectTimeout: 10_000 }
      const { client, close } = await connect(settings, patience, context)
      try {
        const api = await createCallList(client, schema, settings)
        yield* readCalls({ settings, syncMode, state, api, statistics: client.statistics }, context)
      } finally {
        await close()
      }
    },
  }
}

/** @param schema of the records, to which each row is brought. */
export async function createCallList(
  client: Client,
  schema: JsonObject,
  settings: Pick<Settings, 'apiVersion' | 'filters' | 'perPage' | 'fetchAiData' | 'fetchQueueData'>,
): Promise<ListApi> {
  const { apiVersion } = settings
  const fields = fieldTypes(schema)
  const list =
    apiVersion === 'v2'
      ? (await import('../api/v2/list.ts')).createV2List(client, fields, settings)
      : (await import('../api/v2-1/list.ts')).createV21List(client, fields, settings)
  return withVersionAdvice(list, apiVersion, client)
}

/** The records' JSON Schema. */
export const callSchema = async (version: Settings['apiVersion']): Promise<JsonObject> =>
  version === 'v2'
    ? (await import('../../../schemas/calls.json', { with: { type: 'json' } })).default
    : (await import('../../../schemas/calls-v2.1.json', { with: { type: 'json' } })).default
