export type NetworkFailure =
  | { readonly kind: 'network'; readonly code: string; readonly text: string }
  | { readonly kind: 'timeout'; readonly text: string }

/** Describes an error of undici, fetch or Node for people, who know the address of the API as `base_url`. All are retryable. */
export function describeNetworkError(error: unknown): NetworkFailure {
  const root = rootCause(error)
  const code = codeOf(root) ?? codeOf(error) ?? ''
  if (code === 'UND_ERR_CONNECT_TIMEOUT' || code === 'ETIMEDOUT') {
    return {
      kind: 'timeout',
      text: 'no connection could be made in time: check base_url, the network and any firewall',
    }
  }
  if (code === 'UND_ERR_HEADERS_TIMEOUT' || code === 'UND_ERR_BODY_TIMEOUT' || isTimeout(root)) {
    return { kind: 'timeout', text: 'the API did not answer in time' }
  }
  const protocol = protocolSentence(root, code)
  if (protocol !== undefined) return { kind: 'network', code, text: protocol }
  const text = sentences[code] ?? compressionSentence(code) ?? tlsSentence(code, root) ?? root.message
  return { kind: 'network', code, text: code === '' || text.includes(code) ? text : `${text} (${code})` }
}

/** Whether the network or the peer caused an error of a request, rather than wrong arguments. */
export function isNetworkError(error: unknown): boolean {
  const code = codeOf(rootCause(error)) ?? codeOf(error) ?? ''
  return !/^(UND_ERR_INVALID|ERR_INVALID_ARG|UND_ERR_NOT_SUPPORTED)/.test(code)
}

const sentences: Record<string, string> = {
  ENOTFOUND: 'there is no such host: check base_url and the name server',
  EAI_AGAIN: 'the name server does not answer',
  ECONNREFUSED: 'the connection was refused: nothing listens there; check base_url and any proxy',
  ECONNRESET: 'the connection was reset',
  EPIPE: 'the connection was closed while the request was sent',
  EHOSTUNREACH: 'the host cannot be reached',
  ENETUNREACH: 'the network cannot be reached',
  UND_ERR_SOCKET: 'the connection was closed before the answer was whole',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'the answer was cut short, or is not HTTP',
  ERR_STREAM_PREMATURE_CLOSE: 'the answer was cut short',
  Z_BUF_ERROR: 'the compressed answer was cut short',
}

/**
 * Errors of undici's HTTP parser, some of which are failed assertions. To describe one, Node parses the source, which can
 * be a SyntaxError in a bundle. None of these messages helps a user.
 */
function protocolSentence({ name }: Error, code: string): string | undefined {
  if (code === 'UND_ERR_HEADERS_OVERFLOW' || code === 'HPE_HEADER_OVERFLOW')
    return 'the headers of the answer are too large to be read: check base_url and any proxy'
  if (/^(HTTPParser|Assertion|Syntax)Error$/.test(name) || code.startsWith('HPE_'))
    return 'the answer is not HTTP: check base_url and any proxy'
  return undefined
}

/** Each decompressor has its own codes. */
const compressionSentence = (code: string) =>
  /^(Z_|ZSTD_|ERR_BROTLI_|ERR__ERROR_)/.test(code) ? 'the compressed answer is damaged' : undefined

const clock = "check its dates, and this machine's clock"

function tlsSentence(code: string, error: Error): string | undefined {
  if (code === 'CERT_HAS_EXPIRED') return `the server's certificate has expired: ${clock}`
  if (code === 'CERT_NOT_YET_VALID') return `the server's certificate is not yet valid: ${clock}`
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID')
    return `the server's certificate is for another host${namesOf(error)}: check base_url and any proxy`
  if (code === 'ERR_SSL_WRONG_VERSION_NUMBER' || code === 'ERR_SSL_PACKET_LENGTH_TOO_LONG') return noTls
  if (/NO_APPLICATION_PROTOCOL/.test(code))
    return 'the server or a proxy does not speak HTTP/1.1 over TLS: check base_url'
  if (code === 'EPROTO')
    return /wrong version number|packet length too long/i.test(error.message)
      ? noTls
      : 'no TLS connection could be agreed on: check base_url and any proxy'
  if (/SELF_SIGNED|UNABLE_TO_/.test(code))
    return "the server's certificate cannot be trusted: if a proxy of yours makes certificates, name its authority in NODE_EXTRA_CA_CERTS"
  if (/CERT|TLS|SSL/.test(code))
    return 'no TLS connection could be made: check base_url, its certificate and any proxy'
  return undefined
}

const noTls = 'there is no TLS at this port: check the scheme and the port of base_url and of any proxy'

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
