import type { JsonObject } from '../../airbyte/protocol/messages.ts'
import type { Stream } from '../../airbyte/source/source.ts'
import type { Client } from '../api/client.ts'
import type { ListApi } from '../api/list-api.ts'
import type { Config } from '../config/config.generated.ts'
import { type Settings, settingsOf } from '../config/settings.ts'
import type { StateForm } from '../state/list-state.ts'
import { readWith, type SharedConnection } from './connection.ts'

export interface DatedDeclaration {
  readonly schema: JsonObject
  readonly key: string
  /** Names the stream and its cursor. */
  readonly form: StateForm
  list(client: Client, settings: Settings): Promise<ListApi>
  /** The filters of the configuration select its rows. */
  readonly isFiltered?: boolean
}

/** A stream that is read by dates, incrementally or whole; a full refresh that was cut short is resumed. */
export const datedStream = (
  { schema, key, form, list, isFiltered = false }: DatedDeclaration,
  connection: SharedConnection,
): Stream<Config> => ({
  description: {
    name: form.stream,
    json_schema: schema,
    supported_sync_modes: ['full_refresh', 'incremental'],
    source_defined_cursor: true,
    default_cursor_field: [form.cursorField],
    source_defined_primary_key: [[key]],
    is_resumable: true,
  },
  async *read({ config, syncMode, state }, context) {
    const given = settingsOf(config)
    const settings = isFiltered ? given : { ...given, filters: {} }
    const { readDatedList } = await import('../reading/read-dated-list.ts')
    yield* readWith(connection, settings, context, async function* (client, own) {
      const api = await list(client, settings)
      yield* readDatedList({ settings, syncMode, state, api, form, statistics: client.statistics }, own)
    })
  },
})
