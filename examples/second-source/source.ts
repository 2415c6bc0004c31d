import type { Source } from '../../src/airbyte/source/source.ts'
import { type Config, pagesOf } from './client.ts'
import spec from './spec.json' with { type: 'json' }
import { items, warehouses } from './streams.ts'

/** Time limit of a check, in milliseconds. A user is waiting at a form. */
const patience = 5_000

export const stockroom: Source<Config> = {
  name: 'source-stockroom',
  version: '1.4.0',
  description: 'Loads the items and warehouses of a Stockroom account.',
  spec: async () => spec,
  check: async (config, context) => {
    await pagesOf('/warehouses', { limit: 1 }, config, context, patience).next()
  },
  streams: async () => [items, warehouses],
}
