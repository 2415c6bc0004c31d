import { createServer } from 'node:http'
import { createSecureServer } from 'node:http2'
import { createServer as createTlsServer } from 'node:https'
import { connect, createServer as createNetServer } from 'node:net'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { describe, expect, test } from 'vitest'
import { afterTest, listen, selfSigned, transportTo } from '../../../testing/loopback.ts'
import { describeNetworkError } from '../../airbyte/http/network-error.ts'

async function get(url: string, environment: Record<string, string> = {}) {
  const transport = await transportTo(url, environment)
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
  expect(String(error)).not.toMatch(/us3r|pa55|base_url/)
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

const pem = () => selfSigned('DNS:api.example,IP:127.0.0.1')

test('an https proxy by address is reached, and its certificate is verified', async () => {
  const both = pem()
  const port = await listen(createTlsServer({ key: both, cert: both }).on('tlsClientError', () => undefined))
  expect(await failure('https://api.example', { HTTPS_PROXY: `https://127.0.0.1:${port}` })).toMatchObject({
    cause: { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' },
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
  afterTest(() => setDefaultCACertificates(before))
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

describe('a proxy that fails is named, and what the user can change', () => {
  const described = async (url: string, environment: Record<string, string>) => {
    const transport = await transportTo(url, environment)
    const error: unknown = await transport.get('/', new AbortController().signal).catch((thrown) => thrown)
    return describeNetworkError(error, transport.proxy?.())
  }
  const closedPort = async () => {
    const server = createNetServer()
    const port = await listen(server)
    await new Promise((resolve) => server.close(resolve))
    return port
  }

  test('where nothing listens', async () => {
    const port = await closedPort()
    for (const variable of ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY'])
      expect(
        await described('https://api.example', { [variable]: `http://u:pass-word@127.0.0.1:${port}` }),
      ).toEqual({
        kind: 'network',
        code: 'ECONNREFUSED',
        text: `the proxy 127.0.0.1:${port} cannot be used, since the connection was refused: nothing listens there; check ${variable.toUpperCase()} (ECONNREFUSED)`,
      })
  })

  test.each<readonly [string, string | undefined]>([
    ['closes the connection', ''],
    ['resets it', undefined],
    ['answers half a line', 'HTTP/1.1 2'],
    ['does not speak HTTP', 'SSH-2.0-OpenSSH_9.6\r\n'],
  ])('that %s', async (_, answer) => {
    const server = createNetServer((socket) =>
      socket
        .on('error', () => undefined)
        .once('data', () => (answer === undefined ? socket.resetAndDestroy() : socket.end(answer))),
    )
    const port = await listen(server)
    const { text } = await described('https://api.example', { HTTPS_PROXY: `http://127.0.0.1:${port}` })
    expect(text).toMatch(new RegExp(`^the proxy 127[.]0[.]0[.]1:${port} cannot be used, since `))
    expect(text).not.toContain('base_url')
  })

  test.each([
    ['no TLS', undefined, /there is no TLS at this port: check the scheme and the port of HTTPS_PROXY/],
    [
      'an unknown authority',
      'IP:127.0.0.1',
      /since its certificate cannot be trusted: .*NODE_EXTRA_CA_CERTS/,
    ],
  ] as const)('with %s', async (_, names, sentence) => {
    const both = names === undefined ? undefined : selfSigned(names)
    const server = both === undefined ? createServer() : createTlsServer({ key: both, cert: both })
    const port = await listen(server.on('tlsClientError', () => undefined))
    const failed = await described('https://api.example', { HTTPS_PROXY: `https://127.0.0.1:${port}` })
    expect(failed).toMatchObject({ kind: 'tls', text: expect.stringMatching(sentence) })
    expect(failed.text).not.toContain('base_url')
  })

  test('that answers nothing but plain text in the tunnel', async () => {
    const proxy = createServer().on('connect', (_, socket) => {
      socket.write('HTTP/1.1 200 OK\r\n\r\nblocked')
      socket.on('error', () => undefined)
    })
    const port = await listen(proxy)
    const { text } = await described('https://api.example', { HTTPS_PROXY: `http://127.0.0.1:${port}` })
    expect(text).toContain(`of the proxy 127.0.0.1:${port}`)
    expect(text).not.toContain('base_url')
  })

  test('that answers 503, once', async () => {
    const port = await proxyThatAnswers(503)
    const { text } = await described('https://api.example', { HTTPS_PROXY: `http://127.0.0.1:${port}` })
    expect(text.match(/the proxy/g)).toHaveLength(1)
  })

  test('that makes the tunnel and cuts it', async () => {
    const proxy = createServer().on('connect', (_, socket) => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n')
      socket.once('data', () => socket.destroy()).on('error', () => undefined)
    })
    const port = await listen(proxy)
    const { text } = await described('https://api.example', { HTTPS_PROXY: `http://127.0.0.1:${port}` })
    expect(text).toMatch(new RegExp(`^the connection was .*, through the proxy 127[.]0[.]0[.]1:${port}$`))
  })
})
