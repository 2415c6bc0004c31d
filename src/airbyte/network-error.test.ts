import { describe, expect, test } from 'vitest'
import { describeNetworkError, isNetworkError } from './network-error.ts'

const failed = (code: string, message = 'it failed') => Object.assign(new Error(message), { code })

describe('what the network did is told in words', () => {
  test.each([
    ['ENOTFOUND', 'there is no such host: check base_url and the name server'],
    ['EAI_AGAIN', 'the name server does not answer'],
    ['ECONNREFUSED', 'the connection was refused: nothing listens there; check base_url and any proxy'],
    ['ECONNRESET', 'the connection was reset'],
    ['EPIPE', 'the connection was closed while the request was sent'],
    ['EHOSTUNREACH', 'the host cannot be reached'],
    ['ENETUNREACH', 'the network cannot be reached'],
    ['UND_ERR_SOCKET', 'the connection was closed before the answer was whole'],
    ['UND_ERR_RES_CONTENT_LENGTH_MISMATCH', 'the answer was cut short'],
    ['ERR_STREAM_PREMATURE_CLOSE', 'the answer was cut short'],
    ['Z_DATA_ERROR', 'the compressed answer is damaged'],
    ['Z_BUF_ERROR', 'the compressed answer was cut short'],
  ])('%s', (code, sentence) => {
    expect(describeNetworkError(failed(code))).toEqual({
      kind: 'network',
      code,
      text: `${sentence} (${code})`,
    })
  })

  test.each(['DEPTH_ZERO_SELF_SIGNED_CERT', 'SELF_SIGNED_CERT_IN_CHAIN', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'])(
    '%s is a matter of certificates',
    (code) => {
      expect(describeNetworkError(failed(code))).toMatchObject({
        kind: 'network',
        text: expect.stringContaining('NODE_EXTRA_CA_CERTS'),
      })
    },
  )

  test('a code that nobody knows comes with its own message', () => {
    expect(describeNetworkError(failed('EWEIRD', 'odd'))).toEqual({
      kind: 'network',
      code: 'EWEIRD',
      text: 'odd (EWEIRD)',
    })
    expect(describeNetworkError(failed('EWEIRD', 'odd EWEIRD')).text).toBe('odd EWEIRD')
  })

  test('an error without a code, and what is no error at all, too', () => {
    expect(describeNetworkError(new Error('odd'))).toEqual({ kind: 'network', code: '', text: 'odd' })
    expect(describeNetworkError('odd')).toEqual({ kind: 'network', code: '', text: 'odd' })
    expect(describeNetworkError(Object.assign(new Error('odd'), { code: 5 }))).toMatchObject({ code: '' })
  })
})

describe('time-outs are told apart', () => {
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

  test("a signal's: no answer", () => {
    const error = new DOMException('The operation was aborted due to timeout', 'TimeoutError')
    expect(isNetworkError(error)).toBe(true)
    expect(describeNetworkError(error)).toEqual({ kind: 'timeout', text: 'the API did not answer in time' })
  })
})

describe('is no failure of the network', () => {
  test.each([
    ['a defect', new TypeError('x is undefined')],
    ['a wrong call', failed('UND_ERR_INVALID_ARG')],
    ['text', 'odd'],
  ])('%s', (_, error) => {
    expect(isNetworkError(error)).toBe(false)
  })
})

describe('the cause is told', () => {
  test('of an error that wraps another', () => {
    const error = new Error('fetch failed', { cause: new Error('inner', { cause: failed('ECONNRESET') }) })
    expect(describeNetworkError(error)).toMatchObject({ code: 'ECONNRESET' })
  })

  test('of an attempt at several addresses: the first', () => {
    const error = new AggregateError([failed('ECONNREFUSED'), failed('ENETUNREACH')], 'all failed')
    expect(describeNetworkError(error)).toMatchObject({ code: 'ECONNREFUSED' })
  })

  test('by the outer code, where the inner error has none', () => {
    const error = Object.assign(new Error('outer', { cause: new Error('inner') }), { code: 'UND_ERR_SOCKET' })
    expect(describeNetworkError(error)).toMatchObject({ code: 'UND_ERR_SOCKET' })
  })

  test('of an error whose cause is no error: itself', () => {
    expect(describeNetworkError(new Error('outer', { cause: 'why' }))).toMatchObject({ text: 'outer' })
    expect(describeNetworkError(new AggregateError([], 'none'))).toMatchObject({ text: 'none' })
  })

  test('of one that is its own cause, without end', () => {
    const error = new Error('round')
    error.cause = error
    expect(describeNetworkError(error)).toMatchObject({ text: 'round' })
  })
})
