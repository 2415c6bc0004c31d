import { describe, expect, test } from 'vitest'
import { createSeenCalls, hashOfText } from './seen-calls.ts'
import { createTextMemory } from './text-store.ts'

const json = (duration: number, start = 5) =>
  `{"call_id":"a","started_at":"${new Date(start).toISOString()}","duration":${duration},"n":12345678901234567890}`

describe.each([
  ['texts are held', 1_000],
  ['there is no room for texts', 0],
  ['hashes alone are held', undefined],
])('seen calls, where %s', (_, bytes) => {
  const create = () =>
    createSeenCalls(bytes === undefined ? undefined : createTextMemory(bytes, 1_000).open())

  test('tell a call by its content, whether it was hashed or not', () => {
    const seen = create()
    seen.put('a', 5, json(1, 5), undefined)
    seen.put('b', 5, json(1, 5), 'a hash')
    expect(seen.hashOf('a')).toBe(hashOfText('a', json(1)))
    expect(seen.hashOf('b')).toBe('a hash')
    expect(seen.hashOf('c')).toBeUndefined()
    expect(['a', 'b', 'c'].map((id) => seen.has(id))).toEqual([true, true, false])
  })

  test('hold the version that was put last', () => {
    const seen = create()
    seen.put('a', 5, json(1, 5), undefined)
    seen.put('a', 4, json(2, 4), undefined)
    expect(seen.size).toBe(1)
    expect(seen.hashOf('a')).toBe(hashOfText('a', json(2, 4)))
    expect([...seen.starts()]).toEqual([['a', 4]])
  })

  test('know the latest start, which is that of a call without one', () => {
    const seen = create()
    expect(seen.latest).toBe(Number.NEGATIVE_INFINITY)
    seen.put('a', 5, json(1, 5), undefined)
    seen.put('b', 4, json(1, 4), undefined)
    expect(seen.latest).toBe(5)
    seen.put('c', undefined, '{"started_at":null}', undefined)
    expect(seen.latest).toBe(Number.POSITIVE_INFINITY)
  })

  test('forget all', () => {
    const seen = create()
    seen.put('a', 5, json(1, 5), undefined)
    seen.clear()
    expect(seen.size).toBe(0)
    expect(seen.latest).toBe(Number.NEGATIVE_INFINITY)
    expect(seen.hashOf('a')).toBeUndefined()
  })
})
