import { expect, test } from 'vitest'
import { describeNetworkError } from './network-error.ts'

const failed = (code: string, message = code, more = {}) =>
  Object.assign(new Error(message), { code, ...more })
const textOf = (error: Error) => describeNetworkError(error).text

test.each([
  ['CERT_HAS_EXPIRED', 'has expired'],
  ['CERT_NOT_YET_VALID', 'is not yet valid'],
])('%s: names the dates or the clock, not the authority', (code, what) => {
  expect(textOf(failed(code))).toBe(
    `the server's certificate ${what}: check its dates, and this machine's clock (${code})`,
  )
})

test('a certificate for another host: shows its names', () => {
  const error = failed('ERR_TLS_CERT_ALTNAME_INVALID', 'no', { cert: { subjectaltname: 'DNS:a.example' } })
  expect(textOf(error)).toContain('is for another host (DNS:a.example): check base_url')
})

test('a certificate without names is for another host, too', () => {
  expect(textOf(failed('ERR_TLS_CERT_ALTNAME_INVALID', 'no', { cert: {} }))).toContain('another host: check')
})

test.each([
  failed('EPROTO', 'write EPROTO 80:error:0A00010B:SSL routines:ssl3_get_record:wrong version number'),
  failed('ERR_SSL_WRONG_VERSION_NUMBER'),
  failed('ERR_SSL_PACKET_LENGTH_TOO_LONG'),
])('no TLS at the port: $message', (error) => {
  expect(textOf(error)).toContain('there is no TLS at this port')
})

test.each([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
])('%s: suggests to add the authority', (code) => {
  expect(textOf(failed(code))).toContain('NODE_EXTRA_CA_CERTS')
})

test.each(['CERT_REVOKED', 'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION', 'EPROTO'])(
  '%s: does not mention the authority',
  (code) => {
    expect(textOf(failed(code))).toContain('no TLS connection')
    expect(textOf(failed(code))).not.toContain('NODE_EXTRA_CA_CERTS')
  },
)

test.each([
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'ERR_SSL_WRONG_VERSION_NUMBER',
  'ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL',
])('%s stays until a person corrects it', (code) => {
  expect(describeNetworkError(failed(code)).kind).toBe('tls')
})

test.each(['EPROTO', 'ERR_SSL_TLSV1_ALERT_INTERNAL_ERROR', 'ECONNRESET'])('%s may pass', (code) => {
  expect(describeNetworkError(failed(code)).kind).toBe('network')
})
