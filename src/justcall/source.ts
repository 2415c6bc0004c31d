import type { Source } from '../airbyte/source/source.ts'
import type { Config } from './config/config.generated.ts'
import { configurationFaults } from './config/settings.ts'
import { version } from './version.ts'

/** JustCall as a source of the kit. What a command does not need is not loaded. */
export const justcall: Source<Config> = {
  name: 'source-justcall',
  version,
  description: 'Loads JustCall calls, messages and contacts into any warehouse.',
  spec: async () => (await import('../../spec/spec.json', { with: { type: 'json' } })).default,
  validator: async () => (await import('./config/config-validator.generated.ts')).default,
  faults: async (given, circumstances) => configurationFaults(given, circumstances),
  secrets: ({ api_key: key, api_secret: secret }) =>
    typeof key === 'string' && typeof secret === 'string' ? [`${key}:${secret}`] : [],
  check: async (config, context) => (await import('./check.ts')).checkConnection(config, context),
  streams: async ({ api_version: version = 'v2' }) =>
    (await import('./streams/streams.ts')).streamsOf(version),
}
