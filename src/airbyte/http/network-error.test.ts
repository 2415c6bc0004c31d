import { describe, expect, test } from 'vitest'
import { describeNetworkError, isNetworkError } from './network-error.ts'

const failed = (code: string, message = 'it failed') => Object.assign(new Error(message), { code })

describe('describes network errors for people', () => {
  test.each([
    ['ENOTFOUND', 'there is no such host: check base_url and the name server'],
    ['EAI_AGAIN', 'the name server does not answer'],
    ['ECONNREFUSED', 'the connection was refused: nothing listens there; check base_url and any proxy'],
    ['ECONNRESET', 'the connection was reset'],
    ['EPIPE', 'the connection was closed while the request was sent'],
    ['EHOSTUNREACH', 'the host cannot be reached'],
    ['ENETUNREACH', 'the network cannot be reached'],
    ['UND_ERR_SOCKET', 'the connection was closed before the answer was whole'],
    ['UND_ERR_RES_CONTENT_LENGTH_MISMATCH', 'the answer was cut short, or is not HTTP'],
    ['ERR_STREAM_PREMATURE_CLOSE', 'the answer was cut short'],
    ['Z_DATA_ERROR', 'the compressed answer is damaged'],
    ['ERR__ERROR_FORMAT_PADDING_2', 'the compressed answer is damaged'],
    ['ZSTD_error_prefix_unknown', 'the compressed answer is damaged'],
    ['Z_BUF_ERROR', 'the compressed answer was cut short'],
  ])('%s', (code, sentence) => {
    expect(describeNetworkError(failed(code))).toEqual({
      kind: 'network',
      code,
      text: `${sentence} (${code})`,
    })
  })

  test.each(['DEPTH_ZERO_SELF_SIGNED_CERT', 'SELF_SIGNED_CERT_IN_CHAIN', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'])(
    '%s is about certificates',
    (code) => {
      expect(describeNetworkError(failed(code))).toMatchObject({
        kind: 'tls',
        text: expect.stringContaining('NODE_EXTRA_CA_CERTS'),
      })
    },
  )

  test.each([
    ['a fault of the parser', Object.assign(failed('HPE_INVALID_CONSTANT'), { name: 'HTTPParserError' })],
    ['one without a code', Object.assign(new Error('Response does not match'), { name: 'HTTPParserError' })],
    ["one of Node's own parser", failed('HPE_INVALID_HEADER_TOKEN', 'Parse Error')],
    ['a failed assertion of the library', Object.assign(failed('ERR_ASSERTION'), { name: 'AssertionError' })],
  ])('an answer that is not HTTP: %s', (_, error) => {
    expect(isNetworkError(error)).toBe(true)
    expect(describeNetworkError(error)).toMatchObject({
      kind: 'network',
      text: 'the answer is not HTTP: check base_url and any proxy',
    })
  })

  test.each(['UND_ERR_HEADERS_OVERFLOW', 'HPE_HEADER_OVERFLOW'])('headers that are too large: %s', (code) => {
    expect(describeNetworkError(failed(code))).toEqual({
      kind: 'network',
      code,
      text: 'the headers of the answer are too large to be read: check base_url and any proxy',
    })
  })

  test('an unknown code, with the message of the error', () => {
    expect(describeNetworkError(failed('EWEIRD', 'odd'))).toEqual({
      kind: 'network',
      code: 'EWEIRD',
      text: 'odd (EWEIRD)',
    })
    expect(describeNetworkError(failed('EWEIRD', 'odd EWEIRD')).text).toBe('odd EWEIRD')
  })

  test('an error without a code, or a value that is not an Error', () => {
    expect(describeNetworkError(new Error('odd'))).toEqual({ kind: 'network', code: '', text: 'odd' })
    expect(describeNetworkError('odd')).toEqual({ kind: 'network', code: '', text: 'odd' })
    expect(describeNetworkError(Object.assign(new Error('odd'), { code: 5 }))).toMatchObject({ code: '' })
  })
})

describe('distinguishes time-outs', () => {
  test.each(['UND_ERR_CONNECT_TIMEOUT', 'ETIMEDOUT'])('%s: no connection', (code) => {
    expect(describeNetworkError(failed(code))).toEqual({
      kind: 'timeout',
      text: 'no connection could be made in time: check base_url, the network and any firewall',
    })
  })

  test.each(['UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT'])('%s: no answer', (code) => {
    expect(describeNetworkError(failed(code))).toEqual({
      kind: 'timeout',
      text: 'the API did not answer in time',
    })
  })

  test('of a signal: no answer', () => {
    const error = new DOMException('The operation was aborted due to timeout', 'TimeoutError')
    expect(isNetworkError(error)).toBe(true)
    expect(describeNetworkError(error)).toEqual({ kind: 'timeout', text: 'the API did not answer in time' })
  })
})

describe('any error of a request is a network error', () => {
  test.each([
    ['an error without a code', new Error('too many content-encodings')],
    ['a code that nobody knows', failed('EWEIRD')],
    ['what is no error', 'text'],
  ])('%s', (_, error) => {
    expect(isNetworkError(error)).toBe(true)
  })

  test.each([
    'UND_ERR_INVALID_ARG',
    'UND_ERR_INVALID_RETURN_VALUE',
    'UND_ERR_NOT_SUPPORTED',
    'ERR_INVALID_ARG_TYPE',
    'ERR_INVALID_ARG_VALUE',
  ])('except wrong arguments: %s', (code) => {
    expect(isNetworkError(failed(code))).toBe(false)
  })
})

describe('describes the cause', () => {
  test('of an error that wraps another', () => {
    const error = new Error('fetch failed', { cause: new Error('inner', { cause: failed('ECONNRESET') }) })
    expect(describeNetworkError(error)).toMatchObject({ code: 'ECONNRESET' })
  })

  test('of an attempt at several addresses: the first', () => {
    const error = new AggregateError([failed('ECONNREFUSED'), failed('ENETUNREACH')], 'all failed')
    expect(describeNetworkError(error)).toMatchObject({ code: 'ECONNREFUSED' })
  })

  test('with the outer code if the inner error has none', () => {
    const error = Object.assign(new Error('outer', { cause: new Error('inner') }), { code: 'UND_ERR_SOCKET' })
    expect(describeNetworkError(error)).toMatchObject({ code: 'UND_ERR_SOCKET' })
  })

  test('of an error whose cause is not an Error: itself', () => {
    expect(describeNetworkError(new Error('outer', { cause: 'why' }))).toMatchObject({ text: 'outer' })
    expect(describeNetworkError(new AggregateError([], 'none'))).toMatchObject({ text: 'none' })
  })

  test('of an error that is its own cause', () => {
    const error = new Error('round')
    error.cause = error
    expect(describeNetworkError(error)).toMatchObject({ text: 'round' })
  })
})
