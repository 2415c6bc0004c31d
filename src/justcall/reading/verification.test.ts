import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createVerification, type ObservedPage } from './verification.ts'

const noon = Date.parse('2026-03-12T12:00:00Z')
const at = (seconds: number) => noon + seconds * 1000

/** A page in letters: "abc" has three calls. Responses come in the order in which they are written, unless it is given. */
interface Written extends Partial<Omit<ObservedPage, 'ids'>> {
  readonly ids: string
}

let responses = 0
function page(ids: string, total: number | undefined, more: Partial<ObservedPage> = {}): ObservedPage {
  responses += 1
  const answeredAt = more.answeredAt ?? at(responses)
  return {
    number: 1,
    ids: [...ids],
    endings: [],
    total,
    totalPages: 1,
    next: 'no',
    requestSeq: responses - 1,
    responseSeq: responses,
    requestedAt: answeredAt,
    answeredAt,
    ...more,
  }
}

/** A pass in letters, a page a word, with the total that all pages report. */
const pass = (words: string, total?: number, more: Partial<ObservedPage> = {}) => {
  const pages = words.split(' ')
  return pages.map((ids, place) =>
    page(ids.replace('-', ''), total, { number: place + 1, totalPages: pages.length, ...more }),
  )
}

/** What is concluded of passes that are done. */
function verdict(...passes: readonly (readonly ObservedPage[])[]) {
  const verification = createVerification()
  for (const [nth, pages] of passes.entries()) {
    if (nth > 0) verification.beginPass()
    for (const observed of pages) verification.observe(observed)
  }
  if (verification.isComplete(true)) return 'complete'
  return verification.isRepeated() ? 'repeated' : 'unclear'
}

describe('with a total, a slice is complete', () => {
  test('as soon as that many calls were seen', () => {
    expect(verdict(pass('abc de', 5))).toBe('complete')
    expect(verdict(pass('abc de', 6))).toBe('unclear')
    expect(verdict(pass('abc de', 4))).toBe('unclear')
    expect(verdict(pass('-', 0))).toBe('complete')
  })

  test('not before the first pass is done, and as soon as nothing is missing in a later one', () => {
    const verification = createVerification()
    for (const observed of pass('abc d', 5)) verification.observe(observed)
    expect(verification.isComplete(false)).toBe(false)
    verification.beginPass()
    verification.observe(page('eab', 5, { totalPages: 2 }))
    expect(verification.isComplete(false)).toBe(true)
  })

  test('whatever the order of the pages and of their responses', () => {
    const [first, second, third] = pass('ab cd e', 5)
    expect(verdict([third, first, second].filter((observed) => observed !== undefined))).toBe('complete')
  })

  test('not by a call that stands on two pages', () => {
    expect(verdict(pass('abc cd', 5))).toBe('unclear')
  })

  test('by the newest total, in the order of the responses', () => {
    expect(verdict([page('ab', 4, { responseSeq: 902 }), page('cd', 3, { responseSeq: 901 })])).toBe(
      'complete',
    )
    expect(verdict([page('ab', 5, { responseSeq: 902 }), page('cd', 4, { responseSeq: 901 })])).toBe(
      'unclear',
    )
  })
})

describe('a call that vanished', () => {
  test('shows in a total that falls: what was seen before does not count any more', () => {
    expect(verdict([page('ab', 4), page('cd', 3)])).toBe('unclear')
    expect(verdict([page('ab', 4), page('cd', 3)], [page('bcd', 3)])).toBe('complete')
  })

  test('shows by the order of the responses, not by that of the pages', () => {
    expect(verdict([page('ab', 3, { responseSeq: 912 }), page('cd', 4, { responseSeq: 911 })])).toBe(
      'unclear',
    )
  })

  test('hides what was requested before the fall was seen', () => {
    const late = page('abc', 3, { requestSeq: 920, responseSeq: 923 })
    expect(verdict([page('xa', 4, { responseSeq: 921 }), page('y', 3, { responseSeq: 922 }), late])).toBe(
      'unclear',
    )
    const after = page('abc', 3, { requestSeq: 922, responseSeq: 923 })
    expect(verdict([page('xa', 4, { responseSeq: 921 }), page('a', 3, { responseSeq: 922 }), after])).toBe(
      'complete',
    )
  })

  test('shows in a total that grew by less than the calls that ended since', () => {
    const before = page('ab', 3, { requestedAt: at(5_000), answeredAt: at(5_001) })
    const arrival = { endings: [at(5_002), undefined], requestedAt: at(5_003), answeredAt: at(5_004) }
    expect(verdict([before, page('nb', 3, arrival)])).toBe('unclear')
    expect(verdict([before, page('nc', 4, arrival)])).toBe('complete')
  })

  test('is not suspected of a call that the first response showed, nor of one that ends later by its clock', () => {
    const before = page('ab', 3, { requestedAt: at(5_000), answeredAt: at(5_001) })
    const shown = { endings: [at(5_002)], answeredAt: at(5_004) }
    expect(verdict([before, page('ac', 3, shown)])).toBe('complete')
    expect(verdict([before, page('cb', 3, { endings: [at(9_000)], answeredAt: at(5_004) })])).toBe('complete')
  })

  test('may hide behind a response out of its order in a later pass, which therefore proves nothing', () => {
    const second = [
      page('abc', 4, { responseSeq: 952, requestSeq: 950 }),
      page('d', 3, { responseSeq: 951, requestSeq: 950 }),
    ]
    expect(verdict(pass('ab c', 4), second)).toBe('unclear')
  })

  test('is never taken for listed, whatever arrives and vanishes between responses', () => {
    const events = fc.array(fc.constantFrom('arrive', 'remove', 'read'), { minLength: 3, maxLength: 40 })
    fc.assert(
      fc.property(events, fc.integer({ min: 1, max: 3 }), (steps, size) => {
        let listed = ['a', 'b', 'c', 'd', 'e']
        let names = 0
        let clock = at(100_000)
        let next = 1
        let moved = 0
        const verification = createVerification()
        const endings = new Map<string, number>()
        const first = new Set(listed)
        for (const step of steps) {
          clock += 1_000
          if (step === 'arrive' && moved === 0) {
            names += 1
            listed = [`n${names}`, ...listed]
            endings.set(`n${names}`, clock)
            moved += 1
          } else if (step === 'remove' && moved === 0 && listed.length > 1) {
            first.delete(listed.at(-1) ?? '')
            listed = listed.slice(0, -1)
            moved += 1
          } else if (step === 'read') {
            moved = 0
            const totalPages = Math.ceil(listed.length / size)
            if (next > totalPages) {
              if (verification.isComplete(true)) break
              next = 1
              verification.beginPass()
            }
            const ids = listed.slice((next - 1) * size, next * size)
            const times = { endings: ids.map((id) => endings.get(id)), requestedAt: clock, answeredAt: clock }
            verification.observe({ ...page('', listed.length, { number: next, totalPages, ...times }), ids })
            seen(ids)
            next += 1
          }
        }
        if (verification.isComplete(false)) for (const id of first) expect(shown.has(id)).toBe(true)
        shown.clear()
      }),
      { numRuns: 500 },
    )
  })
  const shown = new Set<string>()
  const seen = (ids: readonly string[]) => {
    for (const id of ids) shown.add(id)
  }
})

describe('without a total, a slice is complete', () => {
  test.each(['abc def g', 'abc def', 'abc def - -', 'abc', '-'])(
    'if the pages agree with each other: %s',
    (words) => {
      expect(verdict(pass(words))).toBe('complete')
    },
  )

  test.each([
    { what: 'one in the middle is short', words: 'abc d efg' },
    { what: 'one is empty', words: 'abc - def' },
    { what: 'one is longer', words: 'abc defg' },
    { what: 'a call is on two', words: 'abc cde' },
  ])('not if $what', ({ words }) => {
    expect(verdict(pass(words))).toBe('unclear')
  })

  test('not if the number of pages changed, or one page reports a total', () => {
    const [first, second] = [pass('abc d'), pass('abc d')]
    expect(verdict(first.map((observed, place) => ({ ...observed, totalPages: 2 + place })))).toBe('unclear')
    expect(
      verdict(second.map((observed, place) => (place === 0 ? { ...observed, total: 9 } : observed))),
    ).toBe('unclear')
  })
})

describe('two passes that show the same', () => {
  test.each(['abc def g', 'ab cde f', 'abc def -', '- -', 'abc def f'])(
    'are repeated, whatever is reported: %s',
    (words) => {
      expect(verdict(pass(words, 9), pass(words, 9))).toBe('repeated')
      expect(verdict(pass(words, 9), pass(words, 11))).toBe('repeated')
      expect(verdict(pass('xyz', 99), pass(words, 99), pass(words, 99))).toBe('repeated')
    },
  )

  test.each(['abc', 'abc def h', 'acb def g', 'abc def g h', 'ab cde fg'])(
    'are not repeated where the second is %s',
    (words) => {
      expect(verdict(pass('abc def g', 9), pass(words, 9))).toBe('unclear')
    },
  )

  test('are complete if the API counts rows, and lists a call in several of them', () => {
    for (const words of ['abb ccd', 'abc cd', 'abc ade']) {
      const total = words.replace(' ', '').length
      expect(verdict(pass(words, total))).toBe('unclear')
      expect(verdict(pass(words, total), pass(words, total))).toBe('complete')
      expect(verdict(pass(words, total + 1), pass(words, total + 1))).toBe('repeated')
    }
  })

  test('are not complete where one page is there in place of another', () => {
    for (const words of ['abc abc', 'abc c', 'ab cd ab']) {
      const total = words.replaceAll(' ', '').length
      expect(verdict(pass(words, total), pass(words, total))).toBe('repeated')
    }
  })
})

describe('the next page', () => {
  const next = (pages: readonly Written[]) => {
    const verification = createVerification()
    for (const { ids, total, ...more } of pages) verification.observe(page(ids, total, more))
    return verification.nextPage()
  }

  test('is the first one, then each that is counted', () => {
    expect(next([])).toBe(1)
    expect(next([{ ids: 'ab', total: 4, totalPages: 2 }])).toBe(2)
    expect(next([{ ids: 'ab', total: 2, totalPages: 1 }])).toBeUndefined()
    expect(next([{ ids: '', total: 0, totalPages: 0 }])).toBeUndefined()
  })

  test('is one that is not counted, while calls are missing and the last page showed new ones', () => {
    const first = { ids: 'ab', total: 5, totalPages: 2 }
    expect(next([first, { ids: 'cd', total: 5, totalPages: 2, number: 2 }])).toBe(3)
    expect(next([first, { ids: 'c', total: 5, totalPages: 2, number: 2 }])).toBe(3)
    expect(next([first, { ids: 'ab', total: 5, totalPages: 2, number: 2 }])).toBeUndefined()
    expect(next([first, { ids: '', total: 5, totalPages: 2, number: 2 }])).toBeUndefined()
    const blind = { totalPages: 2, total: undefined }
    expect(
      next([
        { ids: 'ab', ...blind },
        { ids: 'cd', ...blind, number: 2 },
      ]),
    ).toBeUndefined()
  })
})

test('a pass over many pages that moves takes time in proportion to them', () => {
  const count = (pages: number) => {
    const verification = createVerification()
    let reads = 0
    const observed = (number: number, from: number) => {
      const ids = Array.from({ length: 10 }, (_, nth) => `${from + (number - 1) * 10 + nth}`)
      const counted = new Proxy(ids, {
        get(target, name, receiver) {
          if (typeof name === 'string' && /^\d+$/.test(name)) reads += 1
          return Reflect.get(target, name, receiver)
        },
      })
      return { ...page('', pages * 10, { number, totalPages: pages }), ids: counted }
    }
    for (let number = 1; number <= pages; number += 1) verification.observe(observed(number, 0))
    verification.isComplete(true)
    verification.beginPass()
    for (let number = 1; number <= pages; number += 1) {
      verification.observe(observed(number, 5))
      verification.isComplete(false)
    }
    return reads
  }
  expect(count(400) / count(100)).toBeLessThan(5)
})

test('a page without one row that can be known is followed by no other, though it says so', () => {
  const next = (ids: string[], more: Partial<ObservedPage>) => {
    const verification = createVerification()
    verification.observe(page('', undefined, { number: 2, ids, next: 'yes', totalPages: undefined, ...more }))
    return verification.nextPage()
  }
  expect(next(['\u00002.0'], {})).toBeUndefined()
  expect(next(['\u00002.0'], { total: 1_000_000, totalPages: 1 })).toBeUndefined()
  expect(next(['\u00002.0', 'a'], {})).toBe(3)
})

test('a count of pages is not followed beyond a hundred pages without a row', () => {
  const verification = createVerification()
  const counted = { total: 1e12, totalPages: 1e10 }
  verification.observe(page('a', undefined, { ...counted, number: 1 }))
  for (let number = 2; number <= 100; number += 1)
    verification.observe(page('', undefined, { ...counted, number }))
  expect(verification.nextPage()).toBe(101)
  verification.observe(page('', undefined, { ...counted, number: 101 }))
  expect(verification.nextPage()).toBeUndefined()
})
