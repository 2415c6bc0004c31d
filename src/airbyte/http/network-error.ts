export type NetworkFailure =
  | {
      /** `tls` is a certificate or a port that stays wrong until a person corrects it. */
      readonly kind: 'network' | 'tls'
      readonly code: string
      readonly text: string
    }
  | { readonly kind: 'timeout'; readonly text: string }

/** The proxy failed before it led to the API. */
export class ProxyError extends Error {
  /** Its host and port. */
  readonly proxy: string
  /** The environment variable that names it. */
  readonly variable: string

  constructor(proxy: string, variable: string, cause: unknown) {
    super(`the proxy ${proxy} failed`, { cause })
    this.name = 'ProxyError'
    this.proxy = proxy
    this.variable = variable
  }
}

/**
 * Describes an error of undici, fetch or Node for people, who know the address of the API as `base_url`. All are retryable.
 * @param through the host of the proxy that led to the API, if one did.
 */
export function describeNetworkError(error: unknown, through?: string): NetworkFailure {
  if (error instanceof ProxyError) {
    const { proxy, variable } = error
    const failure = describe(error, { it: 'it', its: 'its', address: variable, route: variable })
    return { ...failure, text: `the proxy ${proxy} cannot be used, since ${failure.text}` }
  }
  if (through === undefined) return describe(error, theApi)
  const proxy = `the proxy ${through}`
  const failure = describe(error, { ...theApi, address: proxy, route: proxy })
  return failure.text.includes(proxy) ? failure : { ...failure, text: `${failure.text}, through ${proxy}` }
}

/** How sentences call the peer that failed. */
const theApi = { it: 'the API', its: "the server's", address: 'base_url', route: 'base_url and any proxy' }

type Peer = typeof theApi

function describe(error: unknown, peer: Peer): NetworkFailure {
  const root = rootCause(error)
  const code = codeOf(root) ?? codeOf(error) ?? ''
  if (code === 'UND_ERR_CONNECT_TIMEOUT' || code === 'ETIMEDOUT') {
    return {
      kind: 'timeout',
      text: `no connection could be made in time: check ${peer.address}, the network and any firewall`,
    }
  }
  if (code === 'UND_ERR_HEADERS_TIMEOUT' || code === 'UND_ERR_BODY_TIMEOUT' || isTimeout(root)) {
    return { kind: 'timeout', text: `${peer.it} did not answer in time` }
  }
  const protocol = protocolSentence(root, code, peer)
  if (protocol !== undefined) return { kind: 'network', code, text: protocol }
  const lasting = lastingTlsSentence(code, root, peer)
  const text =
    lasting ?? sentence(code, peer) ?? compressionSentence(code) ?? tlsSentence(code, peer) ?? root.message
  return {
    kind: lasting === undefined ? 'network' : 'tls',
    code,
    text: code === '' || text.includes(code) ? text : `${text} (${code})`,
  }
}

/** Whether the network or the peer caused an error of a request, rather than wrong arguments. */
export function isNetworkError(error: unknown): boolean {
  const code = codeOf(rootCause(error)) ?? codeOf(error) ?? ''
  return !/^(UND_ERR_INVALID|ERR_INVALID_ARG|UND_ERR_NOT_SUPPORTED)/.test(code)
}

function sentence(code: string, { address, route }: Peer): string | undefined {
  switch (code) {
    case 'ENOTFOUND':
      return `there is no such host: check ${address} and the name server`
    case 'EAI_AGAIN':
      return 'the name server does not answer'
    case 'ECONNREFUSED':
      return `the connection was refused: nothing listens there; check ${route}`
    case 'ECONNRESET':
      return 'the connection was reset'
    case 'EPIPE':
      return 'the connection was closed while the request was sent'
    case 'EHOSTUNREACH':
      return 'the host cannot be reached'
    case 'ENETUNREACH':
      return 'the network cannot be reached'
    case 'UND_ERR_SOCKET':
      return 'the connection was closed before the answer was whole'
    case 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH':
      return 'the answer was cut short, or is not HTTP'
    case 'ERR_STREAM_PREMATURE_CLOSE':
      return 'the answer was cut short'
    case 'Z_BUF_ERROR':
      return 'the compressed answer was cut short'
    default:
      return undefined
  }
}

/**
 * Errors of undici's HTTP parser, some of which are failed assertions. To describe one, Node parses the source, which can
 * be a SyntaxError in a bundle. None of these messages helps a user.
 */
function protocolSentence({ name }: Error, code: string, { route }: Peer): string | undefined {
  if (code === 'UND_ERR_HEADERS_OVERFLOW' || code === 'HPE_HEADER_OVERFLOW')
    return `the headers of the answer are too large to be read: check ${route}`
  if (/^(HTTPParser|Assertion|Syntax)Error$/.test(name) || code.startsWith('HPE_'))
    return `the answer is not HTTP: check ${route}`
  return undefined
}

/** Each decompressor has its own codes. */
const compressionSentence = (code: string) =>
  /^(Z_|ZSTD_|ERR_BROTLI_|ERR__ERROR_)/.test(code) ? 'the compressed answer is damaged' : undefined

const clock = "check its dates, and this machine's clock"

function lastingTlsSentence(code: string, error: Error, { its, address, route }: Peer): string | undefined {
  if (code === 'CERT_HAS_EXPIRED') return `${its} certificate has expired: ${clock}`
  if (code === 'CERT_NOT_YET_VALID') return `${its} certificate is not yet valid: ${clock}`
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID')
    return `${its} certificate is for another host${namesOf(error)}: check ${route}`
  if (isNoTls(code, error))
    return `there is no TLS at this port: check the scheme and the port of ${route.replace('and', 'and of')}`
  if (/SELF_SIGNED|UNABLE_TO_/.test(code))
    return `${its} certificate cannot be trusted: if a proxy of yours makes certificates, name its authority in NODE_EXTRA_CA_CERTS`
  if (/NO_APPLICATION_PROTOCOL/.test(code))
    return `the server or a proxy does not speak HTTP/1.1 over TLS: check ${address}`
  return undefined
}

const isNoTls = (code: string, { message }: Error) =>
  code === 'ERR_SSL_WRONG_VERSION_NUMBER' ||
  code === 'ERR_SSL_PACKET_LENGTH_TOO_LONG' ||
  (code === 'EPROTO' && /wrong version number|packet length too long/i.test(message))

function tlsSentence(code: string, { route }: Peer): string | undefined {
  if (code === 'EPROTO') return `no TLS connection could be agreed on: check ${route}`
  if (/CERT|TLS|SSL/.test(code)) return `no TLS connection could be made: check ${route}, and the certificate`
  return undefined
}

/** The names in a certificate, as Node formats them: `DNS:a.example, IP Address:127.0.0.1`. */
function namesOf(error: Error): string {
  const certificate: unknown = 'cert' in error ? error.cert : undefined
  const names: unknown =
    typeof certificate === 'object' && certificate !== null && 'subjectaltname' in certificate
      ? certificate.subjectaltname
      : undefined
  return typeof names === 'string' ? ` (${names.slice(0, 200)})` : ''
}

/** The innermost cause. Of an AggregateError (several addresses tried), follows the first error. */
function rootCause(error: unknown): Error {
  let current = error instanceof Error ? error : new Error(String(error))
  for (let depth = 0; depth < 5; depth += 1) {
    const inner: unknown = current instanceof AggregateError ? current.errors[0] : current.cause
    if (!(inner instanceof Error)) break
    current = inner
  }
  return current
}

/** What `AbortSignal.timeout` aborts with. */
const isTimeout = (error: Error): boolean => error.name === 'TimeoutError'

const codeOf = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
