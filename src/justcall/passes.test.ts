import { describe, expect, test } from 'vitest'
import {
  callsOn,
  createMadeUpApi,
  day,
  idsOf,
  type MadeUpApi,
  type MadeUpCall,
  noon,
  type Ways,
} from './made-up-api.ts'
import { createOddities } from './oddities.ts'
import { createPageQueries } from './page-queries.ts'
import { verify } from './passes.ts'
import { startReading } from './slice-reading.ts'
import { createTextMemory } from './text-store.ts'
import { createWindow } from './window.ts'

const date = '2026-03-05'
const slice = { first: day(date), last: day(date) }
const named = (name: string): MadeUpCall => ({ call_id: name, started_at: `${date}T12:00:00Z` })

interface Setup {
  readonly ways: Ways
  /** In which order the pages of the first pass are answered; they are taken in their own. */
  readonly order?: readonly number[]
  readonly workers?: number
  readonly perPage?: number
  /** What happens to the account before a page is answered, each time it is asked for. */
  readonly meanwhile?: (page: number, time: number, api: MadeUpApi) => void
}

/** Reads a slice's pages once, and then until it is verified: which pages were taken then, and what was sent. */
async function readOn({ ways, order = [], workers = 1, perPage = 2, meanwhile = () => undefined }: Setup) {
  const queries = createPageQueries(perPage)
  const times = new Map<number, number>()
  const api = createMadeUpApi({
    ...ways,
    before(_, { page }) {
      const time = (times.get(page) ?? 0) + 1
      times.set(page, time)
      meanwhile(page, time, api)
    },
  })
  const fetch = (page: number) => api.pages.fetch(queries.of(slice, page))
  const window = createWindow(createTextMemory(1_000_000))
  const oddities = createOddities(() => undefined)
  const reading = startReading(slice, {
    from: 0,
    to: undefined,
    now: noon,
    sent: undefined,
    window,
    oddities,
  })
  const numbers = order.length > 0 ? order : [1]
  const pages = []
  for (const number of numbers) pages.push(await fetch(number))
  if (order.length === 0) {
    for (let number = 2; number <= (pages[0]?.totalPages ?? 0); number += 1) pages.push(await fetch(number))
  }
  const first = pages.toSorted((a, b) => a.number - b.number).flatMap((page) => idsOf(reading.take(page)))
  api.asked.length = 0
  api.mostAtOnce = 0
  const later: unknown[][] = []
  for await (const records of verify(reading, fetch, workers)) later.push(idsOf(records))
  return {
    again: api.asked.slice(0, later.length).map((asked) => Number(asked.split('#')[1] ?? 1)),
    first,
    later: later.flat(),
    mostAtOnce: api.mostAtOnce,
    verified: reading.verification.verified(true),
  }
}

const six = callsOn(date, 6)
/** A total that nothing will ever agree with. */
const oneMore: Ways['tale'] = ({ rows, totalPages, number }) => ({
  total: 7,
  rows: number === totalPages ? rows.slice(0, 1) : rows,
})

/** The second pass finds the calls in another order, so that there is a third. */
const turned: NonNullable<Setup['meanwhile']> = (page, time, api) => {
  if (page === 1 && time === 2) api.calls.reverse()
}

describe('nothing is read again', () => {
  test('where nothing is missing', async () => {
    expect(await readOn({ ways: { calls: six } })).toMatchObject({ again: [], later: [], verified: true })
  })

  test('in an empty slice', async () => {
    expect(await readOn({ ways: {} })).toMatchObject({ again: [], verified: true })
  })

  test('where no total is told, and the pages stood still', async () => {
    const ways = { calls: six, tale: () => ({ total: undefined }) }
    expect(await readOn({ ways })).toMatchObject({ again: [], verified: true })
  })
})

describe('the pages behind the last one are read on', () => {
  test('that have come into being meanwhile', async () => {
    const meanwhile: Setup['meanwhile'] = (page, time, api) => {
      if (page === 3 && time === 1) api.calls.push(named('new 1'), named('new 2'), named('new 3'))
    }
    const { again, later, verified } = await readOn({ ways: { calls: six }, meanwhile })
    expect({ again, later, verified }).toEqual({
      again: [4, 5],
      later: ['new 1', 'new 2', 'new 3'],
      verified: true,
    })
  })

  test('that the server does not count, while the last is full and calls are missing', async () => {
    const ways: Ways = { calls: callsOn(date, 7), tale: () => ({ totalPages: 2 }) }
    const { again, later, verified } = await readOn({ ways })
    expect({ again, verified }).toEqual({ again: [3, 4], verified: true })
    expect(later).toHaveLength(3)
  })

  test('but not behind one that is not full, nor where nothing is missing', async () => {
    const short: Ways = {
      calls: six,
      tale: ({ number, rows }) => ({ totalPages: 3, total: 7, rows: number === 3 ? rows.slice(1) : rows }),
    }
    expect((await readOn({ ways: short })).again).not.toContain(4)
    expect((await readOn({ ways: { calls: six, tale: () => ({ totalPages: 2, total: 4 }) } })).again).toEqual(
      [],
    )
  })

  test('but none that is told of once nothing is missing', async () => {
    const ways: Ways = { calls: callsOn(date, 4), tale: ({ number }) => ({ totalPages: number + 1 }) }
    expect(await readOn({ ways, order: [1, 2] })).toMatchObject({ again: [], verified: true })
  })

  test('where the last one was filled in the third pass', async () => {
    const meanwhile: Setup['meanwhile'] = (page, time, api) => {
      turned(page, time, api)
      if (page === 2 && time === 3) api.calls.push(named('new 1'), named('new 2'))
    }
    const tale: Ways['tale'] = ({ total = 0 }) => ({ totalPages: 2, total: Math.max(total, 4) })
    const read = await readOn({ ways: { calls: callsOn(date, 3), tale }, meanwhile })
    expect(read).toMatchObject({ again: [1, 2, 1, 2, 3], later: ['new 1', 'new 2'], verified: true })
  })

  test('in a second pass and in a third one too', async () => {
    const meanwhile: Setup['meanwhile'] = (page, time, api) => {
      turned(page, time, api)
      if (page === 2 && time === 3) api.calls.push(named('at last'))
    }
    const tale: Ways['tale'] = ({ rows, total = 0 }) => ({
      total: Math.max(total, 5),
      totalPages: total > 4 ? 3 : 2,
      rows,
    })
    const { again, later, verified } = await readOn({ ways: { calls: callsOn(date, 4), tale }, meanwhile })
    // Behind the last page, which is full, stands one that is empty.
    expect(again).toEqual([3, 1, 2, 1, 2, 3])
    expect(later).toEqual(['at last'])
    expect(verified).toBe(true)
  })
})

describe('a second pass', () => {
  test('is over with the first page, where that shows what was missing', async () => {
    const meanwhile: Setup['meanwhile'] = (page, time, api) => {
      if (page === 2 && time === 1) api.calls.unshift(named('new'))
    }
    const { again, later, verified } = await readOn({
      ways: { calls: callsOn(date, 4) },
      perPage: 3,
      meanwhile,
    })
    expect({ again, later, verified }).toEqual({ again: [1], later: ['new'], verified: true })
  })

  test('is over with the last page, where that does', async () => {
    const meanwhile: Setup['meanwhile'] = (page, time, api) => {
      if (page === 2 && time === 1) api.calls.push(named('new'))
    }
    const ways = { calls: callsOn(date, 7) }
    const { again, later, verified } = await readOn({ ways, order: [1, 4, 3, 2], meanwhile })
    expect({ again, later, verified }).toEqual({ again: [1, 4], later: ['new'], verified: true })
  })

  test('takes the others in their order after these, until nothing is missing', async () => {
    const meanwhile: Setup['meanwhile'] = (page, time, api) => {
      if (page === 4 && time === 1) api.calls.splice(3, 0, named('new'))
    }
    const ways = { calls: callsOn(date, 10) }
    const read = await readOn({ ways, perPage: 3, order: [1, 3, 2, 4], meanwhile })
    expect(read).toMatchObject({ again: [1, 4, 2], later: ['new'], verified: true })
  })

  test('reads all pages, the second one to the last but one too', async () => {
    const { again } = await readOn({ ways: { calls: callsOn(date, 9), tale: () => ({ total: 10 }) } })
    expect(again.slice(0, 5)).toEqual([1, 5, 2, 3, 4])
  })

  test('asks side by side, as many as there are workers beside the one that is waited for', async () => {
    const ways: Ways = { calls: callsOn(date, 16), tale: oneMore }
    expect((await readOn({ ways, workers: 1 })).mostAtOnce).toBe(2)
    expect((await readOn({ ways, workers: 3 })).mostAtOnce).toBe(4)
  })

  test('of a single page is that page, where no total is told', async () => {
    const tale: Ways['tale'] = ({ rows }) => ({
      total: undefined,
      rows: time() === 1 ? [...rows, ...rows] : rows,
    })
    let answers = 0
    const time = () => {
      answers += 1
      return answers
    }
    const ways = { calls: callsOn(date), tale }
    expect(await readOn({ ways })).toMatchObject({ again: [1], later: [], verified: true })
  })

  test.each([
    { calls: 7, again: [1, 4, 2, 3] },
    { calls: 3, again: [1, 2] },
  ])('is a whole one of $calls calls and another, where no total is told', async ({ calls, again }) => {
    const meanwhile: Setup['meanwhile'] = (page, time, api) => {
      if (page === 2 && time === 1) api.calls.unshift(named('new'))
    }
    const ways: Ways = { calls: callsOn(date, calls), tale: () => ({ total: undefined }) }
    const read = await readOn({ ways, meanwhile })
    expect(read).toMatchObject({ again, later: ['new'], verified: true })
  })
})

describe('a third pass', () => {
  test('reads one page after the other, and is the last', async () => {
    const read = await readOn({ ways: { calls: six, tale: oneMore }, workers: 5, meanwhile: turned })
    expect(read).toMatchObject({ again: [1, 3, 2, 1, 2, 3], verified: false })
  })

  test('is left out where the second has shown the same as the first', async () => {
    const read = await readOn({ ways: { calls: six, tale: oneMore } })
    expect(read).toMatchObject({ again: [1, 3, 2], verified: false })
    const full: Ways = { calls: six, tale: () => ({ total: 7 }) }
    // Behind its last page, which is full, one more was looked for.
    expect(await readOn({ ways: full })).toMatchObject({ again: [4, 1, 3, 2], verified: false })
    expect(await readOn({ ways: { tale: () => ({ total: 1 }) } })).toMatchObject({
      again: [1],
      verified: false,
    })
  })

  test('has one request under way', async () => {
    let most = 0
    const meanwhile: Setup['meanwhile'] = (page, time, api) => {
      turned(page, time, api)
      if (time === 3) most = Math.max(most, api.mostAtOnce)
      else api.mostAtOnce = 0
    }
    await readOn({ ways: { calls: callsOn(date, 16), tale: oneMore }, workers: 5, meanwhile })
    expect(most).toBe(1)
  })

  test('is over as soon as nothing is missing', async () => {
    const meanwhile: Setup['meanwhile'] = (page, time, api) => {
      turned(page, time, api)
      if (page === 2 && time === 3) api.calls.splice(2, 0, named('at last'))
    }
    const tale: Ways['tale'] = ({ total }) => ({ total: Math.max(total ?? 0, 6) })
    const read = await readOn({ ways: { calls: callsOn(date, 5), tale }, meanwhile })
    expect(read).toMatchObject({ again: [1, 3, 2, 1, 2], later: ['at last'], verified: true })
  })

  test('is a whole one, where no total is told', async () => {
    const meanwhile: Setup['meanwhile'] = (page, time, api) => {
      if (page === 2 && time < 3) api.calls.unshift(named(`new ${time}`))
    }
    const ways: Ways = { calls: callsOn(date, 5), tale: () => ({ total: undefined }) }
    const { again, verified } = await readOn({ ways, meanwhile })
    expect(again).toEqual([1, 3, 2, 4, 1, 2, 3, 4])
    expect(verified).toBe(true)
  })

  test('reads the first page of a slice that has no pages any more, but is said to have calls', async () => {
    const meanwhile: Setup['meanwhile'] = (_page, time, api) => {
      if (time === 2) api.calls = []
    }
    const ways = { calls: callsOn(date, 1), tale: () => ({ total: 2 }) }
    expect(await readOn({ ways, meanwhile })).toMatchObject({ again: [2, 1, 1], verified: false })
  })

  test('ends where its pages do meanwhile', async () => {
    const meanwhile: Setup['meanwhile'] = (page, time, api) => {
      turned(page, time, api)
      if (page === 1 && time === 3) api.calls = api.calls.slice(0, 2)
    }
    const tale: Ways['tale'] = ({ total = 0 }) => ({ total: total + 1 })
    const read = await readOn({ ways: { calls: callsOn(date, 5), tale }, meanwhile })
    expect(read.again).toEqual([1, 3, 2, 1])
  })
})

test('a third pass follows where two were the same and showed a call twice, and no fourth', async () => {
  const tale: Ways['tale'] = ({ number, rows }) => ({
    total: 7,
    rows: number === 3 ? [named('call 1'), ...rows] : rows,
  })
  const { again } = await readOn({ ways: { calls: [named('call 1'), ...callsOn(date, 4)], tale } })
  expect(again.filter((page) => page === 1)).toHaveLength(2)
})

describe('more passes', () => {
  /** The API is said to have so many calls, and shows one more each time that its first page is asked for. */
  const said = (total: number): Ways => ({ calls: callsOn(date, 4), tale: () => ({ total }) })
  const oneMore: NonNullable<Setup['meanwhile']> = (page, time, api) => {
    if (page === 1 && time > 1) api.calls.unshift(named(`found in pass ${time}`))
  }
  const passesOf = (again: readonly number[]) => again.filter((page) => page === 1).length + 1

  test('follow until all that are counted were seen', async () => {
    const { again, later, verified } = await readOn({ ways: said(10), meanwhile: oneMore })
    expect(later).toEqual([2, 3, 4, 5, 6, 7].map((time) => `found in pass ${time}`))
    expect(passesOf(again)).toBe(7)
    expect(verified).toBe(true)
  })

  test('follow one that shows nothing new, but in another order', async () => {
    const meanwhile: Setup['meanwhile'] = (page, time, api) => {
      if (time < 5 && page === 1) api.calls.reverse()
      else oneMore(page, time, api)
    }
    const { again, later, verified } = await readOn({ ways: said(5), meanwhile })
    expect(later).toEqual(['found in pass 5'])
    expect(passesOf(again)).toBe(5)
    expect(verified).toBe(true)
  })

  test('do not follow one that shows the same as the one before', async () => {
    const meanwhile: Setup['meanwhile'] = (page, time, api) => {
      if (time < 5) oneMore(page, time, api)
    }
    const { again, verified } = await readOn({ ways: said(10), meanwhile })
    expect(passesOf(again)).toBe(5)
    expect(verified).toBe(false)
  })

  test('do not follow where the total moves: calls come and go', async () => {
    const ways: Ways = { calls: callsOn(date, 4), tale: ({ total = 0 }) => ({ total: total + 5 }) }
    const { again, verified } = await readOn({ ways, meanwhile: oneMore })
    expect(passesOf(again)).toBe(3)
    expect(verified).toBe(false)
  })

  test('do not follow where no call is missing, but more were seen than are counted', async () => {
    const { again, verified } = await readOn({
      ways: said(5),
      meanwhile: (page, time, api) => {
        if (page === 1 && time > 1) api.calls.unshift(named(`a ${time}`), named(`b ${time}`))
      },
    })
    expect(passesOf(again)).toBe(3)
    expect(verified).toBe(false)
  })

  test('do not follow where no total is told, which could not move', async () => {
    const ways: Ways = { calls: callsOn(date, 4), tale: () => ({ total: undefined }) }
    const meanwhile: Setup['meanwhile'] = (page, time, api) => {
      if (page === 2) api.calls.unshift(named(`came ${time}`))
    }
    const { again, verified } = await readOn({ ways, meanwhile })
    expect(passesOf(again)).toBe(3)
    expect(verified).toBe(false)
  })

  test('are twenty in all', async () => {
    const { again, verified } = await readOn({ ways: said(100), meanwhile: oneMore })
    expect(passesOf(again)).toBe(20)
    expect(verified).toBe(false)
  })
})
