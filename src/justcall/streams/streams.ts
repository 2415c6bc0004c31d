import type { Stream } from '../../airbyte/source/source.ts'
import type { Config } from '../config/config.generated.ts'
import type { Settings } from '../config/settings.ts'
import { callsStream } from './calls.ts'
import { createSharedConnection } from './connection.ts'

/** The streams of one version of the API. Those of one call share a connection, and are read one after the other. */
export async function streamsOf(version: Settings['apiVersion']): Promise<readonly Stream<Config>[]> {
  const connection = createSharedConnection()
  const calls = await callsStream(version, connection)
  if (version === 'v2') return [calls]
  const { v21Streams } = await import('./v2-1.ts')
  return [calls, ...v21Streams.map((stream) => stream(connection))]
}
