import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import {
  createServer as createHttpServer,
  type OutgoingHttpHeaders,
  type RequestListener,
  request,
} from 'node:http'
import { createSecureServer } from 'node:http2'
import { connect, createServer as createNetServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createServer as createTlsServer } from 'node:tls'
import { brotliCompressSync, gzipSync, zstdCompressSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Sandbox } from '../sandbox/server.ts'
import { checkUrl, expectFailure, runCheck } from './checking.ts'
import { atOnce, type CommandResult, startCommand } from './command.ts'
import { readOutput } from './protocol.ts'
import { account, runRead, sampleConfig, startApi, writeConfig } from './setup.ts'

const secret = String(sampleConfig['api_secret'])

const directory = mkdtempSync(join(tmpdir(), 'source-justcall-tls-'))
const servers: Server[] = []

afterAll(() => {
  for (const server of servers) server.close()
  rmSync(directory, { recursive: true, force: true })
})

async function listen(server: Server): Promise<number> {
  servers.push(server)
  server.on('connection', (socket) => socket.on('error', () => undefined).unref())
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}

/** An authority of our own, and a certificate that it gave to these names. */
function makeCertificate(name: string, names: string, days = 2) {
  const file = (suffix: string) => join(directory, `${name}.${suffix}`)
  const openssl = (...args: string[]) => execFileSync('openssl', args, { stdio: 'pipe' })
  const fresh = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'] as const
  const authority = ['-keyout', file('ca.key'), '-out', file('ca.pem'), '-subj', `/CN=${name} authority`]
  openssl('req', '-x509', ...fresh, ...authority, '-days', '2')
  openssl('req', ...fresh, '-keyout', file('key'), '-out', file('csr'), '-subj', `/CN=${name}`)
  writeFileSync(file('ext'), `subjectAltName=${names}\n`)
  const signed = ['-CA', file('ca.pem'), '-CAkey', file('ca.key'), '-CAcreateserial', '-extfile', file('ext')]
  openssl('x509', '-req', '-in', file('csr'), ...signed, '-days', String(days), '-out', file('pem'))
  return { authority: file('ca.pem'), key: readFileSync(file('key')), cert: readFileSync(file('pem')) }
}

type Certificate = ReturnType<typeof makeCertificate>

/** The sandbox behind TLS. @returns its port, and how many connections were made that TLS was agreed on. */
async function startTls(sandbox: Sandbox, { key, cert }: Certificate) {
  const agreed = { connections: 0 }
  const server = createTlsServer({ key, cert }, (socket) => {
    agreed.connections += 1
    const inner = connect(sandbox.port, '127.0.0.1')
    socket.on('error', () => inner.destroy()).pipe(inner)
    inner.on('error', () => socket.destroy()).pipe(socket)
  })
  server.on('tlsClientError', () => undefined)
  return { port: await listen(server), agreed }
}

/** A proxy that leads every tunnel to one port of this machine, and notes what it was asked for. */
async function startProxy(port: number, answer = 'HTTP/1.1 200 Connection Established\r\n\r\n') {
  const tunnels: string[] = []
  const authorizations: (string | undefined)[] = []
  const requests: string[] = []
  const server = createHttpServer((request, response) => {
    requests.push(request.url ?? '')
    response.writeHead(502).end()
  })
  server.on('connect', (request, socket, head) => {
    tunnels.push(request.url ?? '')
    authorizations.push(request.headers['proxy-authorization'])
    socket.on('error', () => undefined)
    socket.write(answer)
    if (!answer.startsWith('HTTP/1.1 200')) {
      socket.end()
      return
    }
    const inner = connect(port, '127.0.0.1')
    inner.on('error', () => socket.destroy()).write(head)
    socket.pipe(inner).pipe(socket)
  })
  return { at: `127.0.0.1:${await listen(server)}`, tunnels, authorizations, requests }
}

async function startHttp(listener: RequestListener): Promise<string> {
  return `http://127.0.0.1:${await listen(createHttpServer(listener))}`
}

/** Node's arguments for a machine whose name server knows one address for every name. */
const resolvingTo = (address: string): readonly string[] => [
  '--import',
  `data:text/javascript,${encodeURIComponent(`
    import dns from 'node:dns'
    import { syncBuiltinESMExports } from 'node:module'
    dns.lookup = (name, options, callback) => {
      const family = ${address.includes(':') ? 6 : 4}
      const done = callback ?? options
      if (options.all) done(null, [{ address: '${address}', family }])
      else done(null, '${address}', family)
    }
    syncBuiltinESMExports()`)}`,
]

/** Node's arguments for a process in which the time-outs of the network run so many times faster. */
const hurried = (times: number): readonly string[] => [
  '--import',
  `data:text/javascript,${encodeURIComponent(
    `const { setTimeout: real } = globalThis
    globalThis.setTimeout = (act, ms, ...rest) => real(act, ms / ${times}, ...rest)`,
  )}`,
]

/** A server before the sandbox, which notes how its answers are encoded and may give the first one itself. */
async function startFront(sandbox: Sandbox, first?: { headers: OutgoingHttpHeaders; body: Buffer }) {
  const encodings: (string | undefined)[] = []
  let own = first
  const url = await startHttp(({ url: path, headers }, response) => {
    if (own !== undefined) {
      response.writeHead(200, own.headers).end(own.body)
      own = undefined
      return
    }
    const inner = request(`${sandbox.url}${path}`, { headers }, (answer) => {
      encodings.push(answer.headers['content-encoding'])
      response.writeHead(answer.statusCode ?? 500, answer.headers)
      answer.pipe(response)
    })
    inner.on('error', () => response.destroy()).end()
  })
  return { url, encodings }
}

function expectWhole(result: CommandResult): void {
  expect(result).toMatchObject({ exitCode: 0, signal: null, errors: [] })
  expect(new Set(result.records.map(({ data }) => data['call_id'])).size).toBe(account.calls)
  expect(result.records).toHaveLength(account.calls)
}

const outputOf = ({ lines, stderr }: CommandResult) => `${lines.join('\n')}${stderr}`

/** A server before the sandbox, which answers the first requests with these bytes and closes, or stays open. */
async function startRaw(answer: string, { times = 1, staysOpen = false } = {}) {
  const sandbox = await startApi()
  let asked = 0
  const server = createNetServer((socket) => {
    asked += 1
    if (asked <= times) {
      socket.once('data', () => (staysOpen ? socket.write(answer) : socket.end(answer)))
      return
    }
    const inner = connect(sandbox.port, '127.0.0.1')
    inner.on('error', () => socket.destroy()).on('close', () => socket.destroy())
    socket.on('close', () => inner.destroy())
    socket.pipe(inner).pipe(socket)
  })
  return `http://127.0.0.1:${await listen(server)}`
}

describe('an answer that is not HTTP', { concurrent: true }, () => {
  const page = '{"data":[]}'
  const answers: readonly (readonly [string, string])[] = [
    ['plain text', 'blocked by policy\n'],
    ['HTTP/0.9', page],
    ['an SSH banner', 'SSH-2.0-OpenSSH_9.6\r\n'],
    ['bare line feeds', `HTTP/1.1 200 OK\nContent-Length: 11\n\n${page}`],
    ['a bad size of a chunk', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n'],
    ['a control character', `HTTP/1.1 200 OK\r\nX-A: a\u0001b\r\nContent-Length: 11\r\n\r\n${page}`],
    ['two lengths', `HTTP/1.1 200 OK\r\nContent-Length: 11\r\nContent-Length: 5\r\n\r\n${page}`],
    ['no such status', 'HTTP/1.1 000 X\r\nContent-Length: 0\r\n\r\n'],
    ['headers above 64 KiB', `HTTP/1.1 200 OK\r\nX-A: ${'a'.repeat(65 * 1024)}\r\n\r\n`],
  ]

  test.each(answers)('is tried again: %s', async (_, answer) => {
    expectWhole(await runRead(await startRaw(answer, { times: 2 }), { nodeArgs: atOnce }))
  })

  test.each(answers)('is what a check says: %s', async (_, answer) => {
    const result = await checkUrl(await startRaw(answer, { times: Number.POSITIVE_INFINITY }))
    expectFailure(result, [/is not HTTP|headers of the answer are too large/])
    expect(outputOf(result)).not.toMatch(/UND_ERR_HEADERS|HPE_|does not match/)
  })
})

test('headers of 60 KiB are read', async () => {
  const sandbox = await startApi()
  const url = await startHttp(({ url: path, headers }, response) => {
    const inner = request(`${sandbox.url}${path}`, { headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 500, { ...answer.headers, 'x-a': 'a'.repeat(60 * 1024) })
      answer.pipe(response)
    })
    inner.on('error', () => response.destroy()).end()
  })
  expectWhole(await runRead(url))
})

describe('the status of an error decides', { concurrent: true }, () => {
  const labels = ['gzip', 'br', 'zstd', 'unknown'] as const
  const bodies = ['{"message":"No."}', '', '\u0000\u0001damaged'] as const
  const head = (status: number, label: string) =>
    `HTTP/1.1 ${status} X\r\nContent-Encoding: ${label}\r\nConnection: close\r\nRetry-After: 1\r\n`

  test.each(labels)('whatever its body is that is labelled %s', async (label) => {
    for (const body of bodies) {
      const url = await startRaw(`${head(401, label)}Content-Length: ${body.length}\r\n\r\n${body}`)
      expectFailure(await checkUrl(url), [/does not accept the API key.*the API answered 401/])
    }
  })

  test.each([401, 403, 404])('where its body ends early: %i', async (status) => {
    const url = await startRaw(`${head(status, 'gzip')}Content-Length: 100\r\n\r\nhalf`)
    expectFailure(await checkUrl(url), [new RegExp(`the API answered ${status}`)])
  })

  test.each([429, 503])('and what it says of when to come again: %i', async (status) => {
    const url = await startRaw(`${head(status, 'gzip')}Content-Length: 100\r\n\r\nhalf`)
    const result = await runRead(url)
    expectWhole(result)
    expect(outputOf(result)).not.toContain('compressed answer')
  })
})

describe('a compressed answer', { concurrent: true }, () => {
  test.each(['gzip', 'br', 'zstd'] as const)('is read: %s', async (encoding) => {
    const sandbox = await startApi({ compression: [encoding] })
    const front = await startFront(sandbox)
    expectWhole(await runRead(front.url))
    expect(front.encodings).toEqual(sandbox.requests.map(() => encoding))
  })

  test.each(['gzip', 'br', 'zstd'] as const)('that refuses is understood: %s', async (encoding) => {
    const sandbox = await startApi({ compression: [encoding], faults: [{ fault: 403 }] })
    const result = await runRead(sandbox.url)
    expect(result.errors).toMatchObject([{ message: expect.stringContaining('Your plan does not include') }])
  })

  test.each(['gzip', 'br', 'zstd'] as const)('that is cut short is tried again: %s', async (encoding) => {
    const faults = [{ fault: 'cut-body', when: { times: 2 } }] as const
    expectWhole(
      await runRead((await startApi({ compression: [encoding], faults })).url, { nodeArgs: atOnce }),
    )
  })

  test('that is damaged is tried again, and described in words', async () => {
    const damaged = { headers: { 'content-encoding': 'gzip' }, body: Buffer.from('this is no gzip at all') }
    const { url } = await startFront(await startApi(), damaged)
    const result = await runRead(url, { nodeArgs: atOnce })
    expectWhole(result)
    expect(result.logs.some(({ message }) => message.includes('compressed answer is damaged'))).toBe(true)
  })
})

describe('an answer larger than 64 MiB', { concurrent: true }, () => {
  const enormous = 96 * 2 ** 20
  const spaces = Buffer.alloc(enormous, ' ')
  const bombs: readonly (readonly [string, Buffer])[] = [
    ['gzip', gzipSync(spaces)],
    ['br', brotliCompressSync(spaces)],
    ['zstd', zstdCompressSync(spaces)],
  ]

  const expectTooLarge = (result: CommandResult) => {
    expect(result).toMatchObject({ exitCode: 1, signal: null, records: [] })
    expect(result.errors).toMatchObject([{ message: expect.stringMatching(/64 MiB.*per_page/) }])
    expect(result.errors[0]).not.toHaveProperty('stack_trace')
    expect(result.statuses).toEqual(['calls STARTED', 'calls INCOMPLETE'])
  }

  test('is an error that says what to do, at once', async () => {
    const sandbox = await startApi({ faults: [{ fault: { kind: 'huge', mebibytes: 96 } }] })
    expectTooLarge(await runRead(sandbox.url))
    expect(sandbox.requests).toHaveLength(1)
  })

  test('is one too where it says nothing of its length', async () => {
    const url = await startHttp((_request, response) => {
      const more = () => {
        while (!response.destroyed && response.write(Buffer.alloc(2 ** 20, ' '))) {
          // Goes on for ever.
        }
      }
      response.on('drain', more)
      more()
    })
    expectTooLarge(await runRead(url))
  })

  test.each(bombs)('is one too when it is small until it is decompressed: %s', async (encoding, bomb) => {
    let asked = 0
    const url = await startHttp((_request, response) => {
      asked += 1
      response.writeHead(200, { 'content-encoding': encoding, 'content-type': 'application/json' }).end(bomb)
    })
    const running = startCommand(readArgs(url))
    // It must not be asked for again: one answer is enough to know.
    await Promise.race([running.ended, running.saw('trying again')]).catch(() => undefined)
    running.kill('SIGTERM')
    const { stdout, stderr, ...exit } = await running.ended
    expectTooLarge({ ...exit, stderr, ...readOutput(stdout) })
    expect(asked).toBe(1)
  })
})

const readArgs = (url: string) => [
  'read',
  '--config',
  writeConfig(url),
  '--catalog',
  join(import.meta.dirname, 'configured_catalog.json'),
]

describe('a redirect', { concurrent: true }, () => {
  test.each([301, 302, 303, 307, 308])(
    'with %i to another host is not followed, and the header is not sent there',
    async (status) => {
      const elsewhere: (string | undefined)[] = []
      const other = await startHttp((request, response) => {
        elsewhere.push(request.headers.authorization)
        response.end('{}')
      })
      let asked = 0
      const url = await startHttp((_request, response) => {
        asked += 1
        response.writeHead(status, { location: `${other}/v2/calls` }).end()
      })
      const result = await runRead(url)
      expect(result).toMatchObject({ exitCode: 1, signal: null, records: [] })
      expect(result.errors).toMatchObject([
        { failure_type: 'config_error', message: expect.stringMatching(/leads elsewhere.*base_url/) },
      ])
      expect(elsewhere).toEqual([])
      expect(asked).toBe(1)
    },
  )

  test('is reported by a check too', async () => {
    const other = await startApi()
    const sandbox = await startApi({
      faults: [{ fault: { kind: 'redirect', location: `${other.url}/v2/calls` } }],
    })
    expectFailure(await checkUrl(sandbox.url), [/leads elsewhere/, /base_url/])
    expect(other.requests).toEqual([])
  })
})

describe('TLS', { concurrent: true }, () => {
  const name = 'api.justcall.test'
  let trusted: Certificate
  let sandbox: Sandbox
  let tls: Awaited<ReturnType<typeof startTls>>

  beforeAll(async () => {
    trusted = makeCertificate('trusted', `DNS:localhost,IP:127.0.0.1,DNS:${name}`)
    sandbox = await startApi()
    tls = await startTls(sandbox, trusted)
  })

  const trusting = () => ({ NODE_EXTRA_CA_CERTS: trusted.authority })

  test.each(['localhost', '127.0.0.1'])('trusts an authority of NODE_EXTRA_CA_CERTS: %s', async (host) => {
    expectWhole(await runRead(`https://${host}:${tls.port}`, { env: trusting() }))
  })

  test.each<readonly [string, Readonly<Record<string, string>>]>([
    ['', {}],
    [', also with NODE_TLS_REJECT_UNAUTHORIZED=0', { NODE_TLS_REJECT_UNAUTHORIZED: '0' }],
  ])('refuses a certificate of an unknown authority%s', async (_how, env) => {
    const mine = await startTls(sandbox, trusted)
    const result = await runCheck(writeConfig(`https://localhost:${mine.port}`), { env })
    expectFailure(result, [/certificate cannot be trusted/, /NODE_EXTRA_CA_CERTS/])
    expect(outputOf(result)).not.toContain(secret)
  })

  test.each([
    ['of another name', 'DNS:elsewhere.test', 2, /certificate is for another host \(DNS:elsewhere\.test\)/],
    ['that has expired', 'DNS:localhost', -1, /certificate has expired: check its dates/],
  ] as const)('refuses a certificate %s, in words of its own', async (what, names, days, sentence) => {
    const certificate = makeCertificate(what.replaceAll(' ', '-'), names, days)
    const mine = await startTls(sandbox, certificate)
    const env = { NODE_EXTRA_CA_CERTS: certificate.authority }
    const result = await runCheck(writeConfig(`https://localhost:${mine.port}`), { env })
    expectFailure(result, [sentence])
    expect(outputOf(result)).not.toContain('NODE_EXTRA_CA_CERTS')
  })

  test('ends a read for which a certificate stays wrong, after three attempts, with config_error', async () => {
    const mine = await startTls(sandbox, trusted)
    const result = await runRead(`https://localhost:${mine.port}`, { nodeArgs: atOnce })
    expect(result).toMatchObject({ exitCode: 1, statuses: ['calls STARTED', 'calls INCOMPLETE'] })
    expect(result.errors).toMatchObject([
      { failure_type: 'config_error', message: expect.stringMatching(/NODE_EXTRA_CA_CERTS.*failed 3 times/) },
    ])
  })

  test('says that there is no TLS at the port', async () => {
    const result = await runCheck(writeConfig(`https://localhost:${sandbox.port}`))
    expectFailure(result, [/there is no TLS at this port/])
  })

  test('speaks HTTP/1.1 to a server that offers HTTP/2 as well', async () => {
    const versions = new Set<string>()
    const { key, cert } = trusted
    const server = createSecureServer({ key, cert, allowHTTP1: true }, (request, response) => {
      versions.add(request.httpVersion)
      response.end('{"status":"success","count":0,"page":1,"total_pages":0,"data":[]}')
    })
    const result = await runCheck(writeConfig(`https://localhost:${await listen(server)}`), {
      env: trusting(),
    })
    expect(result).toMatchObject({ exitCode: 0 })
    expect(outputOf(result)).toContain('SUCCEEDED')
    expect([...versions]).toEqual(['1.1'])
  })

  test('says what is wrong with a server that speaks HTTP/2 alone', async () => {
    const { key, cert } = trusted
    const server = createSecureServer({ key, cert })
    const result = await runCheck(writeConfig(`https://localhost:${await listen(server)}`), {
      env: trusting(),
    })
    expectFailure(result, [/does not speak HTTP\/1\.1|is not HTTP|answered 403/])
  })

  test('goes through a proxy that speaks TLS at an address', async () => {
    const proxy = await startProxy(tls.port)
    const front = createTlsServer({ key: trusted.key, cert: trusted.cert }, (socket) => {
      const inner = connect(Number(proxy.at.split(':')[1]), '127.0.0.1')
      socket.on('error', () => inner.destroy()).pipe(inner)
      inner.on('error', () => socket.destroy()).pipe(socket)
    })
    const env = { ...trusting(), HTTPS_PROXY: `https://127.0.0.1:${await listen(front)}` }
    expectWhole(await runRead(`https://${name}`, { env }))
    expect(proxy.tunnels.length).toBeGreaterThan(0)
  })

  test.each([
    'socks5://user:pass-word@127.0.0.1:1080',
    'user:pass-word@proxy',
    'http://user:pass-word@:99999',
  ])('says that %s is no proxy, and does not repeat it', async (address) => {
    const result = await runCheck(writeConfig(`https://${name}`), { env: { HTTPS_PROXY: address } })
    expectFailure(result, [/address of the proxy in the environment .* is not valid/])
    expect(outputOf(result)).not.toContain('pass-word')
  })

  test.each(['HTTPS_PROXY', 'https_proxy'])('goes through the proxy of %s', async (variable) => {
    const proxy = await startProxy(tls.port)
    const env = { ...trusting(), [variable]: `http://${proxy.at}`, HTTP_PROXY: 'http://127.0.0.1:9' }
    expectWhole(await runRead(`https://${name}`, { env }))
    expect(new Set(proxy.tunnels)).toEqual(new Set([`${name}:443`]))
    expect(proxy.requests).toEqual([])
    // The key and the secret are for the API alone.
    expect(proxy.authorizations.filter((authorization) => authorization !== undefined)).toEqual([])
  })

  test('authenticates to a proxy, where its address does', async () => {
    const proxy = await startProxy(tls.port)
    const env = { ...trusting(), HTTPS_PROXY: `http://user:pass-word@${proxy.at}` }
    expectWhole(await runRead(`https://${name}`, { env }))
    const basic = `Basic ${Buffer.from('user:pass-word').toString('base64')}`
    expect(new Set(proxy.authorizations)).toEqual(new Set([basic]))
  })

  test.each([
    [407, /wants a user and a password/],
    [403, /refuses to connect to the API/],
    [502, /could not connect to the API/],
  ])('says what a proxy answers that refuses with %i', async (status, sentence) => {
    const proxy = await startProxy(tls.port, `HTTP/1.1 ${status} No\r\nContent-Length: 0\r\n\r\n`)
    const env = { ...trusting(), HTTPS_PROXY: `http://user:pass-word@${proxy.at}` }
    const result = await runCheck(writeConfig(`https://${name}`), { env })
    expectFailure(result, [/proxy 127[.]0[.]0[.]1:\d+/, new RegExp(String(status)), sentence])
    expect(outputOf(result)).not.toContain('pass-word')
    expect(outputOf(result)).not.toContain(secret)
  })

  test('names a proxy that cannot be used, and not base_url', async () => {
    const result = await runCheck(writeConfig(`https://${name}`), {
      env: { HTTPS_PROXY: 'http://user:pass-word@127.0.0.1:9' },
    })
    expectFailure(result, [/the proxy 127[.]0[.]0[.]1:9 cannot be used, since .* check HTTPS_PROXY/])
    expect(outputOf(result)).not.toMatch(/pass-word|base_url/)
  })

  test('names a proxy that never answers, and not base_url', async () => {
    const at = `127.0.0.1:${await listen(createNetServer())}`
    const result = await runCheck(writeConfig(`https://${name}`), { env: { HTTPS_PROXY: `http://${at}` } })
    expectFailure(result, [new RegExp(`the proxy ${at}`)])
    expect(outputOf(result)).not.toContain('base_url')
  })

  test('says that a proxy has no sound address', async () => {
    const proxy = await startProxy(tls.port)
    const result = await runCheck(writeConfig(`https://${name}`), {
      env: { ...trusting(), HTTPS_PROXY: proxy.at },
    })
    expectFailure(result, [/HTTPS_PROXY|proxy/i])
  })

  test.each<readonly [string, Readonly<Record<string, string>>]>([
    ['', {}],
    [', also with NODE_TLS_REJECT_UNAUTHORIZED=0', { NODE_TLS_REJECT_UNAUTHORIZED: '0' }],
  ])('refuses a certificate of an unknown authority behind a proxy%s', async (_how, env) => {
    const own = await startApi()
    const mine = await startTls(own, trusted)
    const proxy = await startProxy(mine.port)
    const result = await runCheck(writeConfig(`https://${name}`), {
      env: { ...env, HTTPS_PROXY: `http://${proxy.at}` },
    })
    expect(proxy.tunnels).not.toHaveLength(0)
    expect(own.requests).toEqual([])
    expectFailure(result, [/certificate cannot be trusted/, /NODE_EXTRA_CA_CERTS/])
  })

  test.each([name, 'justcall.test', '.justcall.test', `other.test, ${name}`, '*'])(
    'asks no proxy for what NO_PROXY names: %s',
    async (noProxy) => {
      const proxy = await startProxy(tls.port)
      const result = await runRead(`https://${name}:${tls.port}`, {
        env: { ...trusting(), HTTPS_PROXY: `http://${proxy.at}`, NO_PROXY: noProxy },
        nodeArgs: resolvingTo('127.0.0.1'),
      })
      expectWhole(result)
      expect(proxy.tunnels).toEqual([])
    },
  )

  test('asks a proxy for what NO_PROXY does not name', async () => {
    const proxy = await startProxy(tls.port)
    const env = { ...trusting(), HTTPS_PROXY: `http://${proxy.at}`, NO_PROXY: 'elsewhere.test,call.test' }
    expectWhole(await runRead(`https://${name}`, { env }))
    expect(proxy.tunnels).not.toHaveLength(0)
  })

  test('asks no proxy for this machine itself', async () => {
    const proxy = await startProxy(tls.port)
    const env = { ...trusting(), HTTPS_PROXY: `http://${proxy.at}`, HTTP_PROXY: `http://${proxy.at}` }
    expectWhole(await runRead(sandbox.url, { env }))
    expectWhole(await runRead(`https://localhost:${tls.port}`, { env }))
    expect(proxy).toMatchObject({ tunnels: [], requests: [] })
  })
})

describe('with DEPLOYMENT_MODE=cloud', { concurrent: true }, () => {
  const cloud = { DEPLOYMENT_MODE: 'cloud' }

  test.each([
    'http://127.0.0.1:8080',
    'https://127.0.0.1',
    'https://localhost',
    'https://localhost.',
    'https://api.localhost',
    'https://[::1]',
    'https://[::ffff:127.0.0.1]',
    'https://[::ffff:10.1.2.3]',
    'https://10.0.0.1',
    'https://172.16.0.1',
    'https://192.168.1.1',
    'https://169.254.169.254',
    'https://100.64.0.1',
    'https://[fd00::1]',
    'https://[fe80::1]',
    'https://0x7f000001',
    'https://2130706433',
    'https://0.0.0.0',
  ])('no address of this machine or of a private network is a base_url: %s', async (url) => {
    const result = await runCheck(writeConfig(url), { env: cloud })
    expectFailure(result, [/base_url.*(loopback|private).*cloud/])
  })

  test.each(['10.0.0.7', '127.0.0.1', '169.254.169.254', '::1', 'fd00::7', '::ffff:127.0.0.1'])(
    'no name leads to one: %s',
    async (address) => {
      let connections = 0
      const server = createNetServer(() => {
        connections += 1
      })
      const port = await listen(server)
      const result = await runCheck(writeConfig(`https://api.justcall.test:${port}`), {
        env: cloud,
        nodeArgs: resolvingTo(address),
      })
      expectFailure(result, [/base_url|api\.justcall\.test/, /leads to the private address/])
      expect(connections).toBe(0)
    },
  )

  test('is not the default: on a machine of one’s own a name may lead there', async () => {
    const { port } = await startTls(await startApi(), makeCertificate('own', 'DNS:api.justcall.test'))
    const result = await runCheck(writeConfig(`https://api.justcall.test:${port}`), {
      nodeArgs: resolvingTo('127.0.0.1'),
    })
    expectFailure(result, [/certificate/])
  })
})

/** The time-outs are the connector's own; the clock that they are measured by runs sixty times as fast. */
describe('time-outs, hurried', { concurrent: true }, () => {
  const nodeArgs = [...hurried(60), ...atOnce]

  test('an answer that never begins is tried again', async () => {
    const sandbox = await startApi({ faults: [{ fault: 'hang', when: { page: 2, times: 1 } }] })
    const result = await runRead(sandbox.url, { nodeArgs })
    expectWhole(result)
    expect(result.logs.some(({ message }) => /page 2 .*did not answer in time/.test(message))).toBe(true)
  })

  test('an answer that stops half way is tried again', async () => {
    const fault = { kind: 'slow-body', chunkBytes: 64, everyMs: 1, stallAfterBytes: 1024 } as const
    const sandbox = await startApi({ faults: [{ fault, when: { page: 2, times: 1 } }] })
    const result = await runRead(sandbox.url, { nodeArgs })
    expectWhole(result)
    expect(result.logs.some(({ message }) => /page 2 .*did not answer in time/.test(message))).toBe(true)
  })

  test('an error whose body never ends is not waited for', async () => {
    const endless = 'HTTP/1.1 403 X\r\nContent-Length: 100\r\n\r\nhalf'
    const result = await runRead(await startRaw(endless, { staysOpen: true }), { nodeArgs })
    expect(result.errors).toMatchObject([
      { failure_type: 'config_error', message: expect.stringContaining('the API answered 403: half') },
    ])
  })

  test('a host that takes the connection and agrees on nothing is reported as such', async () => {
    const port = await listen(createNetServer())
    const result = await runCheck(writeConfig(`https://127.0.0.1:${port}`), { nodeArgs })
    expectFailure(result, [/no connection could be made in time/, /base_url/])
  })
})
