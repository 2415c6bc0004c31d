import { hash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decodeDigest, encodeDigest, lookUp, mostCalls } from './digest.ts'

const hex = (nth: number) => hash('sha256', String(nth), 'hex').slice(0, 16)
const many = (length: number) => Array.from({ length }, (_, nth) => hex(nth))
const sum = (content: string) => hash('sha256', content, 'hex').slice(0, 8)

describe('a digest', () => {
  test('gives back what was put in', () => {
    const hashes = many(100)
    expect(decodeDigest(encodeDigest(hashes))).toEqual(new Set(hashes))
  })

  test('gives back any hashes', () => {
    const hashes = fc.array(fc.stringMatching(/^[0-9a-f]{16}$/))
    fc.assert(
      fc.property(hashes, (given) => {
        expect(decodeDigest(encodeDigest(given))).toEqual(new Set(given))
      }),
    )
  })

  test('of no calls is not no digest', () => {
    expect(encodeDigest([])).toBe(`v1.${sum('')}.`)
    expect(decodeDigest(encodeDigest([]))).toEqual(new Set())
  })

  test('is the same in whatever order the calls were seen, and however often', () => {
    const [a, b, c] = [hex(1), hex(2), hex(3)]
    expect(encodeDigest([c, a, b, a])).toBe(encodeDigest([a, b, c]))
  })

  test('holds the hashes sorted, 8 bytes each, in base64', () => {
    const [, , content = ''] = encodeDigest(['ffffffffffffffff', '0000000000000001']).split('.')
    expect(Buffer.from(content, 'base64').toString('hex')).toBe('0000000000000001ffffffffffffffff')
  })

  test('is at most 256 KiB, and uses nearly all of it', () => {
    const { length } = encodeDigest(many(mostCalls))
    expect(length).toBeLessThanOrEqual(256 * 1024)
    expect(length).toBeGreaterThan(256 * 1024 - 32)
  })

  test('keeps the chance of a call withheld by mistake below 2^-30 a sync', () => {
    expect((2 ** 19 * mostCalls) / 2 ** 64).toBeLessThan(2 ** -30)
  })
})

describe('a digest that cannot be used', () => {
  const whole = encodeDigest(many(10))
  const [made = '', check = '', content = ''] = whole.split('.')

  test.each([
    ['nothing', undefined],
    ['null', null],
    ['a number', 5],
    ['an object', {}],
    ['an empty text', ''],
    ['a text without parts', 'v1'],
    ['one without content', `${made}.${check}`],
    ['another version', `v2.${check}.${content}`],
    ['another check sum', `${made}.00000000.${content}`],
    ['a part too many', `${whole}.`],
    ['content cut short', whole.slice(0, -4)],
    ['content that was changed', `${made}.${check}.${content.replace(/^./, '_')}`],
    ['content that is no whole number of hashes', `v1.${sum('AAAA')}.AAAA`],
    ['content of a byte too many', `v1.${sum('AAAAAAAAAAAA')}.AAAAAAAAAAAA`],
  ])('is %s', (_, digest) => {
    expect(decodeDigest(digest)).toBeUndefined()
  })

  test('is one with any character changed', () => {
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.string({ minLength: 1, maxLength: 1 }), (place, char) => {
        const changed = whole.slice(0, place) + char + whole.slice(place + 1)
        fc.pre(changed !== whole)
        expect(decodeDigest(changed)).toBeUndefined()
      }),
    )
  })
})

describe('looking calls up in the digest of the sync before', () => {
  test('finds those that it holds', () => {
    const find = lookUp(new Set([hex(1)]))
    expect(find?.(hex(1))).toBe(true)
    expect(find?.(hex(2))).toBe(false)
  })

  test('is not done where there is none', () => {
    expect(lookUp(undefined)).toBeUndefined()
    expect(lookUp(new Set())?.(hex(1))).toBe(false)
  })

  test('ends after 2^19 calls, so that none is withheld by chance', () => {
    const find = lookUp(new Set([hex(1)]))
    for (let nth = 1; nth < 2 ** 19; nth += 1) find?.('')
    expect(find?.(hex(1))).toBe(true)
    expect(find?.(hex(1))).toBe(false)
  })
})
