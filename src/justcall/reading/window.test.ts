import { describe, expect, test } from 'vitest'
import { mostCalls } from '../state/digest.ts'
import type { SeenRows } from './seen-rows.ts'
import { createTextMemory } from './text-store.ts'
import { createWindow } from './window.ts'

const put = (seen: SeenRows, id: string, instant: number | undefined, hash = `hash ${id}`) =>
  seen.put({ id, instant, json: '{}' }, 1, hash)

const window = () => createWindow(createTextMemory(1_000, 1_000))

describe('the hashes of a window', () => {
  test('are those of the calls from an instant on, and of those whose instant nobody knows', () => {
    const { open, hashes } = window()
    const slice = open()
    put(slice, 'a', 899)
    put(slice, 'b', 900)
    put(slice, 'c', 1_000)
    put(slice, 'd', undefined)
    expect(hashes(900)).toEqual(['hash b', 'hash c', 'hash d'])
    expect(hashes(1_001)).toEqual(['hash d'])
  })

  test('are of all slices, one a call: the version that was shown last', () => {
    const { open, hashes, putUnplaced } = window()
    put(open(), 'a', 1_000, 'old a')
    putUnplaced({ id: 'b', instant: 1_000, json: '{}' }, 3, 'new b')
    const next = open()
    put(next, 'a', 2_000, 'new a')
    put(next, 'b', 2_000, 'old b')
    expect(new Set(hashes(0))).toEqual(new Set(['new a', 'new b']))
  })

  test('forget a call that was moved out of the window by an edit', () => {
    const { open, hashes } = window()
    const slice = open()
    put(slice, 'a', 1_000)
    put(slice, 'a', 100)
    expect(hashes(900)).toEqual([])
  })
})

describe('a slice', () => {
  test('is kept until all its calls lie before the window', () => {
    const { open, hashes, moveTo } = window()
    const [first, second] = [open(), open()]
    put(first, 'a', 100)
    put(first, 'b', 200)
    put(second, 'c', 150)
    moveTo(200)
    expect(hashes(0)).toEqual(['hash a', 'hash b'])
    moveTo(201)
    expect(hashes(0)).toEqual([])
  })

  test('gives its memory to the next one when it is dropped', () => {
    const { open, moveTo } = window()
    const first = open()
    first.put({ id: 'a', instant: 1, json: '{"call_id":"a"}' }, 1, undefined)
    moveTo(2)
    expect(first.size).toBe(0)
  })

  test('leaves those of its calls in the window that no slice has a place for', () => {
    const { open, hashes, moveTo, putUnplaced } = window()
    put(open(), 'a', undefined)
    putUnplaced({ id: 'a', instant: undefined, json: '{}' }, 1, 'hash a')
    moveTo(2_000)
    expect(hashes(2_000)).toEqual(['hash a'])
  })
})

describe('a window that is too large for a digest', () => {
  const filled = (calls: number, instantOf: (nth: number) => number) => {
    const made = window()
    const slice = made.open()
    for (let nth = 0; nth < calls; nth += 1) put(slice, `${nth}`, instantOf(nth))
    return made
  }

  test('is kept whole up to what a digest carries', () => {
    const hashes = filled(mostCalls, (nth) => nth).hashes(0)
    expect(hashes).toHaveLength(mostCalls)
    expect(hashes[0]).toBe('hash 0')
  })

  test('keeps the newest calls', () => {
    const hashes = filled(mostCalls + 1, (nth) => nth).hashes(0)
    expect(hashes).toHaveLength(mostCalls)
    expect(hashes).not.toContain('hash 0')
    expect(hashes).toContain('hash 1')
    expect(hashes).toContain(`hash ${mostCalls}`)
  })

  test('keeps the calls without a start before all others', () => {
    const { hashes, putUnplaced } = filled(mostCalls, (nth) => nth)
    putUnplaced({ id: 'x', instant: undefined, json: '{}' }, 1, 'hash x')
    expect(hashes(0)).toHaveLength(mostCalls)
    expect(hashes(0)).toContain('hash x')
    expect(hashes(0)).not.toContain('hash 0')
  })

  test('drops the slices that are older than so many calls', () => {
    const { open, moveTo, hashes } = filled(1, () => 1)
    const full = open()
    for (let nth = 1; nth < mostCalls; nth += 1) put(full, `${nth}`, 1)
    moveTo(0)
    expect(hashes(0)).toHaveLength(mostCalls)
    put(full, 'one more', 1)
    moveTo(0)
    expect(hashes(0)).not.toContain('hash 0')
  })
})
