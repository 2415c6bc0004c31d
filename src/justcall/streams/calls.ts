import type { Stream } from '../../airbyte/source/source.ts'
import { createClient } from '../api/client.ts'
import { createTransport } from '../api/transport.ts'
import type { Config } from '../config/config.generated.ts'
import { settingsOf } from '../config/settings.ts'
import { readCalls } from '../reading/read-calls.ts'
import { fieldTypes } from '../records/conform.ts'
import { version } from '../version.ts'

/** How long a page may fail without pause before a read gives up. */
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
      const stop = new AbortController()
      const reading = { ...context, signal: AbortSignal.any([context.signal, stop.signal]) }
      const transport = await createTransport({
        baseUrl: settings.baseUrl,
        authorization: settings.authorization,
        connections: settings.workers,
        connectTimeout: 10_000,
        userAgent: `source-justcall/${version}`,
        environment: context.environment,
      })
      try {
        const client = await createClient(
          transport,
          settings,
          { giveUpAfter, mostWait: settings.mostWait },
          reading,
        )
        yield* readCalls({ settings, syncMode, state, fields: fieldTypes(schema) }, client, reading)
      } finally {
        stop.abort()
        await transport.close()
      }
    },
  }
}
