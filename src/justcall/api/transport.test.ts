import { getEventListeners } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { createServer as createNetServer } from 'node:net'
import process from 'node:process'
import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { listen, selfSigned, transportTo } from '../../../testing/loopback.ts'
import { describeNetworkError, isNetworkError } from '../../airbyte/http/network-error.ts'
import { AnswerTooLarge } from './dispatch-get.ts'

/** Node 22 takes a zstd stream that is cut short for a whole one. */
const missesCutZstd = process.versions.node.startsWith('22.')

async function serve(answer: RequestListener) {
  const port = await listen(createServer(answer))
  const transport = await transportTo(`http://127.0.0.1:${port}`)
  return { port, transport, get: () => transport.get('/v2/calls', new AbortController().signal) }
}

/** Answers each connection with these bytes, and closes it. */
async function serveRaw(answer: string | Buffer) {
  const server = createNetServer((socket) => {
    socket.on('error', () => undefined)
    socket.on('data', () => socket.end(answer))
  })
  const transport = await transportTo(`http://127.0.0.1:${await listen(server)}`)
  return () => transport.get('/v2/calls', new AbortController().signal)
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
    // What is left is no JSON, which makes it a failed attempt all the same.
    if (encoding === 'zstd' && missesCutZstd) expect((await get()).body).not.toMatch(/\}$/)
    else await expect(get()).rejects.toThrow()
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

describe('an answer that is not HTTP is a failure of the network', () => {
  const page = '{"data":[]}'
  const chunked = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n'

  test.each([
    ['plain text', 'blocked\n'],
    ['HTTP/0.9', page],
    ['an SSH banner', 'SSH-2.0-OpenSSH_9.6\r\n'],
    ['bare line feeds', `HTTP/1.1 200 OK\nContent-Length: 11\n\n${page}`],
    ['a bad size of a chunk', `${chunked}zz\r\n${page}\r\n0\r\n\r\n`],
    [
      'a control character in a header',
      `HTTP/1.1 200 OK\r\nX-A: a\u0001b\r\nContent-Length: 11\r\n\r\n${page}`,
    ],
    ['two lengths', `HTTP/1.1 200 OK\r\nContent-Length: 11\r\nContent-Length: 5\r\n\r\n${page}`],
    ['no such status', 'HTTP/1.1 000 X\r\nContent-Length: 0\r\n\r\n'],
    ['nothing', ''],
    ['a beginning', 'HTTP/1.1 200 OK\r\nContent-Ty'],
    ['TLS', Buffer.from([0x15, 3, 1, 0, 2, 2, 40])],
  ])('%s', async (_, answer) => {
    const get = await serveRaw(answer)
    const error: unknown = await get().catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(Error)
    expect(isNetworkError(error)).toBe(true)
    expect(describeNetworkError(error).text).toMatch(/not HTTP|the connection was closed/)
  })

  test('but what comes behind a whole answer is not part of it', async () => {
    const get = await serveRaw(`HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\n${page}trailing`)
    expect(await get()).toMatchObject({ status: 200, body: page })
    expect(await get()).toMatchObject({ status: 200, body: page })
  })
})

describe('the status of an error decides, whatever its body is', () => {
  const said = '{"message":"No."}'
  const encodings = [
    'gzip',
    'x-gzip',
    'br',
    'zstd',
    'deflate',
    'gzip, br',
    'unknown',
    '__proto__',
    '',
  ] as const

  test.each(encodings)('labelled %j and plain: it is read', async (encoding) => {
    for (const status of [302, 401, 403, 404, 429, 503]) {
      const { get } = await serve((_, response) =>
        response.writeHead(status, { 'content-encoding': encoding, 'retry-after': '7' }).end(said),
      )
      expect(await get()).toMatchObject({ status, headers: { 'retry-after': '7' }, body: said })
    }
  })

  test.each([
    ['gzip', gzipSync],
    ['GZIP', gzipSync],
    ['x-gzip', gzipSync],
    ['br', brotliCompressSync],
    ['zstd', zstdCompressSync],
    ['deflate', deflateSync],
    ['gzip, br', (text: string) => brotliCompressSync(gzipSync(text))],
  ] as const)('compressed by %s: it is read where it is whole, else left out', async (encoding, compress) => {
    const whole = compress(said)
    for (const [sent, body] of [
      [whole, said],
      ...(encoding === 'zstd' && missesCutZstd ? [] : [[whole.subarray(0, whole.length - 6), ''] as const]),
      [Buffer.concat([Buffer.from([0xff, 0xff]), whole]), ''],
      [Buffer.alloc(0), ''],
    ] as const) {
      const { get } = await serve((_, response) =>
        response.writeHead(503, { 'content-encoding': encoding, 'retry-after': '7' }).end(sent),
      )
      expect(await get()).toMatchObject({ status: 503, headers: { 'retry-after': '7' }, body })
    }
  })

  test('cut short: what came is read', async () => {
    const head = 'HTTP/1.1 429 X\r\nRetry-After: 7\r\n'
    for (const answer of [
      `${head}Content-Length: 100\r\n\r\nhalf`,
      `${head}Transfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\nzz`,
    ]) {
      const get = await serveRaw(answer)
      expect(await get()).toEqual({
        status: 429,
        headers: expect.objectContaining({ 'retry-after': '7' }),
        body: 'half',
      })
    }
  })

  test('larger than can be of use: its beginning is read', async () => {
    for (const connection of ['keep-alive', 'close']) {
      const { get } = await serve((_, response) => {
        response.writeHead(500, { connection })
        const more = () => {
          while (!response.destroyed && response.write(Buffer.alloc(2 ** 16, 'a'))) {
            // Goes on for ever.
          }
        }
        response.on('drain', more)
        more()
      })
      for (let nth = 0; nth < 4; nth += 1) {
        const { status, body } = await get()
        expect(status).toBe(500)
        expect(body.length).toBeLessThanOrEqual(2 ** 20)
      }
    }
  })

  test('that never ends, or never begins: what comes within half a second is read', async () => {
    for (const begin of ['', 'half']) {
      const { get } = await serve((_, response) => {
        response.writeHead(503, { 'retry-after': '7' })
        if (begin === '') response.flushHeaders()
        else response.write(begin)
      })
      expect(await get()).toMatchObject({ status: 503, headers: { 'retry-after': '7' }, body: begin })
    }
  })

  test('that would grow beyond that: it is left out', async () => {
    const bomb = gzipSync(Buffer.alloc(96 * 2 ** 20, ' '))
    const { get } = await serve((_, response) =>
      response.writeHead(403, { 'content-encoding': 'gzip' }).end(bomb),
    )
    expect(await get()).toMatchObject({ status: 403, body: '' })
  })
})

describe('the headers of an answer', () => {
  test.each([20, 60])('of %i KiB are read', async (kibibytes) => {
    const value = 'a'.repeat(kibibytes * 1024)
    const { get } = await serve((_, response) => response.writeHead(200, { 'x-a': value }).end('whole'))
    expect(await get()).toMatchObject({ headers: { 'x-a': value }, body: 'whole' })
  })

  test('of more than 64 KiB are a failure of the network', async () => {
    const { get } = await serve((_, response) =>
      response.writeHead(200, { 'x-a': 'a'.repeat(65 * 1024) }).end('whole'),
    )
    const error: unknown = await get().catch((thrown: unknown) => thrown)
    expect(describeNetworkError(error).text).toBe(
      'the headers of the answer are too large to be read: check base_url and any proxy',
    )
  })
})

test('a signal that many requests share keeps nothing of those that are over', async () => {
  const kinds = ['page', 'error', 'cut', 'large', 'page'] as const
  let nth = 0
  const { transport } = await serve((_, response) => {
    const kind = kinds[nth]
    if (kind === 'page') response.end('whole')
    else if (kind === 'error') response.writeHead(500).end('whole')
    else if (kind === 'large') response.end(Buffer.alloc(64 * 2 ** 20 + 1))
    else response.destroy()
  })
  const { signal } = new AbortController()
  for (const _ of kinds) {
    await transport.get('/v2/calls', signal).catch(() => undefined)
    expect(getEventListeners(signal, 'abort')).toEqual([])
    nth += 1
  }
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
  const pem = selfSigned()
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
