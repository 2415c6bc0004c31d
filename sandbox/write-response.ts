import type { ServerResponse } from 'node:http'
import { pipeline } from 'node:stream/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { brotliCompressSync, gzipSync, constants as zlib, zstdCompressSync } from 'node:zlib'
import type { OutgoingResponse, Transport } from './inject-fault.ts'

export type Encoding = 'br' | 'gzip' | 'zstd'

/** Writes a response to the connection, or fails to, as `transport` says. Resolves when nothing is left to write. */
export const writeResponse = async (
  outgoing: ServerResponse,
  { status, headers, text, transport }: OutgoingResponse,
  encoding: Encoding | undefined,
): Promise<void> => {
  if (transport.kind === 'hang') return
  if (transport.kind === 'reset') {
    outgoing.destroy()
    return
  }
  const body = encoding ? compress[encoding](Buffer.from(text)) : Buffer.from(text)
  outgoing.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': transport.kind === 'flood' ? transport.bytes : body.length,
    ...(encoding ? { 'content-encoding': encoding, vary: 'accept-encoding' } : {}),
    ...headers,
  })
  if (transport.kind === 'flood') await flood(outgoing, transport.bytes)
  else if (transport.kind === 'slow') await trickle(outgoing, body, transport)
  else if (transport.kind === 'cut')
    outgoing.write(body.subarray(0, body.length >> 1), () => outgoing.destroy())
  else outgoing.end(body)
}

/** The first of the server's encodings that an Accept-Encoding header allows. */
export const acceptedEncoding = (
  header: string | undefined,
  offered: readonly Encoding[],
): Encoding | undefined => {
  const accepted = (header ?? '')
    .split(',')
    .map((part) => part.trim().toLowerCase())
    .filter((part) => !/;\s*q=0(\.0*)?$/.test(part))
    .map((part) => part.replace(/\s*;.*$/, ''))
  return offered.find((encoding) => accepted.includes(encoding))
}

/** Fast rather than small: the sandbox is measured against. */
const compress: Readonly<Record<Encoding, (body: Buffer) => Buffer>> = {
  br: (body) => brotliCompressSync(body, { params: { [zlib.BROTLI_PARAM_QUALITY]: 3 } }),
  gzip: (body) => gzipSync(body, { level: 3 }),
  zstd: (body) => zstdCompressSync(body),
}

const trickle = async (
  outgoing: ServerResponse,
  body: Buffer,
  { chunkBytes, everyMs, stallAfterBytes }: Extract<Transport, { kind: 'slow' }>,
): Promise<void> => {
  for (let sent = 0; sent < body.length && !outgoing.destroyed; sent += chunkBytes) {
    if (sent >= stallAfterBytes) return
    outgoing.write(body.subarray(sent, Math.min(sent + chunkBytes, body.length)))
    await sleep(everyMs)
  }
  outgoing.end()
}

const flood = (outgoing: ServerResponse, bytes: number): Promise<void> =>
  pipeline(function* () {
    const chunk = Buffer.alloc(2 ** 16, ' ')
    for (let left = bytes; left > 0; left -= chunk.length)
      yield chunk.subarray(0, Math.min(left, chunk.length))
  }, outgoing)
