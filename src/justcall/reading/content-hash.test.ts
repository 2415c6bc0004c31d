import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { contentHash } from './content-hash.ts'

const hashOf = (call: Readonly<Record<string, unknown>>, id = 'CA1') => contentHash(id, call)

const call = { call_id: 'CA1', duration: 185, notes: 'Wants a quote', tags: ['upgrade', 'vip'] }

describe('the hash of a call', () => {
  test('is 64 bits in hexadecimal digits', () => {
    expect(hashOf(call)).toMatch(/^[0-9a-f]{16}$/)
  })

  test('is the same for the same call', () => {
    expect(hashOf({ ...call })).toBe(hashOf(call))
  })

  test.each<[string, Record<string, unknown>]>([
    ['a value', { ...call, duration: 186 }],
    ['the type of a value', { ...call, duration: '185' }],
    ['a text that is null now', { ...call, notes: null }],
    ['the order of the tags', { ...call, tags: ['vip', 'upgrade'] }],
    ['one more field', { ...call, rating: null }],
    ['one field less', { call_id: 'CA1', duration: 185, notes: 'Wants a quote' }],
    ['values that changed places', { ...call, call_id: 'Wants a quote', notes: 'CA1' }],
  ])('distinguishes %s', (_, changed) => {
    expect(hashOf(changed)).not.toBe(hashOf(call))
  })

  test('distinguishes calls whose content is the same', () => {
    expect(hashOf(call, 'CA2')).not.toBe(hashOf(call, 'CA1'))
  })

  test('does not mix the identity with the content', () => {
    expect(contentHash('CA1', { a: '23' })).not.toBe(contentHash('CA12', { a: '3' }))
  })

  test('is the same in whatever order the fields come', () => {
    const { notes, ...rest } = { z: 1, ...call }
    expect(hashOf({ notes, ...rest })).toBe(hashOf({ z: 1, ...call }))
  })

  test('is the same in whatever order the fields come, sorted ones included', () => {
    const names = fc.uniqueArray(fc.stringMatching(/^[a-z]{1,3}$/), { minLength: 1, maxLength: 5 })
    fc.assert(
      fc.property(names, fc.nat(), (fields, turn) => {
        const sorted = Object.fromEntries(fields.toSorted().map((name, index) => [name, index]))
        const turned = [...fields.slice(turn % fields.length), ...fields.slice(0, turn % fields.length)]
        expect(hashOf(Object.fromEntries(turned.map((name) => [name, sorted[name]])))).toBe(hashOf(sorted))
      }),
    )
  })
})

describe('the query of a link', () => {
  const recorded = (url: unknown) => hashOf({ ...call, recording_url: url })

  test('is no change: links may be signed again', () => {
    expect(recorded('https://files.example/1.mp3?sig=a')).toBe(recorded('https://files.example/1.mp3?sig=b'))
    expect(recorded('http://files.example/1.mp3?sig=a')).toBe(recorded('http://files.example/1.mp3?'))
    expect(recorded('https://files.example/1.mp3?a=1?b=2')).toBe(recorded('https://files.example/1.mp3?'))
  })

  test('is no change in fields that are sorted either, nor in each of several links', () => {
    const links = (one: string, two: string) =>
      hashOf({ a: `https://files.example/1?${one}`, b: `https://files.example/2?${two}`, c: 3 })
    expect(links('x', 'y')).toBe(links('z', 'w'))
  })

  test('is all that does not count: another path is a change', () => {
    expect(recorded('https://files.example/1.mp3?sig=a')).not.toBe(
      recorded('https://files.example/2.mp3?sig=a'),
    )
    expect(recorded('https://files.example/1.mp3?sig=a')).not.toBe(
      recorded('http://files.example/1.mp3?sig=a'),
    )
    expect(recorded('https://files.example/1.mp3')).not.toBe(recorded(null))
  })

  test('counts in a text that is more than a link, and in one that is none', () => {
    const noted = (notes: string) => hashOf({ ...call, notes })
    expect(noted('see https://files.example/1?a')).not.toBe(noted('see https://files.example/1?b'))
    expect(noted('https://files.example/1?a b')).not.toBe(noted('https://files.example/1?a c'))
    expect(noted('ftp://files.example/1?a')).not.toBe(noted('ftp://files.example/1?b'))
    expect(noted('Really? Yes')).not.toBe(noted('Really? No'))
  })

  test('counts in a link that a note quotes', () => {
    const noted = (notes: string) => hashOf({ ...call, notes })
    expect(noted('see "https://files.example/1?a" today')).not.toBe(
      noted('see "https://files.example/1?b" today'),
    )
  })
})
