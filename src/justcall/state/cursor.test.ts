import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createCursor } from './cursor.ts'

const now = 1_000_000

describe('the cursor', () => {
  test('begins where the sync before came to', () => {
    expect(createCursor(500, now).at).toBe(500)
    expect(createCursor(now, now).at).toBe(now)
    expect(createCursor(undefined, now).at).toBeUndefined()
  })

  test('begins at the start of the read, if the state says a later time', () => {
    expect(createCursor(now + 1, now).at).toBe(now)
  })

  test('goes on to the latest call of a slice', () => {
    const cursor = createCursor(500, now)
    cursor.pass(501)
    expect(cursor.at).toBe(501)
    cursor.pass(now)
    expect(cursor.at).toBe(now)
  })

  test('begins with the first call, where there was none', () => {
    const cursor = createCursor(undefined, now)
    cursor.pass(undefined)
    expect(cursor.at).toBeUndefined()
    cursor.pass(0)
    expect(cursor.at).toBe(0)
  })

  test('does not move for an empty slice', () => {
    const cursor = createCursor(500, now)
    cursor.pass(undefined)
    expect(cursor.at).toBe(500)
  })

  test('never goes backwards', () => {
    const cursor = createCursor(500, now)
    cursor.pass(499)
    expect(cursor.at).toBe(500)
  })

  test('never goes past the start of the read', () => {
    const cursor = createCursor(500, now)
    cursor.pass(now + 1)
    expect(cursor.at).toBe(500)
  })

  test('stays where it is once a slice is not settled', () => {
    const cursor = createCursor(500, now)
    cursor.pass(600)
    cursor.hold()
    cursor.pass(700)
    expect(cursor.at).toBe(600)
  })
})

test('the cursor is monotonic and behind the start of the read, whatever the slices hold', () => {
  const latest = fc.option(fc.integer({ min: 0, max: 2 * now }), { nil: undefined })
  fc.assert(
    fc.property(latest, fc.array(fc.oneof(latest, fc.constant('hold'))), (from, slices) => {
      const cursor = createCursor(from, now)
      let before = cursor.at ?? Number.NEGATIVE_INFINITY
      let held = false
      for (const slice of slices) {
        if (typeof slice === 'string') {
          held = true
          cursor.hold()
        } else cursor.pass(slice)
        const at = cursor.at ?? Number.NEGATIVE_INFINITY
        expect(at).toBeGreaterThanOrEqual(before)
        expect(at).toBeLessThanOrEqual(now)
        if (held) expect(at).toBe(before)
        before = at
      }
    }),
  )
})
