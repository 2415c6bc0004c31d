import { describe, expect, test } from 'vitest'
import { ConfigError } from '../protocol/errors.ts'
import { requestHeaders, requestUrl } from './json-request.ts'

const base = 'https://api.example.com/v1'

describe('requestUrl', () => {
  test.each([
    [base, '/items', 'https://api.example.com/v1/items'],
    [`${base}/`, '/items', 'https://api.example.com/v1/items'],
    ['https://api.example.com', '/items', 'https://api.example.com/items'],
    ['http://127.0.0.1:8080', '/', 'http://127.0.0.1:8080/'],
    [base, '/items/https://example.org', 'https://api.example.com/v1/items/https://example.org'],
    [base, '/items/a@b', 'https://api.example.com/v1/items/a@b'],
    [base, '/items/ä b', 'https://api.example.com/v1/items/%C3%A4%20b'],
    [base, '/items?sort=id', 'https://api.example.com/v1/items?sort=id'],
  ])('joins %s and %s', (baseUrl, path, url) => {
    expect(requestUrl(baseUrl, path, {}).href).toBe(url)
  })

  test('adds the query without undefined values', () => {
    const url = requestUrl(base, '/items?sort=id', { limit: 2, after: undefined, name: 'a b&c' })
    expect(url.search).toBe('?sort=id&limit=2&name=a+b%26c')
  })
})

describe('a path that could leave the base URL is an argument error that names it', () => {
  test.each([
    '',
    'items',
    '.example.org/items',
    '@example.org/items',
    ':80/items',
    ':password@example.org/items',
    '//example.org/items',
    '/\\example.org/items',
    '\\\\example.org\\items',
    'https://example.org/items',
    'HTTPS://api.example.com/v1/items',
    ' /items',
    '?sort=id',
    '#items',
    '/..',
    '/../v2/items',
    '/%2e%2e/v2/items',
  ])('%j', (path) => {
    expect(() => requestUrl(base, path, {})).toThrow(
      new TypeError(
        `Expected "path" to begin with one slash and to stay below the base URL, got ${JSON.stringify(path)}`,
      ),
    )
    const bare = 'https://api.example.com'
    if (!path.startsWith('/.') && !path.startsWith('/%')) {
      expect(() => requestUrl(bare, path, {})).toThrow(TypeError)
    }
  })
})

describe('a base URL that is not valid is a ConfigError that does not repeat it', () => {
  test.each([
    '',
    'api.example.com',
    'ftp://api.example.com',
    'https://',
    'https://me:hunter2@api.example.com',
    'hunter2',
  ])('%j', (baseUrl) => {
    expect(() => requestUrl(baseUrl, '/items', {})).toThrow(ConfigError)
    expect(() => requestUrl(baseUrl, '/items', {})).toThrow(/^base_url must (?!.*hunter2)/)
  })
})

describe('a header', () => {
  test.each(['Bearer abc', '', 'naïve', 'a\tb', '~'])('accepts %j', (value) => {
    expect(requestHeaders({ authorization: value }).get('authorization')).toBe(value)
  })

  test('sets accept, unless the source does', () => {
    expect(requestHeaders({}).get('accept')).toBe('application/json')
    expect(requestHeaders({ Accept: 'application/vnd.example+json' }).get('accept')).toContain('vnd.example')
  })

  test.each([
    ['a line break', 'Bearer hunter2\nhunter2'],
    ['a line break at its end', 'Bearer hunter2\n'],
    ['a carriage return', 'Bearer hunter2\r'],
    ['a NUL', 'hunter2\u0000'],
    ['a control character', 'hunter2\u007f'],
    ['a character beyond Latin-1', 'hunter2–hunter2'],
    ['an emoji', 'hunter2 \u{1f511}'],
    ['a byte order mark', '\ufeffhunter2'],
  ])('with %s is a ConfigError that does not repeat it', (_, value) => {
    expect(() => requestHeaders({ authorization: value })).toThrow(ConfigError)
    expect(() => requestHeaders({ authorization: value })).toThrow(
      /^(?!.*hunter2)The value of the header "authorization" contains a line break or another character/,
    )
  })

  test('with a name that is not valid is an argument error', () => {
    expect(() => requestHeaders({ 'a b': 'c' })).toThrow(TypeError)
  })
})
