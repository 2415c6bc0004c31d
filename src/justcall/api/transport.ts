import { isIP } from 'node:net'
import zlib from 'node:zlib'
import type { buildConnector, Dispatcher, EnvHttpProxyAgent } from 'undici'
import { ProxyError } from '../../airbyte/http/network-error.ts'
import { ConfigError } from '../../airbyte/protocol/errors.ts'
import type { Environment } from '../../airbyte/source/source.ts'
import { hasPrivateAddress, hostOf, isLoopback } from '../config/base-url.ts'
import { type Answer, dispatchGet, mostBytes } from './dispatch-get.ts'

/** One GET of a path below the base URL. @throws whatever the network did; the signal's reason if it is aborted. */
export interface Transport {
  get(path: string, signal: AbortSignal): Promise<Answer>
  /** The host of the proxy that leads to the API, as far as one was asked. */
  proxy?(): string | undefined
  close(): Promise<void>
}

export interface TransportOptions {
  readonly baseUrl: URL
  readonly authorization: string
  readonly connections: number
  /** How long a connection may take to be made, in milliseconds: an attempt that is given up goes on until then. */
  readonly connectTimeout: number
  readonly userAgent: string
  readonly environment: Environment
}

/**
 * The network as undici does it: kept-alive connections of HTTP/1.1, one request at a time, as many as workers; time-outs of 60 s to the
 * headers and between parts of the body; headers of up to 64 KiB; gzip, br and zstd; proxies from the environment. Redirects are not followed,
 * and certificates are always verified.
 */
export async function createTransport(options: TransportOptions): Promise<Transport> {
  // undici 8 fails to load where zstd is missing, with a message that says nothing to a user.
  if (!('createZstdDecompress' in zlib)) {
    throw new ConfigError(
      'This version of Node is too old to read from the API: run the connector with Node 22.19 or later.',
    )
  }
  // By its parts: the whole of undici, with its fetch, sockets and caches, takes twice the time and 12 MiB more to load.
  const [{ default: Agent }, { default: decompress }] = await Promise.all([
    import('undici/lib/dispatcher/agent.js'),
    import('undici/lib/interceptor/decompress.js'),
  ])
  const { baseUrl, environment } = options
  // Said outright, since NODE_TLS_REJECT_UNAUTHORIZED=0 would decide otherwise.
  // Over HTTP/2 all requests would share one connection, and the rate limiter counts connections.
  const tls = { timeout: options.connectTimeout, rejectUnauthorized: true, allowH2: false }
  const settings = {
    connections: options.connections,
    pipelining: 1,
    // In bytes; Node's own 16 KiB are few where proxies and cookies add theirs.
    maxHeaderSize: 64 * 1024,
    allowH2: false,
    headersTimeout: 60_000,
    bodyTimeout: 60_000,
    keepAliveTimeout: 30_000,
    connect: {
      ...tls,
      ...(environment['DEPLOYMENT_MODE']?.toLowerCase() === 'cloud' ? { lookup: await publicLookup() } : {}),
    },
  }
  const proxy = proxyOf(environment)
  let askedProxy: string | undefined
  const agent =
    proxy === undefined || isLoopback(hostOf(baseUrl))
      ? new Agent(settings)
      : await throughProxy({ ...settings, ...proxy, requestTls: tls, proxyTls: tls }, tls, (host) => {
          askedProxy = host
        })
  const dispatcher = agent.compose(decompress({ skipStatusCodes: notDecompressed, maxSize: mostBytes }))
  const prefix = baseUrl.pathname.replace(/\/+$/, '')
  const headers = {
    authorization: options.authorization,
    accept: 'application/json',
    'accept-encoding': 'gzip, br, zstd',
    'content-type': 'application/json',
    'user-agent': options.userAgent,
  }
  return {
    get: (path, signal) =>
      dispatchGet(
        dispatcher,
        { origin: baseUrl.origin, path: prefix + path, method: 'GET', headers },
        signal,
      ),
    proxy: () => askedProxy,
    close: () => agent.destroy(),
  }
}

/** Errors are decompressed where they are read, since what is wrong with their bodies is no failure; 204 and 205 have none. */
const notDecompressed = Array.from({ length: 1_000 }, (_, status) => status).filter(
  (status) => status < 200 || status > 299 || status === 204 || status === 205,
)

/**
 * @param onAsked called with the host of the proxy when it is asked for a tunnel.
 * @throws ConfigError if the environment names no sound proxy.
 */
async function throughProxy(
  settings: EnvHttpProxyAgent.Options,
  tls: buildConnector.BuildOptions & { readonly timeout: number },
  onAsked: (host: string) => void,
): Promise<EnvHttpProxyAgent> {
  for (const address of [settings.httpProxy, settings.httpsProxy]) {
    if (address && !/^https?:$/.test(URL.parse(address)?.protocol ?? '')) throw invalidProxy()
  }
  // It makes its tunnels by what only the whole of undici has.
  const undici = await import('undici')
  const connect = undici.buildConnector(tls)
  const variable = settings.httpsProxy ? 'HTTPS_PROXY' : 'HTTP_PROXY'
  const clientFactory = (proxy: URL) => {
    // TLS allows no address as a server name; the certificate is then verified against the address.
    const isAddress = isIP(proxy.hostname.replace(/^\[|\]$/g, '')) !== 0
    const pool = new undici.Pool(proxy.origin, {
      headersTimeout: tls.timeout,
      connect: (options, callback) => connect(isAddress ? { ...options, servername: '' } : options, callback),
    })
    const tunnel = (options: Dispatcher.ConnectOptions) =>
      new Promise<Dispatcher.ConnectData>((resolve, reject) => {
        undici.Pool.prototype.connect.call(pool, options, (error, data) =>
          error ? reject(new ProxyError(proxy.host, variable, error)) : resolve(data),
        )
      })
    return Object.assign(pool, {
      connect: async (options: Dispatcher.ConnectOptions) => {
        onAsked(proxy.host)
        const answer = await tunnel(options)
        if (answer.statusCode === 200) return answer
        answer.socket.on('error', () => undefined).destroy()
        throw refusedByProxy(proxy.host, variable, options.path, answer.statusCode)
      },
    })
  }
  try {
    return new undici.EnvHttpProxyAgent({ ...settings, clientFactory })
  } catch {
    // The error of an invalid URL repeats it, with its password.
    throw invalidProxy()
  }
}

const invalidProxy = () =>
  new ConfigError(
    'The address of the proxy in the environment (HTTPS_PROXY, HTTP_PROXY) is not valid: it must be http or https, with a host and a port, such as http://localhost:3128.',
  )

/** What a proxy answers to CONNECT. Only its own failures pass with time. */
function refusedByProxy(host: string, variable: string, api: string, status: number): Error {
  if (status === 407)
    return new ConfigError(
      `The proxy ${host} wants a user and a password (407): set them in ${variable}, as user:password@ before the host, or correct those that are there.`,
    )
  if (status < 500 && status !== 408 && status !== 429)
    return new ConfigError(
      `The proxy ${host} refuses to connect to the API (${status}): allow ${api} there, or check ${variable}.`,
    )
  return Object.assign(new Error(`the proxy ${host} could not connect to the API and answered ${status}`), {
    code: 'PROXY_RESPONSE',
  })
}

function proxyOf(environment: Environment) {
  const of = (name: string) => (environment[name.toLowerCase()] ?? environment[name])?.trim()
  const [httpProxy, httpsProxy, noProxy] = [of('HTTP_PROXY'), of('HTTPS_PROXY'), of('NO_PROXY')]
  if (!httpProxy && !httpsProxy) return undefined
  return {
    ...(httpProxy ? { httpProxy } : {}),
    ...(httpsProxy ? { httpsProxy } : {}),
    ...(noProxy ? { noProxy } : {}),
  }
}

/** In a shared cloud a name must not lead into the cloud's own network. */
async function publicLookup() {
  const { lookup } = await import('node:dns')
  return (
    hostname: string,
    options: object,
    callback: (error: NodeJS.ErrnoException | null, addresses: { address: string; family: number }[]) => void,
  ) => {
    lookup(hostname, { ...options, all: true }, (error, addresses) => {
      const refused = addresses?.find(({ address }) => hasPrivateAddress(address))
      if (refused === undefined) return callback(error, addresses)
      callback(
        new ConfigError(
          `base_url leads to the private address ${refused.address}, which is not allowed in a cloud deployment: check it.`,
        ),
        [],
      )
    })
  }
}
