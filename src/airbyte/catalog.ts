import { ConfigError } from './errors.ts'
import type { SyncMode } from './messages.ts'

/** A stream as the catalog asks for it. */
export interface ConfiguredStream {
  readonly name: string
  readonly syncMode: SyncMode
}

/**
 * What a ConfiguredAirbyteCatalog asks for. Properties that are not needed here are not looked at, so that newer
 * platforms' ones pass.
 * @throws ConfigError that names the path and the fault with its place.
 */
export function parseCatalog(value: unknown, path: string): ConfiguredStream[] {
  const fault = (place: string, must: string) =>
    new ConfigError(`--catalog ${path}: ${place} must be ${must}; write one from what discover prints.`)
  const streams = property(value, 'streams')
  if (!Array.isArray(streams)) throw fault('streams', 'an array of configured streams')
  const seen = new Set<string>()
  return streams.map((entry: unknown, index) => {
    const place = `streams[${index}]`
    const name = property(property(entry, 'stream'), 'name')
    if (typeof name !== 'string' || name === '') throw fault(`${place}.stream.name`, "a stream's name")
    if (seen.has(name)) throw fault(`${place}.stream.name`, `named once: "${name}" stands there twice`)
    seen.add(name)
    const syncMode = property(entry, 'sync_mode')
    if (syncMode !== 'full_refresh' && syncMode !== 'incremental') {
      throw fault(`${place}.sync_mode`, 'full_refresh or incremental')
    }
    return { name, syncMode }
  })
}

const property = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined
