import { describe, expect, test } from 'vitest'
import { baseUrlFault, defaultBaseUrl, hasPrivateAddress, hostOf, isLoopback } from './base-url.ts'

describe('a base URL is accepted', () => {
  test.each([
    defaultBaseUrl,
    'https://api.justcall.io/',
    'https://proxy.example/justcall/',
    'https://10.0.0.1',
    'https://[::ffff:10.0.0.1]',
    'http://localhost:8080',
    'http://LOCALHOST',
    'http://localhost.',
    'http://foo.localhost',
    'http://127.0.0.1:8080',
    'http://127.1',
    'http://0x7f.1',
    'http://2130706433',
    'http://127.255.255.254',
    'http://[::1]:8080',
    'https://localhost',
  ])('%s', (url) => {
    expect(baseUrlFault(url, false)).toBeUndefined()
  })
})

describe('a base URL is refused', () => {
  test.each([
    [
      'which is none',
      'api.justcall.io',
      'must be an address like https://api.justcall.io, not "api.justcall.io"',
    ],
    [
      'which is a secret',
      'k7dxk6GqGideFcb36yqb/+',
      'must be an address like https://api.justcall.io, not a value that may be a secret',
    ],
    ['which is empty', '', 'must be an address like https://api.justcall.io, not ""'],
    ['with a user', 'https://me@api.justcall.io', 'must not hold a user or a password'],
    ['with a password', 'https://:pass@api.justcall.io', 'must not hold a user or a password'],
    ['with a user that looks like the host', 'https://api.justcall.io@evil.example', 'must not hold a user'],
    ['with a query', 'https://api.justcall.io?a=1', 'must not hold a query or a fragment'],
    ['with a fragment', 'https://api.justcall.io#a', 'must not hold a query or a fragment'],
    ['without encryption', 'http://api.justcall.io', 'must begin with https://'],
    ['of another kind', 'ftp://localhost', 'ftp:// is allowed for loopback addresses alone'],
    ['of a file', 'file:///etc/passwd', 'must begin with https://'],
    ['of data', 'data:text/plain,a', 'must begin with https://'],
    ['that begins like loopback', 'http://127.evil.com', 'must begin with https://'],
    ['that begins like a loopback address', 'http://127.0.0.1.evil.com', 'must begin with https://'],
    ['that ends like localhost', 'http://evillocalhost', 'must begin with https://'],
    ['below localhost as a name', 'http://localhost.evil.com', 'must begin with https://'],
    ['of a private network', 'http://10.0.0.1', 'must begin with https://'],
    ['of any address', 'http://0.0.0.0', 'must begin with https://'],
    ['of loopback, written as IPv6', 'http://[::ffff:127.0.0.1]', 'must begin with https://'],
    ['of another IPv6 address', 'http://[::2]', 'must begin with https://'],
  ])('%s: %s', (_, url, fault) => {
    expect(baseUrlFault(url, false)).toContain(fault)
  })
})

describe('in a shared cloud', () => {
  test.each([
    defaultBaseUrl,
    'https://8.8.8.8',
    'https://[2606:4700::1111]',
    'https://[64:ff9b::8.8.8.8]',
    'https://[2002:808:808::1]',
    'https://127.evil.com',
  ])('a public address is accepted: %s', (url) => {
    expect(baseUrlFault(url, true)).toBeUndefined()
  })

  test.each([
    'https://localhost',
    'http://localhost',
    'https://foo.localhost',
    'https://127.0.0.1',
    'https://127.1',
    'https://2130706433',
    'https://[::1]',
    'https://[::]',
    'https://0.0.0.0',
    'https://10.0.0.1',
    'https://10.255.255.255',
    'https://100.64.0.1',
    'https://169.254.169.254',
    'https://172.16.0.1',
    'https://172.31.255.255',
    'https://192.0.0.1',
    'https://192.168.1.1',
    'https://198.18.0.1',
    'https://198.19.255.255',
    'https://[::ffff:10.0.0.1]',
    'https://[::ffff:a9fe:a9fe]',
    'https://[64:ff9b::10.0.0.1]',
    'https://[64:ff9b::a9fe:a9fe]',
    'https://[64:ff9b::192.168.255.255]',
    'https://[64:ff9b:1::1]',
    'https://[2002:a00:1::1]',
    'https://[2002:7f00:1::]',
    'https://[2002:a9fe:a9fe::a9fe:a9fe]',
    'https://[2002:c0a8:ffff:1::1]',
    'https://[fc00::1]',
    'https://[fdff::1]',
    'https://[fe80::1]',
    'https://[febf::1]',
  ])('neither this machine nor a private network is allowed: %s', (url) => {
    expect(baseUrlFault(url, true)).toBe(
      'base_url must not be a loopback or private address in a cloud deployment',
    )
  })

  test.each([
    'https://11.0.0.1',
    'https://172.15.0.1',
    'https://172.32.0.1',
    'https://100.128.0.1',
    'https://[64:ff9b::11.0.0.1]',
    'https://[2002:ac20:1::]',
  ])('an address beside a private network is public: %s', (url) => {
    expect(baseUrlFault(url, true)).toBeUndefined()
  })

  test('http is refused all the same', () => {
    expect(baseUrlFault('http://api.justcall.io', true)).toContain('must begin with https://')
  })
})

test('a name has no private address, whatever it looks like', () => {
  expect(hasPrivateAddress('10.0.0.1')).toBe(true)
  expect(hasPrivateAddress('10.0.0.1.example')).toBe(false)
  expect(hasPrivateAddress('localhost')).toBe(false)
})

test('the host of a URL is without the brackets of IPv6', () => {
  expect(hostOf(new URL('https://[::1]:8080/'))).toBe('::1')
  expect(hostOf(new URL('https://api.justcall.io:8080/'))).toBe('api.justcall.io')
})

test.each([
  ['localhost', true],
  ['a.b.localhost', true],
  ['.localhost', false],
  ['localhosts', false],
  ['127.0.0.1', true],
  ['128.0.0.1', false],
  ['127.0.0', false],
  ['::1', true],
  ['::', false],
])('%s is this machine: %s', (host, expected) => {
  expect(isLoopback(host)).toBe(expected)
})
