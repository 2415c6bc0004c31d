import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { createSecureServer } from 'node:http2'
import { createServer as createTlsServer } from 'node:https'
import { connect, type Server } from 'node:net'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { afterEach, expect, test } from 'vitest'
import { describeNetworkError } from '../../airbyte/http/network-error.ts'
import { createTransport } from './transport.ts'

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

async function get(url: string, environment: Record<string, string> = {}) {
  const transport = await createTransport({
    baseUrl: new URL(url),
    authorization: 'key:secret',
    connections: 2,
    connectTimeout: 10_000,
    userAgent: 'source-justcall/1.2.3',
    environment,
  })
  closing.unshift(() => transport.close())
  return transport.get('/', new AbortController().signal)
}

const failure = (url: string, environment: Record<string, string> = {}) =>
  get(url, environment).then(
    () => new Error('it was answered'),
    (error: unknown) => error,
  )

async function proxyThatAnswers(status: number): Promise<number> {
  const proxy = createServer().on('connect', (_, socket) => socket.end(`HTTP/1.1 ${status} No\r\n\r\n`))
  return listen(proxy)
}

test.each([
  [407, 'wants a user and a password (407)'],
  [403, 'refuses to connect to the API (403)'],
  [405, 'refuses to connect to the API (405)'],
])('a proxy that answers %i to CONNECT is a fault of the configuration', async (status, text) => {
  const port = await proxyThatAnswers(status)
  const error = await failure('https://api.example', { HTTPS_PROXY: `http://us3r:pa55@127.0.0.1:${port}` })
  expect(error).toMatchObject({
    failureType: 'config_error',
    message: expect.stringContaining(`The proxy 127.0.0.1:${port} ${text}`),
  })
  expect(String(error)).not.toMatch(/us3r|pa55/)
})

test.each([502, 503, 504])('a proxy that answers %i is a failure of the network', async (status) => {
  const port = await proxyThatAnswers(status)
  expect(await failure('https://api.example', { HTTPS_PROXY: `http://127.0.0.1:${port}` })).toMatchObject({
    code: 'PROXY_RESPONSE',
  })
})

test.each([
  'socks5://us3r:pa55@host:1080',
  'us3r:pa55@host:3128',
  'http://us3r:pa55@:x',
  'ftp://us3r:pa55@host',
])('the proxy %s is refused without its password', async (address) => {
  const error = await failure('https://api.example', { HTTPS_PROXY: address })
  expect(error).toMatchObject({ failureType: 'config_error' })
  expect(error).not.toHaveProperty('cause')
  expect(String(error)).not.toMatch(/us3r|pa55/)
})

const pem = () =>
  execFileSync(
    'openssl',
    'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=DNS:api.example,IP:127.0.0.1 -keyout - -out -'.split(
      ' ',
    ),
    { stdio: ['ignore', 'pipe', 'ignore'], encoding: 'utf8' },
  )

test('an https proxy by address is reached, and its certificate is verified', async () => {
  const both = pem()
  const port = await listen(createTlsServer({ key: both, cert: both }).on('tlsClientError', () => undefined))
  expect(await failure('https://api.example', { HTTPS_PROXY: `https://127.0.0.1:${port}` })).toMatchObject({
    code: 'DEPTH_ZERO_SELF_SIGNED_CERT',
  })
})

test('a server of HTTP/2 is offered HTTP/1.1 alone', async () => {
  const both = pem()
  const offered: string[] = []
  const server = createSecureServer({
    key: both,
    cert: both,
    ALPNCallback: ({ protocols }) => {
      offered.push(...protocols)
      return 'http/1.1'
    },
  })
  const port = await listen(server.on('tlsClientError', () => undefined))
  await failure(`https://127.0.0.1:${port}`)
  expect(offered).toEqual(['http/1.1'])
})

test('a server of HTTP/2 alone is a failure of TLS with a sentence', async () => {
  const both = pem()
  const server = createSecureServer({ key: both, cert: both, allowHTTP1: false })
  const port = await listen(server.on('tlsClientError', () => undefined))
  const error = await failure(`https://127.0.0.1:${port}`)
  expect(describeNetworkError(error)).toMatchObject({ text: expect.stringContaining('HTTP/1.1') })
})

test('a server of HTTP/2 and 1.1 answers over HTTP/1.1, through an https proxy by address', async () => {
  const both = pem()
  const before = getCACertificates('default')
  setDefaultCACertificates([both.slice(both.indexOf('-----BEGIN CERTIFICATE'))])
  closing.push(() => setDefaultCACertificates(before))
  const api = createSecureServer({ key: both, cert: both, allowHTTP1: true }, (request, response) => {
    response.end(request.httpVersion)
  })
  const apiPort = await listen(api)
  const proxy = createTlsServer({ key: both, cert: both }).on('connect', (_, socket) => {
    const tunnel = connect(apiPort, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n')
      socket.pipe(tunnel).pipe(socket)
    })
  })
  const port = await listen(proxy)
  expect(await get('https://api.example', { HTTPS_PROXY: `https://127.0.0.1:${port}` })).toMatchObject({
    status: 200,
    body: '1.1',
  })
})
