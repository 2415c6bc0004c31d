import type { JsonObject } from '../../airbyte/protocol/messages.ts'
import type { Stream } from '../../airbyte/source/source.ts'
import type { Client } from '../api/client.ts'
import type { ListApi } from '../api/list-api.ts'
import { withVersionAdvice } from '../api/version.ts'
import type { Config } from '../config/config.generated.ts'
import type { Settings } from '../config/settings.ts'
import { fieldTypes } from '../records/conform.ts'
import type { StateForm } from '../state/list-state.ts'
import type { SharedConnection } from './connection.ts'
import { datedStream } from './dated-stream.ts'

/** The stream `calls`: the account's call history, in the form of one version of the API. */
export async function callsStream(
  version: Settings['apiVersion'],
  connection: SharedConnection,
): Promise<Stream<Config>> {
  const schema = await callSchema(version)
  const key = version === 'v2' ? 'call_id' : 'id'
  const list = (client: Client, settings: Settings) => createCallList(client, schema, settings)
  return datedStream({ schema, key, form: callForm(version), list, isFiltered: true }, connection)
}

/** How the state names the cursor. */
export const callForm = (version: Settings['apiVersion']): StateForm =>
  version === 'v2'
    ? { stream: 'calls', cursorField: 'started_at', otherCursorField: 'call_date' }
    : { stream: 'calls', cursorField: 'call_date', otherCursorField: 'started_at' }

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
      : (await import('../api/v2-1/calls.ts')).createV21Calls(client, fields, settings)
  return withVersionAdvice(list, apiVersion, client)
}

/** The records' JSON Schema. */
export const callSchema = async (version: Settings['apiVersion']): Promise<JsonObject> =>
  version === 'v2'
    ? (await import('../../../schemas/calls.json', { with: { type: 'json' } })).default
    : (await import('../../../schemas/calls-v2.1.json', { with: { type: 'json' } })).default
