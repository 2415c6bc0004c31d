import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import type { Server } from 'node:net'
import { afterEach } from 'vitest'
import { createTransport, type Transport } from '../src/justcall/api/transport.ts'

const closing: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

/** Is done when the test is over; what was given last is done last. */
export const afterTest = (close: () => Promise<void> | void) => closing.push(close)

/** A server of this machine until the test is over. @returns its port. */
export async function listen(server: Server): Promise<number> {
  await once(server.listen(0, '127.0.0.1'), 'listening')
  closing.push(() => {
    server.close()
  })
  const address = server.address()
  if (typeof address !== 'object' || address === null) throw new Error('the server has no port')
  return address.port
}

/** Two connections at most. */
export async function transportTo(
  url: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<Transport> {
  const transport = await createTransport({
    baseUrl: new URL(url),
    authorization: 'key:secret',
    connections: 2,
    connectTimeout: 10_000,
    userAgent: 'source-justcall/1.2.3',
    environment,
  })
  closing.unshift(() => transport.close())
  return transport
}

/** A key and a certificate that it signed itself. */
export const selfSigned = (names = 'DNS:localhost', days = 2): string =>
  execFileSync(
    'openssl',
    `req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days ${days} -subj /CN=localhost -addext subjectAltName=${names} -keyout - -out -`.split(
      ' ',
    ),
    { stdio: ['ignore', 'pipe', 'ignore'], encoding: 'utf8' },
  )
