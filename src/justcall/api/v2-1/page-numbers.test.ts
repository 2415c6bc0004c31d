import { describe, expect, test } from 'vitest'
import { NotAPage } from '../list-api.ts'
import type { Page } from './page.ts'
import { createPageNumbers } from './page-numbers.ts'

const answer = (page: number | undefined, more: Partial<Page> = {}): Page => ({
  rows: [{ id: 1 }],
  page,
  nextPage: undefined,
  hasLink: false,
  hasNext: true,
  pageSize: 1,
  total: undefined,
  ...more,
})

/** The numbers after these first pages were seen. */
const learned = (...answers: readonly Page[]) => {
  const numbers = createPageNumbers()
  for (const one of answers) numbers.learn(one)
  return numbers
}

describe('where the numbers begin', () => {
  test.each<readonly [string, Page, readonly [number, number] | undefined]>([
    ['the link of the first page leads to 1', answer(undefined, { nextPage: 1 }), [0, 1]],
    ['the link of the first page leads to 2', answer(undefined, { nextPage: 2 }), [1, 2]],
    ['the first page says that it is 0', answer(0), [0, 1]],
    ['the link rules over a number that disagrees', answer(0, { nextPage: 2 }), [1, 2]],
    ['the link rules over a number that is one too many', answer(1, { nextPage: 1 }), [0, 1]],
    ['1 alone shows nothing, since the number may be one too many', answer(1), undefined],
    ['no number shows nothing', answer(undefined), undefined],
    ['a link to any other page shows nothing', answer(undefined, { nextPage: 9 }), undefined],
  ])('is seen from the first page: %s', (_, first, expected) => {
    const numbers = learned(first)
    expect(numbers.isKnown).toBe(expected !== undefined)
    if (expected !== undefined) expect([numbers.of(1), numbers.of(2)]).toEqual(expected)
  })

  test('is taken for 0 until it is known', () => {
    expect(createPageNumbers().of(3)).toBe(2)
  })

  test.each([0, 1] as const)('may be said: %i', (first) => {
    const numbers = createPageNumbers()
    numbers.begin(first)
    expect(numbers.isKnown).toBe(true)
    expect(numbers.of(3)).toBe(first + 2)
  })

  test('is not forgotten for a page that says 0 on an API that counts from 1', () => {
    expect(learned(answer(1, { nextPage: 2 }), answer(0)).of(2)).toBe(2)
  })
})

describe('the rows of an answer', () => {
  test.each([0, 5])('are those of the page with the number that was asked for: %i', (page) => {
    expect(learned(answer(0)).rowsOf(answer(page), page)).toEqual([{ id: 1 }])
  })

  test('are those of a page without a number', () => {
    expect(learned(answer(0)).rowsOf(answer(undefined), 4)).toEqual([{ id: 1 }])
  })

  test('are those of any first page as long as its number is not known', () => {
    expect(createPageNumbers().rowsOf(answer(1), undefined)).toEqual([{ id: 1 }])
  })

  test('are none past the end, where the last page is answered again by its own number', () => {
    expect(learned(answer(0)).rowsOf(answer(2, { hasNext: false }), 5)).toEqual([])
  })

  test('are not those of an earlier page behind which another one follows', () => {
    expect(() => learned(answer(0)).rowsOf(answer(2), 5)).toThrow(
      new NotAPage('page 2 was answered where page 5 was asked for'),
    )
  })

  test('are none where the same earlier page is answered a second time, though it links to another one', () => {
    const numbers = learned(answer(0))
    expect(() => numbers.rowsOf(answer(2), 5)).toThrow(NotAPage)
    // What is answered meanwhile, for another page or for another range, changes nothing.
    expect(() => numbers.rowsOf(answer(2), 6)).toThrow(NotAPage)
    expect(() => numbers.rowsOf(answer(3), 5)).toThrow(NotAPage)
    expect(numbers.rowsOf(answer(2), 5)).toEqual([])
  })

  test('are not those of a later page, once', () => {
    const numbers = learned(answer(0))
    expect(() => numbers.rowsOf(answer(6), 5)).toThrow(
      new NotAPage('page 6 was answered where page 5 was asked for'),
    )
    expect(numbers.rowsOf(answer(5), 5)).toEqual([{ id: 1 }])
  })

  test('are those of a page whose number is off as the one before was, and from then on always', () => {
    const numbers = learned(answer(1, { nextPage: 1 }))
    expect(() => numbers.rowsOf(answer(1), undefined)).toThrow(NotAPage)
    expect(numbers.rowsOf(answer(1), undefined)).toEqual([{ id: 1 }])
    expect(numbers.rowsOf(answer(8), 7)).toEqual([{ id: 1 }])
  })

  test('are not those of a page that is off by another number each time', () => {
    const numbers = learned(answer(0))
    for (const page of [6, 7, 8, 6]) expect(() => numbers.rowsOf(answer(page), 5)).toThrow(NotAPage)
  })

  test('are not those of a page that is off again after a right one', () => {
    const numbers = learned(answer(0))
    expect(() => numbers.rowsOf(answer(6), 5)).toThrow(NotAPage)
    expect(numbers.rowsOf(answer(5), 5)).toHaveLength(1)
    expect(() => numbers.rowsOf(answer(6), 5)).toThrow(NotAPage)
  })
})
