import type { Stream } from '../../airbyte/source/source.ts'
import { connect } from '../api/connect.ts'
import { createV2List } from '../api/v2/list.ts'
import type { Config } from '../config/config.generated.ts'
import { settingsOf } from '../config/settings.ts'
import { readCalls } from '../reading/read-calls.ts'
import { fieldTypes } from '../records/conform.ts'

/** How long a page may fail without pause before a read gives up, in milliseconds. */
const giveUpAfter = 5 * 60_000

/** The stream `calls`: the account's call history. */
export async function callsStream(): Promise<Stream<Config>> {
  const { default: schema } = await import('../../../schemas/calls.json', { with: { type: 'json' } })
  return {
    description: {
      name: 'calls',
      json_schema: schema,
      supported_sync_modes: ['full_refresh', 'incremental'],
      source_defined_cursor: true,
      default_cursor_field: ['started_at'],
      source_defined_primary_key: [['call_id']],
      is_resumable: true,
    },
    async *read({ config, syncMode, state }, context) {
      const settings = settingsOf(config)
      const patience = { giveUpAfter, maxWait: settings.maxWait, connectTimeout: 10_000 }
      const { client, close } = await connect(settings, patience, context)
      try {
        const api = createV2List(client, fieldTypes(schema), settings)
        yield* readCalls({ settings, syncMode, state, api, statistics: client.statistics }, context)
      } finally {
        await close()
      }
    },
  }
}
