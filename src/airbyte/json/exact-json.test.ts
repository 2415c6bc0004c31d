import process from 'node:process'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseJsonExactly, rawNumber } from './exact-json.ts'

const written = (text: string) => JSON.stringify(parseJsonExactly(text))

describe('numbers that a double cannot hold are kept unchanged', () => {
  test.each([
    '9007199254740993',
    '-9007199254740993',
    '12345678901234567890',
    '1e400',
    '-1E400',
    '1.5e309',
    '1e-400',
    '0.1234567890123456789',
    '3.14159265358979323846',
    '100000000000000000001',
    '1.00000000000000000001',
    '5e-325',
    '123456789012345678e-3',
  ])('%s', (number) => {
    expect(written(`{"n":${number}}`)).toBe(`{"n":${number}}`)
    expect(written(`[${number}]`)).toBe(`[${number}]`)
    expect(written(`[0,${number}]`)).toBe(`[0,${number}]`)
    expect(written(`{"n": ${number} , "m":1}`)).toBe(`{"n":${number},"m":1}`)
    expect(written(`[\n\t${number}\n]`)).toBe(`[${number}]`)
  })
})

describe('numbers that a double can hold are numbers', () => {
  test.each([
    ['0', 0],
    ['185', 185],
    ['-1', -1],
    ['9007199254740991', 9_007_199_254_740_991],
    ['9007199254740994', 9_007_199_254_740_994],
    ['12345678901234567000', 12_345_678_901_234_567_000],
    ['1e5', 100_000],
    ['1E+2', 100],
    ['15e-1', 1.5],
    ['0.1', 0.1],
    ['1.0', 1],
    ['1.50000000000000000000', 1.5],
    ['100000000000000000000.0', 1e20],
    ['0.00000000000000000000', 0],
    ['0e5', 0],
    ['0.00000010000000', 1e-7],
    ['00.10'.slice(1), 0.1],
    ['1e22', 1e22],
    ['1.7976931348623157e308', Number.MAX_VALUE],
    ['5e-324', Number.MIN_VALUE],
    ['-123456789.12345670', -123_456_789.123_456_7],
  ])('%s', (text, value) => {
    expect(parseJsonExactly(`[${text}]`)).toEqual([value])
  })

  test('any number that JSON.stringify writes', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        fc.pre(!Object.is(value, -0))
        expect(parseJsonExactly(JSON.stringify([value]))).toEqual([value])
      }),
    )
  })
})

test('keeps the value of every number, however it is written', () => {
  const digits = (min: number, max: number) => fc.stringMatching(new RegExp(`^[0-9]{${min},${max}}$`))
  const number = fc
    .tuple(
      fc.constantFrom('', '-'),
      fc.oneof(
        fc.constant('0'),
        digits(1, 25).map((text) => `7${text}`),
      ),
      fc.option(digits(1, 25), { nil: undefined }),
      fc.option(fc.tuple(fc.constantFrom('e', 'E', 'e+', 'e-'), digits(1, 3)), { nil: undefined }),
    )
    .map(
      ([sign, whole, fraction, exponent]) =>
        `${sign}${whole}${fraction === undefined ? '' : `.${fraction}`}${exponent?.join('') ?? ''}`,
    )
  fc.assert(
    fc.property(number, (text) => {
      const parsed = parseJsonExactly(`{"a":[1,${text}]}`)
      const out = JSON.stringify(parsed).slice('{"a":[1,'.length, -2)
      // A number that is not raw is a double of exactly the same value.
      if (out !== text) expect(exactValue(out)).toBe(exactValue(text))
    }),
    { numRuns: 1_000 },
  )
})

/** A decimal number as a normalized integer and power of ten. */
function exactValue(text: string): string {
  const [mantissa = '', exponent = '0'] = text.toLowerCase().split('e')
  const [whole = '', fraction = ''] = mantissa.split('.')
  let value = BigInt(whole + fraction)
  let power = Number(exponent) - fraction.length
  if (value === 0n) return '0'
  while (value % 10n === 0n) {
    value /= 10n
    power += 1
  }
  return `${value}e${power}`
}

describe('everything else parses as by JSON.parse', () => {
  test('strings that look like numbers stay strings', () => {
    const text = '{"a":"12345678901234567890","b":": 12345678901234567890","c":"1e400, 1e400"}'
    expect(written(text)).toBe(text)
    expect(written(`{"x":1e400,${text.slice(1)}`)).toBe(`{"x":1e400,${text.slice(1)}`)
  })

  test.each(['{"n":1}', '{"n":12345678901234567890}'])('an own __proto__ is data: %s', (inner) => {
    const value = parseJsonExactly(`{"__proto__":${inner},"a":1}`)
    expect(JSON.stringify(value)).toBe(`{"__proto__":${inner},"a":1}`)
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype)
  })

  test('the last of two equal keys counts', () => {
    expect(written('{"a":1e400,"a":2}')).toBe('{"a":2}')
    expect(written('{"a":2,"a":1e400}')).toBe('{"a":1e400}')
    expect(written('{"a":12345678901234567890,"a":{"b":2}}')).toBe('{"a":{"b":2}}')
  })

  test('skips one byte order mark', () => {
    expect(parseJsonExactly('\uFEFF{"a":1}')).toEqual({ a: 1 })
    expect(written('\uFEFF[1e400]')).toBe('[1e400]')
    expect(() => parseJsonExactly('\uFEFF\uFEFF{}')).toThrow(SyntaxError)
  })

  test('lone surrogates are escaped', () => {
    expect(written('["\\ud800"]')).toBe('["\\ud800"]')
    expect(written('["\\ud800",1e400]')).toBe('["\\ud800",1e400]')
  })

  test.each(['', '{', '{"a":1e400', '[01234567890123456789]', '[1e400,]', 'NaN', "{'a':1}"])(
    'rejects what is not JSON: %s',
    (text) => {
      expect(() => parseJsonExactly(text)).toThrow(SyntaxError)
    },
  )

  test('any value', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 3 }), (text) => {
        expect(written(text)).toBe(JSON.stringify(JSON.parse(text)))
      }),
    )
  })
})

/** `JSON.stringify` of Node 22 ends at some 4,000. */
const depth = process.versions.node.startsWith('22.') ? 3_000 : 10_000

describe(`values nested ${depth} deep`, () => {
  const deep = `${'['.repeat(depth)}${']'.repeat(depth)}`

  test('are parsed', () => {
    expect(written(deep)).toBe(deep)
  })

  test('are parsed next to a number that a double cannot hold', () => {
    const [number, nested] = Object.values(Object(parseJsonExactly(`[12345678901234567890,${deep}]`)))
    expect(rawNumber(number)).toBe('12345678901234567890')
    expect(JSON.stringify(nested)).toBe(deep)
  })
})

describe('rawNumber', () => {
  test('returns the text of a raw number', () => {
    expect(rawNumber(Object(parseJsonExactly('[12345678901234567890]'))[0])).toBe('12345678901234567890')
  })

  test.each([[1], ['12345678901234567890'], [null], [undefined], [{}], [[1]], [true]])(
    'returns undefined for %j',
    (value) => {
      expect(rawNumber(value)).toBeUndefined()
    },
  )
})

test('parses a string of 20 million characters next to a number that a double cannot hold', () => {
  const json = `{"a":12345678901234567890,"b":"${'x'.repeat(20_000_000)}"}`
  expect(JSON.stringify(parseJsonExactly(json)) === json).toBe(true)
})
