import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { redactor } from './redaction.ts'

const secret = 'p@ss/w+rd "5f2a91"'

describe('every form of a secret is hidden', () => {
  test.each([
    ['itself', secret],
    ['within JSON', JSON.stringify({ a: secret })],
    ['within JSON within JSON', JSON.stringify(JSON.stringify({ a: secret }))],
    ['URL-encoded', encodeURIComponent(secret)],
    ['URL-encoded in lower case', encodeURIComponent(secret).replace(/%../g, (code) => code.toLowerCase())],
    ['encoded as part of a whole URL', encodeURI(secret)],
    ['in a form', String(new URLSearchParams({ q: secret }))],
    ['in base64', Buffer.from(secret).toString('base64')],
    ['in base64 without padding', Buffer.from(secret).toString('base64').replace(/=+$/, '')],
    ['in base64 for URLs', Buffer.from(secret).toString('base64url')],
    ['in hexadecimal', Buffer.from(secret).toString('hex')],
    ['between letters', `abc${secret}def`],
  ])('%s', (_, text) => {
    const hidden = redactor([secret])(text)
    expect(hidden).toContain('****')
    for (const part of ['p@ss', 'w+rd', '5f2a91', Buffer.from(secret).toString('base64').slice(0, 12)]) {
      expect(hidden).not.toContain(part)
    }
  })

  test('every occurrence', () => {
    expect(redactor(['sandbox-key'])('sandbox-key, sandbox-keysandbox-key')).toBe('****, ********')
  })

  test('the longest first, so no rest of a longer one is left', () => {
    const redact = redactor(['sandbox-key', 'sandbox-key:sandbox-secret', 'sandbox-secret'])
    expect(redact('sandbox-key:sandbox-secret')).toBe('****')
    expect(redact('sandbox-key sandbox-secret')).toBe('**** ****')
    expect(redactor(['12345678', '12345678abc'])('12345678abc')).toBe('****')
  })

  test('characters with a meaning in regular expressions are literal', () => {
    const signs = '.*+?^$|(){}[]\\/-'
    expect(redactor([signs])(`a ${signs} b`)).toBe('a **** b')
    expect(redactor(['aaaaaaa.'])('aaaaaaaa')).toBe('aaaaaaaa')
  })
})

describe('without secrets, nothing changes', () => {
  test.each([[[]], [['']]])('%j', (secrets) => {
    expect(redactor(secrets)('"" a: b')).toBe('"" a: b')
  })
})

describe('a secret of 8 characters or more is hidden anywhere', () => {
  test('also if it consists of letters', () => {
    expect(redactor(['sandboxa'])('xsandboxax')).toBe('x****x')
  })
})

describe('a secret of 4 to 7 characters is hidden if it is not part of a word', () => {
  const redact = redactor(['k3y5'])

  test.each([
    ['k3y5', '****'],
    ['the k3y5.', 'the ****.'],
    ['"k3y5"', '"****"'],
    ['a-k3y5-b', 'a-****-b'],
    ['k3y5:k3y5', '****:****'],
    ['k3y55', 'k3y55'],
    ['ak3y5', 'ak3y5'],
    ['0k3y5', '0k3y5'],
    ['_k3y5', '_k3y5'],
    ['k3y5_', 'k3y5_'],
    ['k3y5Z', 'k3y5Z'],
  ])('%s', (text, hidden) => {
    expect(redact(text)).toBe(hidden)
  })

  test('of 7 characters, and of 4, but not of 3', () => {
    expect(redactor(['k3y5678'])('ak3y5678 k3y5678')).toBe('ak3y5678 ****')
    expect(redactor(['k3y'])('the k3y here')).toBe('the k3y here')
  })

  test('also in base64', () => {
    expect(redactor(['k3y5'])(`a ${Buffer.from('k3y5').toString('base64')} b`)).toBe('a **** b')
  })
})

describe('a secret of 1 to 3 characters, or a plain word, is hidden where a value is expected', () => {
  test.each([
    ['Max called, maximum of x: 5', 'x', 'Max called, maximum of x: 5'],
    ['{"api_key":"x"}', 'x', '{"api_key":"****"}'],
    ["'x'", 'x', "'****'"],
    ['`x`', 'x', '`****`'],
    ['key=x&more', 'x', 'key=****&more'],
    ['key:x', 'x', 'key:****'],
    ['key: x', 'x', 'key: x'],
    ['key: test', 'test', 'key: ****'],
    ['(x)', 'x', '(****)'],
    ['[x]', 'x', '[****]'],
    ['{x}', 'x', '{****}'],
    ['<x>', 'x', '<****>'],
    ['key  x', 'x', 'key  x'],
    ['key=xy', 'x', 'key=xy'],
    ['key=x_', 'x', 'key=x_'],
    ['The test passed', 'test', 'The test passed'],
    ['api_key=test', 'test', 'api_key=****'],
    ['Authorization: test', 'test', 'Authorization: ****'],
    ['the secret of it', 'secret', 'the secret of it'],
    ['a "password" b', 'passwor', 'a "password" b'],
  ])('%s', (text, short, hidden) => {
    expect(redactor([short])(text)).toBe(hidden)
  })

  test('but the base64 of a word is hidden anywhere', () => {
    const encoded = Buffer.from('test').toString('base64')
    expect(redactor(['test'])(`Basic ${encoded}`)).toBe('Basic ****')
  })
})

describe('any secret', () => {
  const strong = fc.string({ minLength: 8, maxLength: 40, unit: 'binary-ascii' }).map((text) => `${text}~Q7`)
  const around = fc.string({ maxLength: 20 })

  test('is hidden in each form in which an API could echo it', () => {
    const forms: ((text: string) => string)[] = [
      (text) => text,
      (text) => JSON.stringify({ message: `Invalid key ${text}` }),
      (text) => JSON.stringify(JSON.stringify(text)),
      (text) => `https://api.example/?key=${encodeURIComponent(text)}`,
      (text) => String(new URLSearchParams({ key: text })),
      (text) => `Basic ${Buffer.from(text).toString('base64')}`,
      (text) => Buffer.from(text).toString('base64url'),
      (text) => Buffer.from(text).toString('hex'),
    ]
    fc.assert(
      fc.property(strong, around, around, fc.constantFrom(...forms), (text, before, after, form) => {
        const shown = `${before}${form(text)}${after}`
        const hidden = redactor([text])(shown)
        expect(hidden).toContain('****')
        expect(hidden.includes(text)).toBe(false)
        expect(hidden.includes(encodeURIComponent(text))).toBe(false)
        expect(hidden.includes(JSON.stringify(text).slice(1, -1))).toBe(false)
        expect(hidden.includes(Buffer.from(text).toString('base64'))).toBe(false)
      }),
      { numRuns: 300 },
    )
  })

  test('does not change texts without it', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 12 }), fc.lorem({ maxCount: 20 }), (text, prose) => {
        fc.pre(!prose.includes(text) || text.length < 4 || /^[a-z]{1,7}$/i.test(text))
        expect(redactor([text])(prose)).toBe(prose)
      }),
    )
  })
})

test('a secret with a lone surrogate is hidden', () => {
  expect(redactor(['hush-\ud83d-hush'])('it is hush-\ud83d-hush')).toBe('it is ****')
})

test('a secret that is too long for a regular expression is hidden too', () => {
  const file = 'long '.repeat(20_000)
  expect(redactor([file, 'sandbox-key'])(`a ${file} b sandbox-key`)).toBe('a **** b ****')
})
