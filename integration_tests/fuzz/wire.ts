import { once } from 'node:events'
import { createServer } from 'node:net'
import fc from 'fast-check'
import { anyBytes } from './json-text.ts'

/** What a server writes in answer to one request, before it closes the connection. */
export interface Written {
  readonly bytes: Buffer
  /** With a reset. */
  readonly isAbrupt: boolean
}

const statusLine = fc.oneof(
  {
    weight: 4,
    arbitrary: fc
      .oneof(fc.constantFrom(200, 200, 204, 206, 304, 407, 429, 500, 503), fc.integer({ min: 0, max: 999 }))
      .map((status) => `HTTP/1.1 ${status} OK`),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      ...[
        'HTTP/1.0 200',
        'HTTP/2 200 OK',
        'HTTP/1.1 1e3 OK',
        'ICY 200 OK',
        'SSH-2.0-OpenSSH',
        '\x16\x03\x01\x02',
        '',
      ],
      ...[
        'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK',
        'HTTP/1.1 103 Early\r\n\r\nHTTP/1.1 500 No',
        'HTTP/1.1 101 Switch',
      ],
    ),
  },
)

const header = fc.constantFrom(
  ...[
    'content-encoding: gzip',
    'content-encoding: br',
    'content-encoding: x',
    'retry-after: 1',
    'retry-after: x',
    'date: x',
  ],
  ...[
    'connection: upgrade\r\nupgrade: h2c',
    'content-length: 3\r\ncontent-length: 4',
    'content-length: -1',
    'no colon',
    ': x',
  ],
  ...[
    'a: b\r\n c',
    `big: ${'x'.repeat(70_000)}`,
    'nul: \0',
    'utf8: é',
    'trailer: a',
    'location: http://user:pass@elsewhere/',
  ],
)

const page = Buffer.from(
  '{"status":"success","count":0,"total_pages":0,"current_page":0,"next_page_link":"","data":[]}',
)
const body = fc.oneof({ weight: 2, arbitrary: fc.constant(page) }, { weight: 1, arbitrary: anyBytes })

const framing = fc.constantFrom(
  'length',
  'length',
  'length',
  'less',
  'more',
  'chunked',
  'unended',
  'bad chunk',
  'close',
)

/** @param echoes texts that an answer may repeat. */
export const writings = (echoes: readonly string[]): fc.Arbitrary<Written> =>
  fc
    .record({
      statusLine,
      headers: fc.array(header, { maxLength: 2 }),
      body: fc.oneof(
        { weight: 4, arbitrary: body },
        { weight: 1, arbitrary: fc.constantFrom(...echoes).map((echo) => Buffer.from(`No ${echo}.`)) },
      ),
      framing,
      cut: fc.option(fc.nat(400), { nil: undefined, freq: 5 }),
      isAbrupt: fc.constantFrom(false, false, false, true),
    })
    .map(({ statusLine: line, headers, body: content, framing: how, cut, isAbrupt }) => {
      const size = content.length.toString(16)
      const [framed, more]: [Buffer, string[]] =
        how === 'close'
          ? [content, []]
          : how === 'length'
            ? [content, [`content-length: ${content.length}`]]
            : how === 'less'
              ? [content, [`content-length: ${content.length >> 1}`]]
              : how === 'more'
                ? [content, [`content-length: ${content.length + 7}`]]
                : [
                    Buffer.concat([
                      Buffer.from(how === 'bad chunk' ? 'zz\r\n' : `${size}\r\n`),
                      content,
                      Buffer.from(how === 'unended' ? '\r\n' : '\r\n0\r\n\r\n'),
                    ]),
                    ['transfer-encoding: chunked'],
                  ]
      const head = Buffer.from(`${[line, ...headers, ...more].join('\r\n')}\r\n\r\n`)
      return { bytes: Buffer.concat([head, framed]).subarray(0, cut), isAbrupt }
    })

export interface Wire {
  readonly port: number
  /** What is written from now on, in turn and again. */
  play(script: readonly Written[]): void
  close(): void
}

/** A server that is no more than bytes. */
export async function openWire(): Promise<Wire> {
  let script: readonly Written[] = []
  let requests = 0
  const server = createServer((socket) => {
    let read = ''
    socket.on('error', () => undefined)
    socket.on('data', (chunk) => {
      read += chunk.toString('latin1')
      if (!read.includes('\r\n\r\n')) return
      read = ''
      const written = script[requests % script.length]
      requests += 1
      if (written === undefined) socket.destroy()
      else if (written.isAbrupt) socket.write(written.bytes, () => socket.resetAndDestroy())
      else socket.end(written.bytes)
    })
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  server.unref()
  const address = server.address()
  if (typeof address !== 'object' || address === null) throw new Error('the server has no port')
  return {
    port: address.port,
    play(next) {
      script = next
      requests = 0
    },
    close: () => server.close(),
  }
}
