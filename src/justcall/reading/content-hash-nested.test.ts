import { describe, expect, test } from 'vitest'
import { parseJsonExactly } from '../../airbyte/json/exact-json.ts'
import { isJsonObject } from '../../airbyte/json/is-json-object.ts'
import { contentHash } from './content-hash.ts'

const hashOf = (call: Readonly<Record<string, unknown>>) => contentHash('1', call)
const hashOfJson = (json: string) => {
  const call = parseJsonExactly(json)
  if (!isJsonObject(call)) throw new Error('a call is an object')
  return hashOf(call)
}
const withInfo = (call_info: unknown) => hashOf({ id: 1, call_info })

describe('nested fields', () => {
  test('count in whatever order they come', () => {
    expect(hashOfJson('{"id":1,"a":{"x":1,"y":{"p":2,"q":3}}}')).toBe(
      hashOfJson('{"a":{"y":{"q":3,"p":2},"x":1},"id":1}'),
    )
  })

  test.each<readonly [string, unknown]>([
    ['another note', { notes: 'b', type: 'answered' }],
    ['no note', { type: 'answered' }],
    ['a note of null', { notes: null, type: 'answered' }],
    ['one more field', { notes: 'a', type: 'answered', rating: null }],
    ['values that changed places', { notes: 'answered', type: 'a' }],
    ['no object', null],
  ])('are a change: %s', (_, info) => {
    expect(withInfo(info)).not.toBe(withInfo({ notes: 'a', type: 'answered' }))
  })

  test('count in the order of a list', () => {
    expect(withInfo({ call_traits: ['QUEUE', 'IVR'] })).not.toBe(withInfo({ call_traits: ['IVR', 'QUEUE'] }))
  })

  test('count with every digit beyond 2^53', () => {
    expect(hashOfJson('{"a":{"b":9007199254740993}}')).not.toBe(hashOfJson('{"a":{"b":9007199254740992}}'))
    expect(hashOfJson('{"a":{"b":9007199254740993}}')).toBe(hashOfJson('{"a":{"b":9007199254740993}}'))
  })

  test('may have any name', () => {
    const hash = hashOfJson('{"a":{"__proto__":{"x":1},"constructor":2}}')
    expect(hash).not.toBe(hashOfJson('{"a":{"__proto__":{"x":2},"constructor":2}}'))
    expect(hash).toBe(hashOfJson('{"a":{"constructor":2,"__proto__":{"x":1}}}'))
  })

  test('may be nested thousands deep', () => {
    const deep = `{"a":${'{"b":'.repeat(3_000)}1${'}'.repeat(3_000)}}`
    expect(hashOfJson(deep)).toMatch(/^[0-9a-f]{16}$/)
  })
})

describe('the query of a nested link', () => {
  const recorded = (recording: string) => withInfo({ type: 'answered', recording })

  test('is no change: recordings may be signed at each read', () => {
    expect(recorded('https://justcall.io/rec-redirect/CA1?sig=a')).toBe(
      recorded('https://justcall.io/rec-redirect/CA1?sig=b'),
    )
  })

  test('is all that does not count: another path is a change', () => {
    expect(recorded('https://justcall.io/rec-redirect/CA1?sig=a')).not.toBe(
      recorded('https://justcall.io/rec-redirect/CA2?sig=a'),
    )
  })

  test('counts in a note that is more than a link', () => {
    const noted = (notes: string) => withInfo({ notes })
    expect(noted('see https://justcall.io/x?a')).not.toBe(noted('see https://justcall.io/x?b'))
  })
})
