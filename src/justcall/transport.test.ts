import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { Server } from 'node:net'
import process from 'node:process'
import { brotliCompressSync, gzipSync, zstdCompressSync } from 'node:zlib'
import { afterEach, describe, expect, test } from 'vitest'
import { AnswerTooLarge } from './dispatch-get.ts'
import { createTransport, type Transport } from './transport.ts'

const closing: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

async function listen(server: Server): Promise<number> {
  await once(server.listen(0, '127.0.0.1'), 'listening')
  closing.push(() => {
    server.close()
  })
  const address = server.address()
  if (typeof address !== 'object' || address === null) throw new Error('the server has no port')
  return address.port
}

async function transportTo(
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

async function serve(answer: RequestListener) {
  const port = await listen(createServer(answer))
  const transport = await transportTo(`http://127.0.0.1:${port}`)
  return { port, transport, get: () => transport.get('/v2/calls', new AbortController().signal) }
}

describe('an answer', () => {
  test('is its status, its headers and its body', async () => {
    const { get } = await serve((_, response) => response.writeHead(418, { 'x-a': 'b' }).end('é😀'))
    expect(await get()).toMatchObject({ status: 418, headers: { 'x-a': 'b' }, body: 'é😀' })
  })

  test.each([
    ['gzip', gzipSync],
    ['br', brotliCompressSync],
    ['zstd', zstdCompressSync],
  ] as const)('may be compressed by %s, a failure as well', async (encoding, compress) => {
    for (const status of [200, 500]) {
      const { get } = await serve((_, response) =>
        response.writeHead(status, { 'content-encoding': encoding }).end(compress('{"é":1}')),
      )
      expect(await get()).toMatchObject({ status, body: '{"é":1}' })
    }
  })

  test('is the one behind early hints', async () => {
    const { get } = await serve((_, response) => {
      response.writeEarlyHints({ link: '</style.css>; rel=preload' })
      response.writeHead(200, { 'x-a': 'b' }).end('whole')
    })
    expect(await get()).toMatchObject({ status: 200, headers: { 'x-a': 'b' }, body: 'whole' })
  })

  test('without a body is empty', async () => {
    const { get } = await serve((_, response) => response.writeHead(204).end())
    expect(await get()).toMatchObject({ status: 204, body: '' })
  })

  test('that is cut short is none', async () => {
    const { get } = await serve((_, response) => {
      response.writeHead(200, { 'content-length': '100' })
      response.write('{"status":', () => response.destroy())
    })
    await expect(get()).rejects.toThrow()
  })

  test.each([
    ['gzip', gzipSync],
    ['br', brotliCompressSync],
    ['zstd', zstdCompressSync],
  ] as const)('that is cut short by a whole chunk is none, compressed by %s', async (encoding, compress) => {
    const whole = compress(
      JSON.stringify({ data: Array.from({ length: 500 }, (_, n) => `call ${n * 7919}`) }),
    )
    const { get } = await serve((_, response) =>
      response
        .writeHead(200, { 'content-encoding': encoding })
        .end(whole.subarray(0, Math.floor(whole.length / 2))),
    )
    await expect(get()).rejects.toThrow()
  })

  test('that is damaged is none', async () => {
    const { get } = await serve((_, response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end('not gzip'),
    )
    await expect(get()).rejects.toMatchObject({ code: 'Z_DATA_ERROR' })
  })

  const tooLarge = Buffer.alloc(64 * 1024 * 1024 + 1, ' ')

  test('of 64 MiB is accepted, and not a byte more', async () => {
    let length = tooLarge.length - 1
    const { get } = await serve((_, response) => response.end(tooLarge.subarray(0, length)))
    expect((await get()).body).toHaveLength(length)
    length += 1
    await expect(get()).rejects.toThrow(AnswerTooLarge)
  })

  test('that would grow over 64 MiB is refused', async () => {
    const { get } = await serve((_, response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(tooLarge)),
    )
    await expect(get()).rejects.toThrow(AnswerTooLarge)
  })
})

describe('the header that opens the account', () => {
  test('is sent', async () => {
    const { get } = await serve((request, response) => response.end(request.headers.authorization))
    expect((await get()).body).toBe('key:secret')
  })

  test('does not follow a redirect, to the same host or to another', async () => {
    const asked: (string | undefined)[] = []
    const { port, get } = await serve((request, response) => {
      asked.push(request.url)
      response.writeHead(302, { location: `http://127.0.0.1:${port}/elsewhere` }).end()
    })
    expect(await get()).toMatchObject({ status: 302 })
    expect(asked).toEqual(['/v2/calls'])
  })
})

test('a request that is stopped ends with the reason', async () => {
  const stop = new AbortController()
  const reason = new Error('enough')
  const { transport } = await serve(() => stop.abort(reason))
  await expect(transport.get('/v2/calls', stop.signal)).rejects.toBe(reason)
})

test('a request that was stopped before is not made', async () => {
  let asked = 0
  const { transport } = await serve((_, response) => {
    asked += 1
    response.end()
  })
  const reason = new Error('enough')
  await expect(transport.get('/v2/calls', AbortSignal.abort(reason))).rejects.toBe(reason)
  expect(asked).toBe(0)
})

test('a request that waits for a connection ends with the reason when it is stopped', async () => {
  const { promise: third, resolve: asked } = Promise.withResolvers<void>()
  const { transport } = await serve(() => asked())
  const busy = new AbortController()
  // Two connections are all there are, and neither is answered.
  const held = [1, 2].map(() => transport.get('/', busy.signal).catch((error: unknown) => error))
  await third
  const stop = new AbortController()
  const waiting = transport.get('/', stop.signal)
  const reason = new Error('enough')
  stop.abort(reason)
  await expect(waiting).rejects.toBe(reason)
  busy.abort(reason)
  expect(await Promise.all(held)).toEqual([reason, reason])
})

test('loopback is asked directly, whatever proxy the environment names', async () => {
  const port = await listen(createServer((_, response) => response.end('direct')))
  const proxy = { HTTP_PROXY: 'http://127.0.0.1:1', HTTPS_PROXY: 'http://127.0.0.1:1' }
  const transport = await transportTo(`http://127.0.0.1:${port}`, proxy)
  expect((await transport.get('/', new AbortController().signal)).body).toBe('direct')
})

test('the verification of certificates cannot be switched off', async () => {
  const pem = execFileSync(
    'openssl',
    'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=localhost -keyout - -out -'.split(
      ' ',
    ),
    { stdio: ['ignore', 'pipe', 'ignore'], encoding: 'utf8' },
  )
  let asked = 0
  const server = createTlsServer({ key: pem, cert: pem }, (_, response) => {
    asked += 1
    response.end()
  })
  const port = await listen(server.on('tlsClientError', () => undefined))
  const before = process.env['NODE_TLS_REJECT_UNAUTHORIZED']
  const emitWarning = process.emitWarning
  process.emitWarning = () => undefined
  process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0'
  try {
    const transport = await transportTo(`https://127.0.0.1:${port}`)
    await expect(transport.get('/', new AbortController().signal)).rejects.toMatchObject({
      code: 'DEPTH_ZERO_SELF_SIGNED_CERT',
    })
  } finally {
    if (before === undefined) delete process.env['NODE_TLS_REJECT_UNAUTHORIZED']
    else process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = before
    process.emitWarning = emitWarning
  }
  expect(asked).toBe(0)
})
