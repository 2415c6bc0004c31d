import { ConfigError } from '../../src/airbyte/protocol/errors.ts'
import type { JsonObject } from '../../src/airbyte/protocol/messages.ts'
import type { Stream } from '../../src/airbyte/source/source.ts'
import { checkpoint, records } from '../../src/airbyte/source/stream-output.ts'
import { type Config, pagesOf } from './client.ts'
import itemSchema from './schemas/items.json' with { type: 'json' }
import warehouseSchema from './schemas/warehouses.json' with { type: 'json' }

/** Each change gives an item the next version of the account. The API lists items by ascending version. */
export const items: Stream<Config> = {
  description: {
    name: 'items',
    json_schema: itemSchema,
    supported_sync_modes: ['full_refresh', 'incremental'],
    source_defined_cursor: true,
    default_cursor_field: ['version'],
    source_defined_primary_key: [['sku']],
  },
  async *read({ config, state }, context) {
    let version = versionIn(state)
    for await (const rows of pagesOf('/items', { after_version: version }, config, context)) {
      yield records(rows)
      const versions = rows.map((row) => row['version']).filter((value) => typeof value === 'number')
      version = Math.max(version, ...versions)
      yield checkpoint({ version })
    }
  },
}

/** Warehouses have no version, so each sync reads them all. */
export const warehouses: Stream<Config> = {
  description: {
    name: 'warehouses',
    json_schema: warehouseSchema,
    supported_sync_modes: ['full_refresh'],
    source_defined_primary_key: [['code']],
  },
  async *read({ config }, context) {
    for await (const rows of pagesOf('/warehouses', {}, config, context)) yield records(rows)
  },
}

/** @throws ConfigError if the state was edited: silently starting over could take days. */
function versionIn(state: JsonObject | undefined): number {
  const version = state === undefined ? 0 : state['version']
  if (typeof version === 'number' && Number.isSafeInteger(version)) return version
  throw new ConfigError('The version in the state of items must be a whole number: fix or clear the state.')
}
