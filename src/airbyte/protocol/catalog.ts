import { isJsonObject } from '../json/is-json-object.ts'
import { ConfigError } from './errors.ts'
import type { SyncMode } from './messages.ts'

/** A stream that the catalog selects. */
export interface ConfiguredStream {
  readonly name: string
  readonly syncMode: SyncMode
}

/**
 * Reads a ConfiguredAirbyteCatalog. Ignores unknown properties, which newer platforms may add.
 * @throws ConfigError that names the path, the fault and its location.
 */
export function parseCatalog(value: unknown, path: string): ConfiguredStream[] {
  const fault = (place: string, must: string) =>
    new ConfigError(`--catalog ${path}: ${place} must be ${must}; create one from the output of discover.`)
  const discovered = discoveredStream(value)
  if (discovered !== undefined) throw new ConfigError(`--catalog ${path}: ${unconfigured(discovered)}`)
  const streams = property(value, 'streams')
  if (!Array.isArray(streams)) throw fault('streams', 'an array of configured streams')
  const seen = new Set<string>()
  return streams.map((entry: unknown, index) => {
    const place = `streams[${index}]`
    const name = property(property(entry, 'stream'), 'name')
    if (typeof name !== 'string' || name === '') throw fault(`${place}.stream.name`, "a stream's name")
    if (seen.has(name)) throw fault(`${place}.stream.name`, `unique, but "${name}" is listed twice`)
    seen.add(name)
    const syncMode = property(entry, 'sync_mode')
    if (syncMode !== 'full_refresh' && syncMode !== 'incremental') {
      throw fault(`${place}.sync_mode`, 'full_refresh or incremental')
    }
    return { name, syncMode }
  })
}

/** The name of the first stream if the file is the output of `discover`: the whole message or its catalog alone. */
function discoveredStream(value: unknown): string | undefined {
  const catalog = property(value, 'catalog') ?? value
  const streams = property(catalog, 'streams') ?? catalog
  const first: unknown = Array.isArray(streams) ? streams[0] : undefined
  const name = property(first, 'name')
  return typeof name === 'string' && property(first, 'stream') === undefined ? name : undefined
}

const unconfigured = (name: string) => {
  const example = { stream: { name }, sync_mode: 'incremental', destination_sync_mode: 'append_dedup' }
  return `it holds what discover prints, where a configured catalog is needed, which also says how each stream is read: ${JSON.stringify({ streams: [example] })}.`
}

const property = (value: unknown, name: string): unknown => (isJsonObject(value) ? value[name] : undefined)
