import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { ObservedPage } from './observed-page.ts'
import { createVerification } from './verification.ts'

const noon = Date.parse('2026-03-12T12:00:00Z')
const at = (seconds: number) => noon + seconds * 1000

let answers = 0
/** An answer, after the one before unless its place is given. */
function answer(ids: string, total: number | undefined, more: Partial<ObservedPage> = {}): ObservedPage {
  answers += 1
  const answeredAt = more.answeredAt ?? at(answers)
  return {
    number: 1,
    ids: [...ids],
    moments: [],
    total,
    claimed: total,
    totalPages: 2,
    askedAfter: answers - 1,
    answered: answers,
    askedAt: answeredAt,
    answeredAt,
    ...more,
  }
}

function verificationOf(...pages: readonly ObservedPage[]) {
  const verification = createVerification()
  for (const page of pages) verification.observe(page)
  return verification
}

function verificationOfPasses(...passes: readonly (readonly ObservedPage[])[]) {
  const verification = createVerification()
  for (const [nth, pages] of passes.entries()) {
    if (nth > 0) verification.beginPass()
    for (const page of pages) verification.observe(page)
  }
  return verification
}

describe('an API that lists a call twice, and counts it so', () => {
  const pass = (...pages: readonly string[]) => passOf(6, pages)
  const passOf = (total: number | undefined, pages: readonly string[]) =>
    pages.map((ids, place) => answer(ids, total, { number: place + 1, totalPages: 2 }))
  const passes = (...observed: readonly (readonly ObservedPage[])[]) => {
    const verification = verificationOfPasses(...observed)
    return [verification.verified(false), verification.verified(true)]
  }

  test.each([
    { what: 'on one page', pages: ['abb', 'ccd'] },
    { what: 'on two', pages: ['abc', 'ccd'] },
    { what: 'as if a page more were to come', pages: ['abc', 'ccd', ''] },
  ])('is believed as soon as a second pass shows the same: $what', ({ pages }) => {
    expect(passes(pass(...pages))).toEqual([false, false])
    expect(passes(pass(...pages), pass(...pages))).toEqual([false, true])
    expect(passes(pass('abb', 'bcc'), pass(...pages), pass(...pages))).toEqual([false, true])
  })

  test('is believed in whatever order the pages of a pass come', () => {
    const [first, second, third] = ['abb', 'ccd', 'de'].map((ids, place) =>
      answer(ids, 8, { number: place + 1, totalPages: 3 }),
    ) as [ObservedPage, ObservedPage, ObservedPage]
    expect(passes([first, second, third], [first, third, second])).toEqual([false, true])
  })

  test.each([
    { what: 'a page shows another call', second: pass('abb', 'cce') },
    { what: 'calls have changed places', second: pass('bab', 'ccd') },
    { what: 'a page is not there yet', second: pass('abb') },
    { what: 'a page came to it', second: pass('abb', 'ccd', 'e') },
    { what: 'a page is shorter', second: pass('abb', 'cc') },
    { what: 'nothing was shown yet', second: [] },
  ])('is not believed where $what', ({ second }) => {
    expect(passes(pass('abb', 'ccd'), second)).toEqual([false, false])
  })

  test.each([
    { what: 'a page is given in the place of another', pages: ['abc', 'abc'] },
    { what: 'one of a single call is', pages: ['abcde', 'e'] },
    { what: 'a call comes again far away', pages: ['abc', 'dea'] },
  ])('is not believed where $what', ({ pages }) => {
    expect(passes(pass(...pages), pass(...pages))).toEqual([false, false])
  })

  test('is not believed where not all are shown that are counted, or the count has changed', () => {
    expect(passes(pass('abb', 'cc'), pass('abb', 'cc'))).toEqual([false, false])
    const other = passOf(7, ['abb', 'ccd'])
    expect(passes(pass('abb', 'ccd'), other)).toEqual([false, false])
    expect(passes(other, pass('abb', 'ccd'))).toEqual([false, false])
  })

  test('is believed without any total too', () => {
    const blind = () => passOf(undefined, ['abb', 'cd'])
    expect(passes(blind())).toEqual([false, false])
    expect(passes(blind(), blind())).toEqual([false, true])
  })
})

describe('a slice is stable', () => {
  const pass = (pages: readonly string[], total = 9, totalPages = pages.length) =>
    pages.map((ids, place) => answer(ids, total, { number: place + 1, totalPages }))
  const isStable = (...observed: readonly (readonly ObservedPage[])[]) =>
    verificationOfPasses(...observed).isStable

  test.each([
    { what: 'fewer calls than are counted', pages: ['abc', 'def', 'g'] },
    { what: 'more calls than are counted', pages: ['abc', 'def', 'ghi', 'jkl'] },
    { what: 'short pages', pages: ['ab', 'cde', 'f'] },
    { what: 'an empty page at the end', pages: ['abc', 'def', ''] },
    { what: 'empty pages anywhere', pages: ['abc', '', 'd', '', ''] },
    { what: 'nothing at all', pages: ['', ''] },
    { what: 'a last page of a call that the one before ends with', pages: ['abc', 'def', 'f'] },
    { what: 'a call far away that comes again', pages: ['abc', 'def', 'ag'] },
  ])('if two passes show the same: $what', ({ pages }) => {
    expect(isStable(pass(pages), pass(pages))).toBe(true)
    expect(isStable(pass(['xyz', 'def', 'g']), pass(pages), pass(pages))).toBe(true)
    expect(verificationOfPasses(pass(pages), pass(pages)).verified(true)).toBe(false)
  })

  test('whatever the count does meanwhile', () => {
    expect(isStable(pass(['abc', 'd'], 9), pass(['abc', 'd'], 8))).toBe(true)
    const [first, second] = [pass(['abc', 'd'], 9), pass(['abc', 'd'], 7)]
    expect(isStable(pass(['abc', 'd']), [...first.slice(0, 1), ...second.slice(1)])).toBe(true)
  })

  test.each([
    { what: 'there was one pass', passes: [pass(['abc', 'd'])] },
    { what: 'there was none', passes: [] },
    { what: 'the last pass shows another call', passes: [pass(['abc', 'd']), pass(['abc', 'e'])] },
    {
      what: 'only passes before it are the same',
      passes: [pass(['abc', 'd']), pass(['abc', 'd']), pass(['abc'], 9, 2)],
    },
    { what: 'a page was not shown', passes: [pass(['abc', 'd'], 9, 3), pass(['abc', 'd'], 9, 3)] },
    { what: 'the pages have changed', passes: [pass(['abc', 'd']), pass(['abc', 'd'], 9, 1)] },
  ])('not if $what', ({ passes }) => {
    expect(isStable(...passes)).toBe(false)
  })

  test('not if the one that it may have been given for is not counted', () => {
    expect(isStable(pass(['abc', 'abc'], 9, 1), pass(['abc', 'abc'], 9, 1))).toBe(false)
    expect(isStable(pass(['abc', 'def'], 9, 1), pass(['abc', 'def'], 9, 1))).toBe(true)
  })

  test.each([
    { what: 'the first', pages: ['abc', 'abc', 'd'] },
    { what: 'one far away', pages: ['abc', 'def', 'bac'] },
    { what: 'one of a single call', pages: ['a', 'b', 'a'] },
    { what: 'parts of two', pages: ['abc', 'def', 'cd', 'g'] },
  ])('not if a page may have been given in the place of another: $what', ({ pages }) => {
    expect(isStable(pass(pages), pass(pages))).toBe(false)
  })
})

test('a pass has repeats if it shows a call twice, on one page or on two; those before it do not count', () => {
  expect(verificationOf(answer('abb', 3)).hasRepeats).toBe(true)
  expect(verificationOf(answer('abc', 3), answer('cd', 3)).hasRepeats).toBe(true)
  expect(verificationOfPasses([answer('abc', 3)], [answer('abc', 3)]).hasRepeats).toBe(false)
  expect(verificationOfPasses([answer('abb', 3)], [answer('abc', 3)]).hasRepeats).toBe(false)
})

describe('where the API tells a total', () => {
  test('a slice is verified as soon as as many distinct calls were seen', () => {
    const verification = createVerification()
    verification.observe(answer('abc', 5))
    expect(verification.verified(true)).toBe(false)
    verification.observe(answer('de', 5))
    expect(verification.verified(false)).toBe(true)
    expect(verification.numbers).toEqual({ reported: 5, seen: 5 })
  })

  test('pages that were asked for side by side count, in whatever order they are answered', () => {
    const first = answer('abc', 5, { askedAfter: 4_000, answered: 4_001 })
    const second = answer('de', 5, { askedAfter: 4_000, answered: 4_002 })
    expect(verificationOf(first, second).verified(false)).toBe(true)
    expect(verificationOf(second, first).verified(false)).toBe(true)
  })

  test('an empty slice is verified by its one answer', () => {
    expect(verificationOf(answer('', 0)).verified(false)).toBe(true)
  })

  test('nothing is verified before anything was seen', () => {
    expect(verificationOf().verified(false)).toBe(false)
    expect(verificationOf().numbers).toEqual({ reported: undefined, seen: 0 })
  })

  test('a call that stands on two pages counts once', () => {
    expect(verificationOf(answer('abc', 5), answer('cd', 5)).verified(true)).toBe(false)
    expect(verificationOf(answer('abb', 3), answer('', 3)).verified(true)).toBe(false)
  })

  test('more calls than the total are no proof: the API does not know how many it has', () => {
    expect(verificationOf(answer('abc', 4), answer('de', 4)).verified(true)).toBe(false)
  })

  test('order does not matter', () => {
    const first = answer('abc', 5)
    const second = answer('de', 5)
    expect(verificationOf(second, first).verified(false)).toBe(true)
  })
})

describe('calls that arrive', () => {
  test('keep a slice unverified until they are seen', () => {
    const verification = verificationOf(answer('abc', 5), answer('ce', 6))
    expect(verification.verified(true)).toBe(false)
    verification.beginPass()
    // f is the newcomer; d was seen by nobody yet.
    verification.observe(answer('fab', 6))
    expect(verification.verified(false)).toBe(false)
    verification.observe(answer('cde', 6))
    expect(verification.verified(false)).toBe(true)
  })

  test('the newest total counts, by the order of the answers and not by that of the pages', () => {
    const newest = answer('abc', 6, { answered: 1_002 })
    const older = answer('de', 5, { answered: 1_001 })
    const verification = verificationOf(newest, older)
    expect(verification.numbers.reported).toBe(6)
    expect(verification.verified(true)).toBe(false)
  })
})

describe('a call that vanishes', () => {
  test('shows in a total that falls: what was seen before counts no more', () => {
    // a vanished after the first answer, and d moved up to the page that was already read.
    const verification = verificationOf(answer('abc', 5), answer('e', 4))
    expect(verification.verified(true)).toBe(false)
    verification.beginPass()
    verification.observe(answer('bcd', 4))
    expect(verification.verified(false)).toBe(true)
  })

  test('does not do harm where all that is left is seen anew', () => {
    expect(verificationOf(answer('abc', 5), answer('de', 5), answer('abd', 4)).verified(true)).toBe(false)
    expect(
      verificationOf(answer('abc', 5), answer('de', 5), answer('abd', 4), answer('e', 4)).verified(true),
    ).toBe(true)
  })

  test('is no longer held against a slice whose total came back to the number seen', () => {
    // Five, then four, then five again with a newcomer: only b, c, e, d and f are listed.
    const verification = verificationOf(answer('abc', 5), answer('e', 4), answer('bcd', 5))
    expect(verification.numbers).toEqual({ reported: 5, seen: 5 })
    expect(verification.verified(true)).toBe(false)
    verification.observe(answer('f', 5))
    expect(verification.verified(true)).toBe(true)
  })

  test('shows in a total that falls after it rose, though it is still above the first', () => {
    const pages = [answer('abc', 5), answer('de', 7), answer('', 6), answer('f', 6)]
    expect(verificationOf(...pages).verified(true)).toBe(false)
    expect(verificationOf(...pages, answer('abcde', 6)).verified(true)).toBe(true)
  })

  test('counts by the order of the answers: the fall is seen although the pages came in another order', () => {
    const first = answer('abc', 5, { askedAfter: 2_000, answered: 2_001 })
    const second = answer('e', 4, { askedAfter: 2_001, answered: 2_002 })
    const third = answer('bcd', 4, { askedAfter: 2_002, answered: 2_003 })
    expect(verificationOf(third, second, first).verified(true)).toBe(true)
    // The same pages, but the first was answered last: what it showed is listed still.
    expect(
      verificationOf({ ...first, askedAfter: 2_003, answered: 2_004, total: 4 }, second).verified(true),
    ).toBe(true)
    expect(verificationOf(first, second).verified(true)).toBe(false)
  })

  test('what was asked for before the fall was told does not count: it may show a call that is gone', () => {
    const first = answer('abc', 5, { askedAfter: 3_000, answered: 3_001 })
    const second = answer('e', 4, { askedAfter: 3_001, answered: 3_002 })
    const stale = answer('dbc', 5, { askedAfter: 3_001, answered: 3_003 })
    const last = answer('bcd', 4, { askedAfter: 3_003, answered: 3_004 })
    expect(verificationOf(first, second, { ...stale, total: 4 }).verified(true)).toBe(false)
    expect(verificationOf(first, second, { ...stale, total: 4 }, last).verified(true)).toBe(true)
  })
})

describe('a call that vanishes while another arrives', () => {
  const arrived = (id: string, seconds: number) => ({ ids: [...id], moments: [at(seconds)] })

  test('shows in a total that grew by less than the calls that ended since', () => {
    const first = answer('abc', 5, { answeredAt: at(1_000) })
    // f ended after the first answer, and the total is the same: one of the five is gone.
    const second = answer('', 5, { ...arrived('f', 1_001), answeredAt: at(1_002) })
    const third = answer('de', 5, { answeredAt: at(1_003) })
    expect(verificationOf(first, second, third).verified(true)).toBe(false)
    // d, e and f are listed, and so are two of a, b and c.
    const fourth = answer('bc', 5, { answeredAt: at(1_004) })
    expect(verificationOf(first, second, third, fourth).verified(true)).toBe(true)
  })

  test('is not suspected where the total grew along', () => {
    const first = answer('abc', 4, { answeredAt: at(1_000) })
    const second = answer('', 5, { ...arrived('f', 1_001), answeredAt: at(1_002) })
    const third = answer('d', 5, { answeredAt: at(1_003) })
    expect(verificationOf(first, second, third).verified(true)).toBe(true)
  })

  test('is suspected of a call that ended within the second of the answer, since times are whole seconds', () => {
    const first = answer('abc', 5, { answeredAt: at(1_000) + 900 })
    const inSecond = { ...arrived('f', 1_000), answeredAt: at(1_002) }
    const before = { ids: ['f'], moments: [at(1_000) - 1], answeredAt: at(1_002) }
    expect(verificationOf(first, answer('', 5, inSecond), answer('d', 5)).verified(true)).toBe(false)
    expect(verificationOf(first, answer('', 5, before), answer('d', 5)).verified(true)).toBe(true)
  })

  test('is suspected of a call that ended while the answer was awaited, since nobody knows when it was made', () => {
    const slow = { askedAt: at(1_000), answeredAt: at(1_009) }
    const first = answer('abc', 5, slow)
    const meanwhile = { ...arrived('f', 1_001), answeredAt: at(1_010) }
    const before = { ...arrived('f', 999), answeredAt: at(1_010) }
    expect(verificationOf(first, answer('', 5, meanwhile), answer('d', 5)).verified(true)).toBe(false)
    expect(verificationOf(first, answer('', 5, before), answer('d', 5)).verified(true)).toBe(true)
  })

  test('is not suspected of calls that end after the answer, by a clock that is ahead', () => {
    const first = answer('abc', 5, { answeredAt: at(1_000) })
    const late = answer('', 5, { ids: ['d'], moments: [at(1_002)], answeredAt: at(1_002) - 1 })
    const inTime = answer('', 5, { ids: ['d'], moments: [at(1_002)], answeredAt: at(1_002) })
    expect(verificationOf(first, late, answer('e', 5)).verified(true)).toBe(true)
    expect(verificationOf(first, inTime, answer('e', 5)).verified(true)).toBe(false)
  })

  test('is not suspected of a call that the first answer showed already', () => {
    const first = answer('ab', 3, { answeredAt: at(1_000), moments: [at(999), at(1_000)] })
    const second = answer('bc', 3, { moments: [at(1_000), at(900)], answeredAt: at(1_001) })
    expect(verificationOf(first, second).verified(true)).toBe(true)
  })

  test('is not suspected twice of the same newcomer', () => {
    const first = answer('ab', 3, { answeredAt: at(1_000) })
    const second = answer('', 4, { ...arrived('f', 1_001), answeredAt: at(1_002) })
    const again = answer('', 4, { ...arrived('f', 1_001), answeredAt: at(1_003) })
    expect(verificationOf(first, second, again, answer('c', 4)).verified(true)).toBe(true)
  })

  test('is counted anew from where it was noticed', () => {
    const first = answer('ab', 4, { answeredAt: at(1_000) })
    const second = answer('', 4, { ...arrived('f', 1_001), answeredAt: at(1_002) })
    // f was there at the second answer; the one newcomer since, g, is in the total.
    const third = answer('', 5, { ids: ['f', 'g'], moments: [at(1_001), at(1_003)], answeredAt: at(1_004) })
    const rest = answer('bcd', 5, { answeredAt: at(1_005) })
    expect(verificationOf(first, second, third, rest).verified(true)).toBe(true)
  })

  test('is not told by calls whose times nobody knows', () => {
    const first = answer('abc', 5, { answeredAt: at(1_000) })
    const second = answer('', 5, { ids: ['d', 'e'], moments: [undefined], answeredAt: at(1_002) })
    expect(verificationOf(first, second).verified(true)).toBe(true)
  })
})

describe('an answer without a total amid others with one', () => {
  test('tells nothing of calls that vanished meanwhile: what was seen before counts no more', () => {
    expect(verificationOf(answer('abc', 5), answer('d', undefined), answer('e', 5)).verified(true)).toBe(
      false,
    )
    expect(
      verificationOf(answer('abc', 5), answer('d', undefined), answer('e', 5), answer('abc', 5)).verified(
        true,
      ),
    ).toBe(true)
  })

  test('is no measure if it is the newest', () => {
    const verification = verificationOf(answer('abc', 4), answer('d', undefined))
    expect(verification.numbers).toEqual({ reported: undefined, seen: 4 })
    expect(verification.verified(true)).toBe(false)
  })
})

describe('where the pages deny the total', () => {
  let number = 0
  const claim = (ids: string, claimed: number | undefined, more: Partial<ObservedPage> = {}) => {
    number += 1
    return answer(ids, undefined, { claimed, number, ...more })
  }

  test.each([
    { what: 'too many pages are told', ids: ['abc', 'de', '', ''] },
    { what: 'too few', ids: ['abc', 'de'] },
    { what: 'far too few', ids: ['a', 'b', 'c', 'd', 'e'] },
  ])('it is believed once as many were seen in a whole pass: $what', ({ ids }) => {
    const verification = verificationOf(...ids.map((page) => claim(page, 5)))
    expect(verification.verified(false)).toBe(false)
    expect(verification.verified(true)).toBe(true)
    expect(verification.numbers).toEqual({ reported: 5, seen: 5 })
  })

  test('it is believed where some pages deny it, and others do not', () => {
    const verification = verificationOf(claim('abc', 5, { total: 5 }), claim('de', 5))
    expect(verification.verified(false)).toBe(false)
    expect(verification.verified(true)).toBe(true)
  })

  test('a number that is something else is none, if the last page is not full', () => {
    expect(verificationOf(claim('abc', 90), claim('de', 90)).verified(true)).toBe(true)
    expect(verificationOf(claim('abc', 90), claim('', 90)).verified(true)).toBe(true)
    expect(verificationOf(claim('abc', 4), claim('def', 4)).verified(true)).toBe(true)
  })

  test('more may be listed behind a last page that is full', () => {
    expect(verificationOf(claim('abc', 7), claim('def', 7)).verified(true)).toBe(false)
    expect(verificationOf(claim('abc', 7)).verified(true)).toBe(false)
  })

  test('another number is a change', () => {
    expect(verificationOf(claim('abc', 6), claim('de', 7)).verified(true)).toBe(false)
    expect(verificationOf(claim('abc', 6), claim('de', undefined)).verified(true)).toBe(false)
  })

  test('one that falls tells of a call that vanished, as a total does', () => {
    const verification = verificationOf(claim('abc', 5), claim('e', 4))
    expect(verification.verified(true)).toBe(false)
    verification.beginPass()
    verification.observe(claim('bcd', 4, { number: 1 }))
    expect(verification.verified(false)).toBe(false)
    expect(verification.verified(true)).toBe(true)
  })
})

describe('where the API tells no total', () => {
  const blind = (ids: string, totalPages = 2) => answer(ids, undefined, { totalPages })

  test('a pass that stood still is the measure, once it is done', () => {
    const verification = verificationOf(blind('abc'), blind('de'))
    expect(verification.verified(false)).toBe(false)
    expect(verification.verified(true)).toBe(true)
  })

  test('full pages alone stand still too', () => {
    expect(verificationOf(blind('abc'), blind('def')).verified(true)).toBe(true)
  })

  test('an empty page is a slice without calls', () => {
    expect(verificationOf(blind('', 1)).verified(true)).toBe(true)
  })

  test('empty pages are not short of anything', () => {
    expect(verificationOf(blind(''), blind('')).verified(true)).toBe(true)
  })

  test('another number of pages is a change', () => {
    expect(verificationOf(blind('abc', 2), blind('de', 3)).verified(true)).toBe(false)
  })

  test('a call on two pages is a change', () => {
    expect(verificationOf(blind('abc'), blind('cd')).verified(true)).toBe(false)
  })

  test('one short page is the last one, two are a change', () => {
    expect(verificationOf(blind('abc', 3), blind('def', 3), blind('g', 3)).verified(true)).toBe(true)
    expect(verificationOf(blind('abc', 3), blind('de', 3), blind('f', 3)).verified(true)).toBe(false)
  })

  test('a page of the pass that told a total is a change', () => {
    expect(verificationOf(answer('abc', 5), blind('de')).verified(true)).toBe(false)
  })

  test('only the newest pass counts', () => {
    const verification = verificationOf(blind('abc'), blind('cd'))
    expect(verification.verified(true)).toBe(false)
    verification.beginPass()
    verification.observe(blind('abc'))
    expect(verification.verified(false)).toBe(false)
    verification.observe(blind('de'))
    expect(verification.verified(true)).toBe(true)
  })
})

test('misses no call that was listed at the first answer, whatever arrives and vanishes between answers', () => {
  const step = fc.record({
    arrive: fc.integer({ min: 0, max: 2 }),
    vanish: fc.option(fc.nat(100), { nil: undefined, freq: 3 }),
    page: fc.integer({ min: 1, max: 4 }),
    beginsPass: fc.boolean(),
  })
  const histories = fc.record({
    calls: fc.integer({ min: 0, max: 8 }),
    /** Calls that are listed a second time. */
    twice: fc.array(fc.nat(100), { maxLength: 2 }),
    newestFirst: fc.boolean(),
    steps: fc.array(step, { minLength: 1, maxLength: 16 }),
  })
  fc.assert(
    fc.property(histories, ({ calls, twice, newestFirst, steps }) => {
      const perPage = 3
      let serial = 0
      const call = (moment: number) => {
        serial += 1
        return { id: `call ${serial}`, moment }
      }
      let listed = Array.from({ length: calls }, () => call(at(-60)))
      for (const place of twice) listed.push(...listed.slice(place % calls, (place % calls) + 1))
      const seen = new Set<string>()
      const verification = createVerification()
      for (const [index, { arrive, vanish, page, beginsPass }] of steps.entries()) {
        if (beginsPass) verification.beginPass()
        const answeredAt = at(10 * (index + 1))
        listed.push(...Array.from({ length: index === 0 ? 0 : arrive }, () => call(answeredAt - 3_000)))
        if (vanish !== undefined) listed = listed.filter((_, place) => place !== vanish % listed.length)
        const inOrder = newestFirst ? listed.toReversed() : listed
        const shown = inOrder.slice((page - 1) * perPage, page * perPage)
        for (const { id } of shown) seen.add(id)
        verification.observe({
          number: page,
          ids: shown.map(({ id }) => id),
          moments: shown.map(({ moment }) => moment),
          total: listed.length,
          claimed: listed.length,
          totalPages: Math.ceil(listed.length / perPage),
          askedAfter: index,
          answered: index + 1,
          askedAt: answeredAt - 1,
          answeredAt,
        })
        if (verification.verified(true)) {
          // A newcomer may be missed where another call vanished at the same moment; the next sync reads it.
          expect(listed.filter(({ id, moment }) => !seen.has(id) && moment < noon)).toEqual([])
        }
      }
    }),
    { numRuns: 2_000 },
  )
})
