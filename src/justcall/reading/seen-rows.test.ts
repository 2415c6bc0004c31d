import { describe, expect, test } from 'vitest'
import { createSeenRows, hashOfText, type SeenRow } from './seen-rows.ts'
import { createTextMemory } from './text-store.ts'

const call = (id: string, instant: number | undefined, duration = 1): SeenRow => ({
  id,
  instant,
  json: `{"call_id":"${id}","duration":${duration},"n":12345678901234567890}`,
})

describe.each([
  ['texts are held', 1_000],
  ['there is no room for texts', 0],
  ['hashes alone are held', undefined],
])('seen calls, where %s', (_, bytes) => {
  const create = () => createSeenRows(bytes === undefined ? undefined : createTextMemory(bytes, 1_000).open())

  test('identify a call by its content, whether it was hashed or not', () => {
    const seen = create()
    seen.put(call('a', 5), 1, undefined)
    seen.put(call('b', 5), 1, 'a hash')
    expect(seen.hashOf('a')).toBe(hashOfText('a', call('a', 5).json))
    expect(seen.hashOf('b')).toBe('a hash')
    expect(seen.hashOf('c')).toBeUndefined()
    expect(['a', 'b', 'c'].map((id) => seen.has(id))).toEqual([true, true, false])
  })

  test('hold the version that was put last', () => {
    const seen = create()
    seen.put(call('a', 5, 1), 1, undefined)
    seen.put(call('a', 4, 2), 2, undefined)
    expect(seen.size).toBe(1)
    expect(seen.hashOf('a')).toBe(hashOfText('a', call('a', 4, 2).json))
    expect([...seen.starts()]).toEqual([['a', 4]])
  })

  test('know which answer showed a call last', () => {
    const seen = create()
    expect(seen.answeredAt('a')).toBe(-1)
    seen.put(call('a', 5), 3, undefined)
    expect(seen.answeredAt('a')).toBe(3)
    seen.confirm('a', 7)
    seen.confirm('a', 4)
    seen.confirm('b', 9)
    expect(seen.answeredAt('a')).toBe(7)
    expect(seen.has('b')).toBe(false)
  })

  test('know the latest start, which is that of a call without one', () => {
    const seen = create()
    expect(seen.latest).toBe(Number.NEGATIVE_INFINITY)
    seen.put(call('a', 5), 1, undefined)
    seen.put(call('b', 4), 1, undefined)
    expect(seen.latest).toBe(5)
    seen.put(call('c', undefined), 1, undefined)
    expect(seen.latest).toBe(Number.POSITIVE_INFINITY)
    expect([...seen.starts()].at(-1)).toEqual(['c', Number.POSITIVE_INFINITY])
  })

  test('forget all', () => {
    const seen = create()
    seen.put(call('a', 5), 1, undefined)
    seen.clear()
    expect(seen.size).toBe(0)
    expect(seen.latest).toBe(Number.NEGATIVE_INFINITY)
    expect(seen.hashOf('a')).toBeUndefined()
    expect(seen.answeredAt('a')).toBe(-1)
  })
})

test('seen calls that are forgotten leave their memory to others', () => {
  const memory = createTextMemory(1_000, 1_000)
  const [seen, texts] = [createSeenRows(memory.open()), memory.open()]
  seen.put(call('a', 5), 1, undefined)
  expect(texts.put('no room')).toBeUndefined()
  seen.clear()
  expect(texts.put('room')).toBe(0)
})
