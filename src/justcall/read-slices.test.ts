import { describe, expect, test } from 'vitest'
import type { Progress } from '../airbyte/progress.ts'
import type { StreamOutput } from '../airbyte/source.ts'
import { type DayRange, dayLength, formatRange } from './api-days.ts'
import { ApiRefusal } from './api-error.ts'
import {
  callsFrom,
  callsOn,
  createMadeUpApi,
  from,
  idsOf,
  madeUpContext,
  noon,
  refusal,
  spread,
  type Ways,
} from './made-up-api.ts'
import { createOddities } from './oddities.ts'
import { readSlices, type SliceEnd } from './read-slices.ts'
import { TooDeep } from './slice-pages.ts'
import type { Selection } from './slice-reading.ts'
import { createTextMemory } from './text-store.ts'
import { createWindow } from './window.ts'

interface Setup {
  readonly range: DayRange
  readonly ways?: Ways
  readonly workers?: number
  readonly sent?: Selection['sent']
  readonly acceptsStable?: boolean
  readonly clock?: () => number
}

function setUp({ range, ways = {}, workers = 2, sent, clock = () => noon, acceptsStable = false }: Setup) {
  const api = createMadeUpApi({ now: clock, ...ways })
  const reported: Progress[] = []
  const window = createWindow(createTextMemory(1_000_000))
  const oddities = createOddities(() => undefined)
  const slices = readSlices(
    {
      range,
      perPage: 2,
      workers,
      acceptsStable,
      selection: { from: 0, to: undefined, now: noon, sent, window, oddities },
    },
    api.pages,
    madeUpContext({ now: clock, progress: (progress) => reported.push(progress) }),
  )
  return { api, slices, reported }
}

/** Reads all slices: what came, each item as a line, and how it ended. */
async function read(setup: Setup) {
  const { api, slices, reported } = setUp(setup)
  const lines: string[] = []
  const ids: unknown[] = []
  let failure: unknown
  try {
    for await (const item of slices) {
      lines.push(lineOf(item))
      if (item.type === 'records') ids.push(...idsOf(item.records))
    }
  } catch (error) {
    failure = error
  }
  const of = (kind: string) => lines.filter((line) => line.startsWith(kind))
  return { api, lines, ids, failure, reported, of }
}

function lineOf(item: StreamOutput | SliceEnd): string {
  switch (item.type) {
    case 'records':
      return `records ${item.records.length}`
    case 'estimate':
      return `estimate ${item.rows}`
    case 'log':
      return `${item.level} ${item.message}`
    case 'slice':
      return `end of ${formatRange(item.reading.slice)}${item.verified ? '' : ', unverified'}${item.isLast ? ', the last' : ''}`
    default:
      throw new Error(`no ${item.type} was expected`)
  }
}

describe('a slice that can never be verified, but is stable', () => {
  const range = from('2026-02-01', '2026-02-10')
  const tale: Ways['tale'] = () => ({ total: 7 })

  test('counts as verified only where that was asked for, and is told of', async () => {
    const ways = { calls: callsOn('2026-02-05', 6), tale }
    const { of: strict } = await read({ range, ways })
    expect(strict('end of')).toEqual(['end of 2026-02-01 to 2026-02-10, unverified, the last'])
    const { ids, of } = await read({ range, ways, acceptsStable: true })
    expect(ids).toHaveLength(6)
    expect(of('end of')).toEqual(['end of 2026-02-01 to 2026-02-10, the last'])
    expect(of('WARN')).toEqual([
      'WARN Slice 2026-02-01 to 2026-02-10 is passed unverified: the API reports 7 calls and lists 6, the same in each pass, and the cursor has been held for days. Should it list others later, refresh the stream to load them.',
    ])
  })

  test('is told of without a total where none is told', async () => {
    const oneEmpty: Ways['tale'] = () => ({ total: undefined, totalPages: 4 })
    const ways = { calls: callsOn('2026-02-05', 5), tale: oneEmpty }
    const { of } = await read({ range, ways, acceptsStable: true })
    expect(of('WARN')).toEqual([
      expect.stringContaining('unverified: the API lists 5 calls, the same in each pass'),
    ])
  })

  test('does not, where its passes were not the same', async () => {
    let times = 0
    const ways: Ways = {
      calls: callsOn('2026-02-05', 6),
      tale: (_, asked) => {
        if (!asked.endsWith('#3')) return { total: 70 }
        times += 1
        return { total: 70, rows: callsOn('2026-02-05', 2, { call_id: `another ${times}` }) }
      },
    }
    const { of } = await read({ range, ways, acceptsStable: true })
    expect(of('end of')).toEqual(['end of 2026-02-01 to 2026-02-10, unverified, the last'])
  })

  test('is not looked at where it is verified', async () => {
    const sound: Ways = { calls: callsOn('2026-02-05', 6) }
    const twice: Ways = {
      calls: callsOn('2026-02-05', 6),
      tale: ({ rows }) => ({ total: 12, rows: rows.flatMap((row) => [row, row]) }),
    }
    for (const ways of [sound, twice]) {
      const { of } = await read({ range, ways, acceptsStable: true })
      expect(of('WARN')).toEqual([])
      expect(of('end of')).toEqual(['end of 2026-02-01 to 2026-02-10, the last'])
    }
  })
})

test('a slice that could not be verified is told of by its numbers, unless they are the same', async () => {
  const range = from('2026-02-01', '2026-02-10')
  const warned = async (tale: Ways['tale']) =>
    (await read({ range, ways: { calls: callsOn('2026-02-05', 4), tale } })).of('WARN')
  expect(await warned(() => ({ total: 5 }))).toEqual([
    expect.stringContaining('could not be verified: the API reports 5 calls, 4 were seen.'),
  ])
  let times = 0
  const restless: Ways['tale'] = ({ number, rows }) => {
    times += 1
    const turned = times % 4 > 1 ? rows.toReversed() : rows
    return { total: undefined, claimed: number === 1 ? 5 : 4, rows: turned }
  }
  expect(await warned(restless)).toEqual([
    expect.stringContaining('could not be verified: its pages did not stand still, 4 calls were seen.'),
  ])
})

describe('a slice', () => {
  test('is told, then its records page by page, then its end', async () => {
    let now = noon
    const before = () => {
      now += 1_500
    }
    const ways = { calls: callsOn('2026-03-05', 5), before }
    const { lines, failure } = await read({ range: from('2026-03-01'), ways, clock: () => now, workers: 1 })
    expect(failure).toBeUndefined()
    expect(lines).toEqual([
      'estimate 5',
      "INFO Slice 2026-03-01 and later begins: 5 calls on 3 pages by the API's count.",
      'records 2',
      'records 2',
      'records 1',
      'INFO Slice 2026-03-01 and later ends: 3 pages read, 5 calls sent, 3.0 s.',
      'end of 2026-03-01 and later, the last',
    ])
  })

  test('of one call, and of none, is a slice all the same', async () => {
    const range = from('2026-03-01')
    expect((await read({ range, ways: { calls: callsOn('2026-03-05') } })).lines).toEqual([
      'estimate 1',
      "INFO Slice 2026-03-01 and later begins: 1 call on 1 page by the API's count.",
      'records 1',
      'INFO Slice 2026-03-01 and later ends: 1 page read, 1 call sent, 0.0 s.',
      'end of 2026-03-01 and later, the last',
    ])
    expect((await read({ range })).lines).toEqual([
      'estimate 0',
      "INFO Slice 2026-03-01 and later begins: 0 calls on 0 pages by the API's count.",
      'records 0',
      'INFO Slice 2026-03-01 and later ends: 1 page read, 0 calls sent, 0.0 s.',
      'end of 2026-03-01 and later, the last',
    ])
  })

  test('is told by its pages alone, where no total is', async () => {
    const ways: Ways = { calls: callsOn('2026-03-05', 4), tale: () => ({ total: undefined }) }
    const { lines } = await read({ range: from('2026-03-01'), ways })
    expect(lines.slice(0, 2)).toEqual([
      'estimate 4',
      "INFO Slice 2026-03-01 and later begins: 2 pages by the API's count.",
    ])
    expect(lines.at(-1)).toBe('end of 2026-03-01 and later, the last')
  })

  test('tells how many of its calls are kept back', async () => {
    const ways = { calls: callsOn('2026-03-05', 3) }
    const { of, ids } = await read({ range: from('2026-03-01'), ways, sent: () => true })
    expect(ids).toEqual([])
    expect(of('INFO').at(-1)).toContain('ends: 2 pages read, 0 calls sent, 3 unchanged, 0.0 s.')
  })

  test('that more was listed in is read on, and counts what that took', async () => {
    const ways: Ways = {
      calls: callsOn('2026-03-05', 4),
      before(asked) {
        if (asked.endsWith('#2') && api().calls.length === 4) api().calls.push(...callsOn('2026-03-06', 3))
      },
    }
    const { slices, api: made } = setUp({ range: from('2026-03-01'), ways })
    const api = () => made
    const lines = []
    for await (const item of slices) lines.push(lineOf(item))
    expect(lines.slice(2)).toEqual([
      'records 2',
      'records 2',
      'records 2',
      'records 1',
      'INFO Slice 2026-03-01 and later ends: 4 pages read, 7 calls sent, 0.0 s.',
      'end of 2026-03-01 and later, the last',
    ])
  })
})

describe('slices', () => {
  const range = from('2026-02-01', '2026-02-28')
  const calls = callsFrom('2026-02-01', '2026-02-28', 8)

  test('come one after the other in the order of the calendar, with each call once', async () => {
    const { ids, of, reported } = await read({ range, ways: { calls } })
    expect(ids).toEqual(calls.map(({ call_id }) => call_id))
    const ends = of('end of')
    expect(ends.length).toBeGreaterThan(2)
    expect(ends).toEqual(ends.toSorted())
    expect(ends.filter((line) => line.endsWith(', the last'))).toEqual([ends.at(-1)])
    expect(of('INFO')).toHaveLength(2 * ends.length)
    expect(reported.map(({ done }) => done)).toEqual(
      reported.map(({ done }) => done).toSorted((a = 0, b = 0) => a - b),
    )
    expect(reported.at(-1)).toEqual({ done: 8 * 28 })
  })

  describe('are fetched ahead of who takes them', () => {
    /** What was asked for while whoever takes the first records stands still. */
    const askedAhead = async (range: DayRange, calls: Ways['calls'] = []) => {
      const { api, slices } = setUp({ range, ways: { calls }, workers: 3 })
      while ((await slices.next()).value?.type !== 'records');
      for (let turn = 0; turn < 50; turn += 1) await new Promise(setImmediate)
      return api.asked
    }

    test('by twice as many pages as there are workers, and no further', async () => {
      expect(await askedAhead(from('2026-03-01'), callsOn('2026-03-05', 40))).toHaveLength(1 + 6)
    })

    test('and the first pages of as many slices as there are workers', async () => {
      const asked = await askedAhead(range, spread(callsFrom('2026-02-01', '2026-02-28', 20)))
      // The whole range, a day to find out how an end is meant, and the slices.
      expect(asked.filter((each) => !each.includes('#'))).toHaveLength(2 + 3)
    })
  })
})

describe('a slice that cannot be verified', () => {
  test('is told with its numbers, and what was seen is sent', async () => {
    const ways: Ways = { calls: callsOn('2026-03-05', 3), tale: () => ({ total: 9 }) }
    const { of, ids } = await read({ range: from('2026-03-01', '2026-03-10'), ways })
    expect(ids).toHaveLength(3)
    expect(of('end')).toEqual(['end of 2026-03-01 to 2026-03-10, unverified, the last'])
    expect(of('WARN')).toEqual([
      'WARN Slice 2026-03-01 to 2026-03-10 could not be verified: the API reports 9 calls, 3 were seen. What was seen is sent; the cursor stays before this slice, and the next sync reads it again.',
    ])
  })

  test('is told by what was seen, where no total is', async () => {
    const ways: Ways = {
      calls: callsOn('2026-03-05', 3),
      tale: ({ rows }) => ({ total: undefined, rows: [...rows, ...rows] }),
    }
    const { of } = await read({ range: from('2026-03-01'), ways })
    expect(of('WARN')).toEqual([
      expect.stringContaining(
        'could not be verified: its pages did not stand still, 3 calls were seen. What was',
      ),
    ])
  })
})

describe('an API that refuses to page on', () => {
  const range = from('2026-02-01', '2026-02-10')
  const calls = callsFrom('2026-02-01', '2026-02-10', 2)

  test('gives smaller slices from there on, and no call comes twice', async () => {
    const { failure, ids, of, api } = await read({ range, ways: { calls, mostPages: 3 } })
    expect(failure).toBeUndefined()
    expect(ids.toSorted()).toEqual(calls.map(({ call_id }) => call_id))
    expect(of('INFO The API')).toEqual([
      'INFO The API gives only 3 pages of 2026-02-01 to 2026-02-10: smaller slices from there on.',
    ])
    expect(of('end of').at(-1)).toMatch(/to 2026-02-10, the last$/)
    expect(of('end of').join()).not.toContain('unverified')
    expect(api.asked.filter((asked) => asked.endsWith('#4'))).toHaveLength(1)
  })

  test('is not asked on and on where it counts more than it gives', async () => {
    const ways: Ways = { calls: callsOn('2026-02-05', 6), mostPages: 3, tale: () => ({ total: 7 }) }
    const { failure, ids, of, api } = await read({ range, ways })
    expect(failure).toBeUndefined()
    expect(ids).toHaveLength(6)
    expect(of('end of')).toEqual(['end of 2026-02-01 to 2026-02-10, unverified, the last'])
    expect(api.asked.filter((asked) => asked.endsWith('#4'))).toHaveLength(1)
  })

  test('leaves a slice unverified where it counts fewer pages than calls', async () => {
    const ways: Ways = {
      calls: callsOn('2026-02-05', 6),
      mostPages: 2,
      tale: () => ({ totalPages: 2, total: undefined, claimed: 6 }),
    }
    const { failure, ids, of } = await read({ range, ways })
    expect(failure).toBeUndefined()
    expect(ids).toHaveLength(4)
    expect(of('WARN')).toEqual([expect.stringContaining('the API reports 6 calls, 4 were seen')])
    expect(of('end of')).toEqual(['end of 2026-02-01 to 2026-02-10, unverified, the last'])
  })

  test('is asked again for the slice that it broke off, not for those before it', async () => {
    const more = spread(callsFrom('2026-02-01', '2026-02-10', 16))
    const before: Ways['before'] = (_, { startDate, page }) => {
      if (startDate !== undefined && startDate >= '2026-02-06' && page > 9) throw refusal()
    }
    const { failure, ids, of, api } = await read({ range, ways: { calls: more, before } })
    expect(failure).toBeUndefined()
    expect(ids.toSorted()).toEqual(more.map(({ call_id }) => call_id).toSorted())
    expect(of('INFO The API')).toEqual([
      'INFO The API gives only 9 pages of 2026-02-06 to 2026-02-10: smaller slices from there on.',
    ])
    expect(of('end of')).toEqual([
      'end of 2026-02-01 to 2026-02-05',
      'end of 2026-02-06 to 2026-02-06',
      'end of 2026-02-07 to 2026-02-07',
      'end of 2026-02-08 to 2026-02-08',
      'end of 2026-02-09 to 2026-02-09',
      'end of 2026-02-10 to 2026-02-10, the last',
    ])
    const refused = api.asked.indexOf('2026-02-06..2026-02-10 #10')
    expect(api.asked.slice(refused).filter((asked) => asked < '2026-02-06')).toEqual([])
  })

  test('within a single day is a failure, with what was read before', async () => {
    const single = from('2026-02-01', '2026-02-01')
    const { failure, ids, of } = await read({
      range: single,
      ways: { calls: callsOn('2026-02-01', 9), mostPages: 3 },
    })
    expect(failure).toBeInstanceOf(TooDeep)
    expect(ids).toHaveLength(6)
    expect(of('end')).toEqual([])
  })

  test('within two days is none', async () => {
    const pair = from('2026-02-01', '2026-02-02')
    const { failure, of } = await read({
      range: pair,
      ways: { calls: callsFrom('2026-02-01', '2026-02-02', 6), mostPages: 3 },
    })
    expect(failure).toBeUndefined()
    expect(of('end')).toEqual([
      'end of 2026-02-01 to 2026-02-01',
      'end of 2026-02-02 to 2026-02-02, the last',
    ])
  })
})

describe('an API that gives a slice no more', () => {
  /** The slice is told to have a call more than it has, so that its first page is asked for again, and refused. */
  const outgrown = (whole: string, calls: Ways['calls'] = [], given = 1): Ways => {
    let times = 0
    return {
      calls,
      before(asked) {
        if (asked === whole) times += 1
        if (times > given && asked === whole) throw refusal(422)
      },
      tale: ({ total = 0 }, asked) => ({ total: asked.startsWith(whole) ? total + 1 : total }),
    }
  }

  test('gives smaller ones, and no call comes twice', async () => {
    const calls = callsFrom('2026-02-01', '2026-02-04', 2)
    const { failure, ids, of } = await read({
      range: from('2026-02-01', '2026-02-04'),
      ways: outgrown('2026-02-01..2026-02-04', calls),
    })
    expect(failure).toBeUndefined()
    expect(of('INFO The API')).toEqual([
      'INFO The API gives no more of 2026-02-01 to 2026-02-04: smaller slices from there on.',
    ])
    expect(of('end')).toEqual([
      'end of 2026-02-01 to 2026-02-02',
      'end of 2026-02-03 to 2026-02-04, the last',
    ])
    expect(ids).toEqual(calls.map(({ call_id }) => call_id))
  })

  test('is a failure as the API told it, if the slice is a single day', async () => {
    const { failure } = await read({
      range: from('2026-02-01', '2026-02-01'),
      // The second time tells how an end is meant.
      ways: outgrown('2026-02-01..2026-02-01', callsOn('2026-02-01'), 2),
    })
    expect(failure).toBeInstanceOf(ApiRefusal)
    expect(failure).toHaveProperty('status', 422)
  })
})

test('any other failure ends the read, with what was read before', async () => {
  const before = (asked: string) => {
    if (asked.endsWith('#3')) throw refusal(401)
  }
  const { failure, ids, of } = await read({
    range: from('2026-03-01'),
    ways: { calls: callsOn('2026-03-05', 9), before },
  })
  expect(failure).toEqual(refusal(401))
  expect(ids).toHaveLength(4)
  expect(of('end')).toEqual([])
})

test('days that begin amid the read make no slice wider than was accepted, nor narrower', async () => {
  let now = noon
  const before: Ways['before'] = (_, { startDate }) => {
    if (startDate === '2026-03-10') now = noon + 2 * dayLength
  }
  const ways = { calls: callsFrom('2026-03-07', '2026-03-12'), mostDays: 3, before }
  const { failure, of, ids } = await read({ range: from('2026-03-07'), ways, clock: () => now, workers: 1 })
  expect(failure).toBeUndefined()
  expect(ids).toHaveLength(6)
  expect(of('end').slice(-2)).toEqual([
    'end of 2026-03-12 to 2026-03-13',
    'end of 2026-03-14 and later, the last',
  ])
})

describe('an estimate', () => {
  test('is told once, where the whole range was counted', async () => {
    const ways = { calls: callsOn('2026-02-20', 90) }
    const { of } = await read({ range: from('2026-02-01', '2026-02-28'), ways })
    expect(of('end').length).toBeGreaterThan(1)
    expect(of('estimate')).toEqual(['estimate 90'])
  })

  test('is corrected slice by slice, where it was not: what they hold, stretched over all days', async () => {
    const calls = [...callsOn('2026-02-01', 5), ...callsOn('2026-02-03')]
    const { of } = await read({ range: from('2026-02-01', '2026-02-05'), ways: { calls, mostDays: 2 } })
    expect(of('estimate')).toEqual(['estimate 13', 'estimate 8', 'estimate 6'])
  })

  test('is made by pages, where no total is told', async () => {
    const tale = () => ({ total: undefined })
    const ways = { calls: callsOn('2026-02-01', 6), mostDays: 2, tale }
    const { of } = await read({ range: from('2026-02-01', '2026-02-05'), ways })
    expect(of('estimate')[0]).toBe('estimate 15')
  })
})
