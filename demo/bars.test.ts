import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { bar, shade, stack } from './bars.ts'

describe('bar', () => {
  test.each([
    [0, 8, ''],
    [8, 8, '████'],
    [4, 8, '██'],
    [1, 8, '▌'],
    [3, 8, '█▌'],
    [9, 8, '████'],
  ])('shows %i of %i in 4 characters as "%s"', (value, most, shown) => {
    expect(bar(value, most, 4)).toBe(shown)
  })

  test('shows the least value as a sliver, never as nothing', () => {
    expect(bar(1, 1_000_000, 10)).toBe('▏')
  })

  test('shows nothing where all is nothing', () => {
    expect(bar(0, 0, 10)).toBe('')
  })
})

describe('stack', () => {
  test('gives the parts of a whole bar all of its width', () => {
    expect(stack([1, 1, 1], 3, 10)).toEqual([3, 4, 3])
  })

  test('gives nothing where all is nothing', () => {
    expect(stack([0, 0], 0, 10)).toEqual([0, 0])
  })

  test('is as long as its sum, however it is parted, and no part is negative', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(1000), { minLength: 1 }), fc.nat(1000), (parts, more) => {
        const sum = parts.reduce((a, b) => a + b)
        const lengths = stack(parts, sum + more, 60)
        const [whole] = stack([sum], sum + more, 60)
        expect(lengths.reduce((a, b) => a + b)).toBe(whole)
        expect(Math.min(...lengths)).toBeGreaterThanOrEqual(0)
      }),
    )
  })
})

test.each([
  [0, '·'],
  [1, '░'],
  [50, '▒'],
  [51, '▓'],
  [100, '█'],
])('shades %i of 100 as %s', (value, shown) => {
  expect(shade(value, 100)).toBe(shown)
})
