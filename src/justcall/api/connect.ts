import type { Context } from '../../airbyte/source/source.ts'
import type { Settings } from '../config/settings.ts'
import { version } from '../version.ts'
import { type Client, createClient, type Patience } from './client.ts'
import { createTransport } from './transport.ts'

/** A client and its connections, and how to close them: requests under way are given up. */
export interface Connection {
  readonly client: Client
  /** The host of the proxy that leads to the API, as far as one was asked. */
  proxy(): string | undefined
  close(): Promise<void>
}

/** @param connectTimeout how long one connection may take to be made, in milliseconds. */
export async function connect(
  settings: Settings,
  patience: Patience & { readonly connectTimeout: number },
  context: Context,
): Promise<Connection> {
  const stop = new AbortController()
  const transport = await createTransport({
    baseUrl: settings.baseUrl,
    authorization: settings.authorization,
    connections: settings.workers,
    connectTimeout: patience.connectTimeout,
    userAgent: `source-justcall/${version}`,
    environment: context.environment,
  })
  const signal = AbortSignal.any([context.signal, stop.signal])
  const client = await createClient(transport, settings, patience, { ...context, signal })
  return {
    client,
    proxy: () => transport.proxy?.(),
    async close() {
      stop.abort()
      await transport.close()
    },
  }
}
