import { describe, expect, test } from 'vitest'
import { createTextMemory } from './text-store.ts'

describe('a text store', () => {
  test('gives texts back as they were put', () => {
    const store = createTextMemory(1_000, 1_000).open()
    const texts = ['', '{"a":1}', 'Łukasz 🎉\u2028', '0'.repeat(100)]
    const places = texts.map((text) => store.put(text))
    expect(places.map((place) => store.get(place ?? -1))).toEqual(texts)
  })

  test('holds them in as many pieces as there are', () => {
    const store = createTextMemory(300, 100).open()
    const places = ['a', 'b', 'c'].map((letter) => store.put(letter.repeat(30)))
    expect(places).toEqual([0, 100, 200])
    expect(places.map((place) => store.get(place ?? -1)[0])).toEqual(['a', 'b', 'c'])
  })

  test('takes none for which there may be no room', () => {
    const store = createTextMemory(199, 100).open()
    expect(store.put('x'.repeat(33))).toBeUndefined()
    expect(store.put('x'.repeat(32))).toBe(0)
    expect(store.put('x'.repeat(20))).toBe(36)
    expect(store.put('x'.repeat(13))).toBeUndefined()
    expect(store.put('x'.repeat(12))).toBe(60)
  })

  test('gives its memory to the next one when it is closed', () => {
    const memory = createTextMemory(100, 100)
    const first = memory.open()
    first.put('an old one')
    const second = memory.open()
    expect(second.put('a new one')).toBeUndefined()
    first.close()
    expect(() => first.get(0)).toThrow('there is no text at 0')
    expect(second.get(second.put('a new one') ?? -1)).toBe('a new one')
    expect(first.put('one more')).toBeUndefined()
  })
})
