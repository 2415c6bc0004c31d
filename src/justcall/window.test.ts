import { describe, expect, test } from 'vitest'
import { mostCalls } from './digest.ts'
import { createWindow } from './window.ts'

const lookback = 100

describe('a window', () => {
  test('covers everything while no call is known', () => {
    const window = createWindow(lookback)
    expect(window.covers(-1_000_000)).toBe(true)
    expect(window.covers(undefined)).toBe(true)
  })

  test('covers the calls that are not older than the lookback before the latest', () => {
    const window = createWindow(lookback)
    window.extend(1_000)
    expect(window.covers(900)).toBe(true)
    expect(window.covers(899)).toBe(false)
    expect(window.covers(undefined)).toBe(true)
  })

  test('moves on with the latest call, and never back', () => {
    const window = createWindow(lookback)
    window.extend(1_000)
    window.extend(990)
    expect(window.covers(899)).toBe(false)
    window.extend(1_001)
    expect(window.covers(900)).toBe(false)
    expect(window.covers(901)).toBe(true)
  })

  test('keeps everything from the instant behind which the cursor stays, however late calls become', () => {
    const window = createWindow(lookback)
    window.keepFrom(500)
    window.extend(10_000)
    expect(window.covers(500)).toBe(true)
    expect(window.covers(499)).toBe(false)
    window.keepFrom(600)
    expect(window.covers(500)).toBe(true)
    window.keepFrom(400)
    expect(window.covers(400)).toBe(true)
  })

  test('without a lookback covers the latest instant alone', () => {
    const window = createWindow(0)
    window.extend(1_000)
    expect(window.covers(1_000)).toBe(true)
    expect(window.covers(999)).toBe(false)
  })
})

describe('the hashes of a window', () => {
  test('are those of the calls from an instant on, and of those whose instant nobody knows', () => {
    const window = createWindow(lookback)
    window.put('a', 'hash a', 899)
    window.put('b', 'hash b', 900)
    window.put('c', 'hash c', 1_000)
    window.put('d', 'hash d', undefined)
    expect(window.hashes(900)).toEqual(['hash b', 'hash c', 'hash d'])
    expect(window.hashes(1_001)).toEqual(['hash d'])
  })

  test('hold one a call, the newest', () => {
    const window = createWindow(lookback)
    window.put('a', 'hash 1', 1_000)
    window.put('a', 'hash 2', 1_000)
    expect(window.hashes(0)).toEqual(['hash 2'])
  })

  test('forget a call that was moved out of the window by an edit', () => {
    const window = createWindow(lookback)
    window.put('a', 'hash 1', 1_000)
    window.put('a', 'hash 2', 100)
    expect(window.hashes(900)).toEqual([])
  })
})

describe('a window that is too large for a digest', () => {
  const filled = (calls: number, instantOf: (nth: number) => number) => {
    const window = createWindow(lookback)
    for (let nth = 0; nth < calls; nth += 1) window.put(`call ${nth}`, `hash ${nth}`, instantOf(nth))
    return window
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

  test('keeps the newest calls while it is filled, in whatever order they come', () => {
    const window = filled(2 * mostCalls + 1, (nth) => -nth)
    const hashes = window.hashes(Number.NEGATIVE_INFINITY)
    expect(hashes).toHaveLength(mostCalls)
    expect(hashes).toContain('hash 0')
    expect(hashes).toContain(`hash ${mostCalls - 1}`)
    expect(hashes).not.toContain(`hash ${mostCalls}`)
  })

  test('drops what has become too old while it is filled', () => {
    const window = filled(2 * mostCalls, (nth) => nth)
    window.extend(2 * mostCalls + 1 + lookback)
    window.put('latest', 'latest hash', 2 * mostCalls + 1)
    // What is older than the window was forgotten on the way, so a wider request finds no more.
    expect(window.hashes(0)).toEqual(['latest hash'])
  })
})
