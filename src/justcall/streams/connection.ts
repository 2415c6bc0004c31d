import type { Context, StreamOutput } from '../../airbyte/source/source.ts'
import type { Client } from '../api/client.ts'
import type { Connection } from '../api/connect.ts'
import type { Settings } from '../config/settings.ts'

/** How long a page may fail without pause before a read gives up, in milliseconds. */
const giveUpAfter = 5 * 60_000

/** What the streams of a sync read through, one after the other: one rate limit and one set of connections. */
export interface SharedConnection {
  /** @param context of the command: the connection outlives the stream that opens it. */
  client(settings: Settings, context: Context): Promise<Client>
}

/** Connects when the first stream is read, and closes when the command ends. */
export function createSharedConnection(): SharedConnection {
  let connecting: Promise<Connection> | undefined
  const open = async (settings: Settings, context: Context) => {
    const { connect } = await import('../api/connect.ts')
    const patience = { giveUpAfter, maxWait: settings.maxWait, connectTimeout: 10_000 }
    const connection = await connect(settings, patience, context)
    context.onEnd(connection.close)
    return connection
  }
  return {
    async client(settings, context) {
      connecting ??= open(settings, context)
      return (await connecting).client
    },
  }
}

/** Reads a stream. Its requests under way are given up when it ends, however it ends. */
export async function* readWith(
  connection: SharedConnection,
  settings: Settings,
  context: Context,
  read: (client: Client, context: Context) => AsyncGenerator<StreamOutput, void, undefined>,
): AsyncGenerator<StreamOutput, void, undefined> {
  const stop = new AbortController()
  const own = { ...context, signal: AbortSignal.any([context.signal, stop.signal]) }
  try {
    const client = await connection.client(settings, context)
    yield* read(client.forStream(own), own)
  } finally {
    stop.abort()
  }
}
