import { describe, expect, test } from 'vitest'
import { noon, testContext } from '../../../testing/context.ts'
import {
  callsFrom,
  callsOn,
  createFakeListApi,
  type FakeListApi,
  type FakeListOptions,
  type FakePage,
  from,
  idsOf,
  refusal,
  spread,
} from '../../../testing/fake-list-api.ts'
import type { Progress } from '../../airbyte/source/progress.ts'
import type { StreamOutput } from '../../airbyte/source/source.ts'
import { RangeTooSlow } from '../api/failures.ts'
import { startField } from '../api/v2/call.ts'
import { createAnomalyReport } from '../records/anomalies.ts'
import { type DayRange, dayLength, formatDay, formatRange } from '../time/days.ts'
import { formatInstant } from '../time/instants.ts'
import { readSlices, type SliceEnd } from './read-slices.ts'
import { SliceRefused } from './slice-pages.ts'
import type { Selection } from './slice-reading.ts'
import { createTextMemory } from './text-store.ts'
import { createWindow } from './window.ts'

interface Setup {
  readonly range: DayRange
  readonly options?: FakeListOptions
  readonly workers?: number
  readonly sent?: Selection['sent']
  readonly clock?: () => number
  readonly now?: number
  readonly onApi?: (api: FakeListApi) => void
}

function setUp({ range, options = {}, workers = 2, sent, now = noon, clock = () => now, onApi }: Setup) {
  const api = createFakeListApi({ now: clock, ...options })
  onApi?.(api)
  const reported: Progress[] = []
  const notices: string[] = []
  const window = createWindow(createTextMemory(1_000_000))
  const anomalies = createAnomalyReport(() => undefined, { noun: 'call', startField })
  const settledBefore = now - 7 * dayLength
  const slices = readSlices(
    { range, workers, selection: { from: 0, to: undefined, now, settledBefore, sent, window, anomalies } },
    api.list(2),
    testContext({
      now: clock,
      progress: (progress) => reported.push(progress),
      notify: (notice) => notice.type === 'log' && notices.push(notice.message),
    }),
  )
  return { api, slices, reported, notices }
}

/** Reads all slices: what came, each item as a line, and how it ended. */
async function read(setup: Setup) {
  const { api, slices, reported, notices } = setUp(setup)
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
  return { api, lines, ids, failure, reported, notices, of }
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
      return `end of ${formatRange(item.slice)} up to ${item.latest === undefined ? 'nothing' : formatInstant(item.latest)}${item.isSettled ? '' : ', not settled'}`
    default:
      throw new Error(`no ${item.type} was expected`)
  }
}

describe('a slice in which calls are missing', () => {
  const hidden: FakeListOptions['answer'] = () => ({ total: 7 })
  const read7 = (day: string, range: DayRange, answer = hidden) =>
    read({ range, options: { calls: callsOn(day, 6), answer }, now: Date.parse('2026-03-12T12:00:00Z') })

  test('is settled if two passes showed the same, and its days ended a week ago everywhere', async () => {
    const { ids, of } = await read7('2026-02-05', from('2026-02-01', '2026-02-10'))
    expect(ids).toHaveLength(6)
    expect(of('end of')).toEqual(['end of 2026-02-01 to 2026-02-10 up to 2026-02-05T08:00:05Z'])
    expect(of('WARN')).toEqual([
      'WARN Slice 2026-02-01 to 2026-02-10: the API reports 7 calls, 6 were seen, the same in two passes. Its days ended more than a week ago, so this is taken for all that there is. Should the API list others later, refresh the stream to load them.',
    ])
  })

  test.each([
    { last: '2026-03-04', settled: true },
    { last: '2026-03-05', settled: false },
  ])('whose last day is $last is settled: $settled', async ({ last, settled }) => {
    const { of } = await read7('2026-03-01', from('2026-02-20', last))
    expect(of('end of')).toEqual([
      `end of 2026-02-20 to ${last} up to 2026-03-01T08:00:05Z${settled ? '' : ', not settled'}`,
    ])
  })

  test('moves the cursor up to its calls that are a week old, if it is younger', async () => {
    const { of, ids } = await read({
      range: from('2026-03-01'),
      options: { calls: callsFrom('2026-03-01', '2026-03-12'), answer: () => ({ total: 13 }) },
    })
    expect(ids).toHaveLength(12)
    expect(of('end of')).toEqual(['end of 2026-03-01 and later up to 2026-03-05T08:00:00Z, not settled'])
    expect(of('WARN')).toEqual([
      'WARN Slice 2026-03-01 and later is not complete: the API reports 13 calls, 12 were seen. What was seen is sent; the cursor moves to the calls that are older than a week, and the next sync reads the rest again.',
    ])
  })

  test('keeps the cursor before it, if no two passes showed the same', async () => {
    let times = 0
    const restless: FakeListOptions['answer'] = ({ rows }, asked) => {
      times += 1
      return {
        total: 70,
        rows: asked.endsWith('#3') ? callsOn('2026-02-05', 2, { call_id: `${times}` }) : rows,
      }
    }
    const { of } = await read7('2026-02-05', from('2026-02-01', '2026-02-10'), restless)
    expect(of('end of')).toEqual(['end of 2026-02-01 to 2026-02-10 up to nothing, not settled'])
    expect(of('WARN')).toEqual([expect.stringContaining('the cursor stays before this slice')])
  })

  test('is reported by what was seen, where no total is reported and the pages do not agree', async () => {
    const twice: FakeListOptions['answer'] = ({ rows }) => ({ total: undefined, rows: [...rows, ...rows] })
    const { of } = await read7('2026-02-05', from('2026-02-01', '2026-02-10'), twice)
    expect(of('WARN')).toEqual([
      expect.stringContaining(
        '6 calls were seen, and the pages do not agree with each other, the same in two passes.',
      ),
    ])
  })

  test('is read twice, and its missing page looked for beyond the last one', async () => {
    const { api } = await read7('2026-02-05', from('2026-02-01', '2026-02-10'))
    const asked = api.asked
      .filter((each) => each.startsWith('2026-02-01'))
      .map((each) => each.split('#')[1] ?? '1')
    expect(asked).toEqual(['1', '2', '3', '4', '1', '3', '2', '4'])
  })
})

describe('a page past the end', () => {
  const calls = callsOn('2026-03-05', 5)
  /** A call is deleted once the first page has counted three pages. */
  const shrinking = (answer: (api: FakeListApi) => Partial<FakePage> | undefined): Setup => {
    const setup: { api?: FakeListApi } = {}
    return {
      range: from('2026-03-01', '2026-03-10'),
      onApi: (api) => {
        setup.api = api
      },
      options: {
        calls,
        before(asked) {
          const { api } = setup
          if (api !== undefined && asked.endsWith('#2')) api.calls = api.calls.slice(1)
          if (asked.endsWith('#3') && api !== undefined && answer(api) === undefined) throw refused
        },
        answer: (_, asked) =>
          asked.endsWith('#3') && setup.api !== undefined ? (answer(setup.api) ?? {}) : {},
      },
    }
  }
  let refused = refusal(400)

  test.each([400, 404, 422])('that is refused with %i is no more than the end', async (status) => {
    refused = refusal(status)
    const { failure, ids, of } = await read(shrinking(() => undefined))
    expect(failure).toBeUndefined()
    expect(ids.toSorted()).toEqual(calls.map(({ call_id }) => call_id))
    expect(of('INFO The API')).toEqual([])
    expect(of('end of')).toEqual(['end of 2026-03-01 to 2026-03-10 up to 2026-03-05T08:00:04Z'])
  })

  test('that is empty is so too', async () => {
    const { failure, ids } = await read(shrinking(() => ({ rows: [] })))
    expect(failure).toBeUndefined()
    expect(ids).toHaveLength(5)
  })
})

describe('a history that is limited', () => {
  const serves =
    (first: string): FakeListOptions['before'] =>
    (asked) => {
      if (asked < first) throw refusal(400)
    }

  test.each(['2025-12-12', '2026-03-11', '2024-01-02'])(
    'is read from its first day on, which a WARN names: %s',
    async (first) => {
      const calls = callsFrom('2026-01-01', '2026-03-12')
      const served = calls.filter(({ started_at }) => String(started_at) >= first)
      const { failure, ids, notices, api, of } = await read({
        range: from('2024-01-01'),
        options: { calls, before: serves(first) },
      })
      expect(failure).toBeUndefined()
      expect(of('estimate')).toEqual([`estimate ${served.length}`])
      expect(ids).toEqual(served.map(({ call_id }) => call_id))
      const last = formatDay(Date.parse(first) / dayLength - 1)
      expect(notices).toEqual([
        `JustCall serves calls from ${first} on only: the calls from 2024-01-01 to ${last} cannot be read. JustCall's support may export older ones.`,
      ])
      expect(api.asked.filter((asked) => asked < first).length).toBeLessThan(40)
    },
  )

  test('may be limited to narrow ranges as well', async () => {
    const calls = callsFrom('2026-01-01', '2026-03-12')
    const options = { calls, before: serves('2026-01-20'), mostDays: 10 }
    const { failure, ids } = await read({ range: from('2025-01-01'), options })
    expect(failure).toBeUndefined()
    expect(ids).toHaveLength(52)
  })

  test('that ends before what is served has nothing to read', async () => {
    const range = from('2024-01-01', '2024-03-01')
    const { failure, ids, notices } = await read({ range, options: { before: serves('2026-01-01') } })
    expect({ failure, ids }).toEqual({ failure: undefined, ids: [] })
    expect(notices).toHaveLength(1)
  })

  test('is none where today is refused, too: that is a failure', async () => {
    const { failure } = await read({ range: from('2024-01-01'), options: { before: serves('2027-01-01') } })
    expect(failure).toEqual(refusal(400))
  })
})

describe('whether an end is included', () => {
  const range = from('2026-02-01', '2026-02-28')
  const calls = spread(callsFrom('2026-02-01', '2026-02-28', 20))

  test.each([
    { what: 'included', zone: 0 },
    { what: 'left out', zone: 0 },
    { what: 'included', zone: -11 },
    { what: 'left out', zone: 12 },
  ])('is asked once, and no call is lost or doubled: $what, in zone $zone', async ({ what, zone }) => {
    const options = { calls, zone, endExcluded: what === 'left out' }
    const { ids, api } = await read({ range: from('2026-01-31', '2026-03-01'), options })
    expect(ids.toSorted()).toEqual(calls.map(({ call_id }) => call_id).toSorted())
    const single = api.asked.filter(
      (asked) => asked.slice(0, 10) === asked.slice(12, 22) && !asked.includes('#'),
    )
    expect(new Set(single).size).toBeLessThan(what === 'left out' ? 2 : 30)
  })

  test('is not asked where the only slice has no end', async () => {
    const { api } = await read({ range: from('2026-03-01'), options: { calls: callsOn('2026-03-05', 3) } })
    expect(api.asked).toEqual(['2026-03-01..', '2026-03-01.. #2'])
  })

  test('is asked of a day further where that stays unclear', async () => {
    const options: FakeListOptions = {
      calls,
      before: (asked) => {
        const [first, last] = (asked.split(' ')[0] ?? '').split('..')
        if (first === last) throw refusal(422)
      },
    }
    const { ids, api } = await read({ range, options })
    expect(ids.toSorted()).toEqual(calls.map(({ call_id }) => call_id).toSorted())
    expect(api.asked.some((asked) => asked.startsWith('2026-02-01..2026-02-02'))).toBe(false)
    expect(api.asked.filter((asked) => !asked.includes('#')).at(-1)).toMatch(/[.]{2}2026-03-01$/)
  })

  test('is clear where an API refuses two days', async () => {
    const { failure, ids } = await read({
      range: from('2026-03-01'),
      options: { calls: callsFrom('2026-03-01', '2026-03-12'), mostDays: 1 },
    })
    expect(failure).toBeUndefined()
    expect(ids).toHaveLength(12)
  })
})

describe('a range', () => {
  test('that is refused is met by 89 days, then by halves, and each part is asked for once', async () => {
    const { api, failure, ids } = await read({
      range: from('2025-03-01'),
      options: { calls: callsFrom('2026-02-01', '2026-03-12'), mostDays: 30 },
      workers: 1,
    })
    expect(failure).toBeUndefined()
    expect(ids).toHaveLength(40)
    expect(api.asked.slice(0, 5)).toEqual([
      '2025-03-01..',
      '2026-03-12..',
      '2026-03-12..2026-03-12',
      '2025-03-01..2025-05-28',
      '2025-03-01..2025-04-13',
    ])
    const first = api.asked.slice(5).filter((asked) => !asked.includes('#'))
    expect(new Set(first).size).toBe(first.length)
  })

  test('that is refused is met all the same where the API is too slow for today and tomorrow at once', async () => {
    const before: FakeListOptions['before'] = (asked) => {
      if (asked === '2026-03-12..') throw new RangeTooSlow('the API answered 504')
    }
    const calls = callsFrom('2026-03-01', '2026-03-11')
    const options: FakeListOptions = { calls, mostDays: 5, before }
    const { failure, ids, api } = await read({ range: from('2026-03-01', '2026-03-11'), options })
    expect(failure).toBeUndefined()
    expect(ids).toHaveLength(11)
    expect(api.asked.slice(1, 3)).toEqual(['2026-03-12..', '2026-03-12..2026-03-12'])
  })

  test('is divided by its count into parts that tile it, and a part that is still too large is divided again', async () => {
    const calls = [...callsOn('2026-02-01', 5), ...callsOn('2026-02-20', 300)]
    const { ids, of } = await read({ range: from('2026-02-01', '2026-02-28'), options: { calls } })
    expect(ids).toEqual(calls.map(({ call_id }) => call_id))
    const days = of('end of').map((line) => line.slice(7, 31).split(' to '))
    expect(days[0]?.[0]).toBe('2026-02-01')
    expect(days.at(-1)?.[1]).toBe('2026-02-28')
    expect(days.length).toBeGreaterThan(3)
  })
})

describe('a slice', () => {
  test('is reported, then its records page by page, then its end', async () => {
    let now = noon
    const before = () => {
      now += 1_500
    }
    const options = { calls: callsOn('2026-03-05', 5), before }
    const { lines, failure } = await read({
      range: from('2026-03-01'),
      options,
      clock: () => now,
      workers: 1,
    })
    expect(failure).toBeUndefined()
    expect(lines).toEqual([
      'estimate 5',
      "INFO Slice 2026-03-01 and later begins: 5 calls on 3 pages by the API's count.",
      'records 2',
      'records 2',
      'records 1',
      'INFO Slice 2026-03-01 and later ends: 3 pages read, 5 calls sent, 3.0 s.',
      expect.stringMatching(/^end of 2026-03-01 and later up to/),
    ])
  })

  test('of one call, and of none, is a slice all the same', async () => {
    const range = from('2026-03-01')
    expect((await read({ range, options: { calls: callsOn('2026-03-05') } })).lines).toEqual([
      'estimate 1',
      "INFO Slice 2026-03-01 and later begins: 1 call on 1 page by the API's count.",
      'records 1',
      'INFO Slice 2026-03-01 and later ends: 1 page read, 1 call sent, 0.0 s.',
      expect.stringMatching(/^end of 2026-03-01 and later up to/),
    ])
    expect((await read({ range })).lines).toEqual([
      'estimate 0',
      "INFO Slice 2026-03-01 and later begins: 0 calls on 0 pages by the API's count.",
      'records 0',
      'INFO Slice 2026-03-01 and later ends: 1 page read, 0 calls sent, 0.0 s.',
      expect.stringMatching(/^end of 2026-03-01 and later up to/),
    ])
  })

  test('is reported by its pages alone, where no total is', async () => {
    const options: FakeListOptions = { calls: callsOn('2026-03-05', 4), answer: () => ({ total: undefined }) }
    const { lines } = await read({ range: from('2026-03-01'), options })
    expect(lines.slice(0, 2)).toEqual([
      'estimate 4',
      "INFO Slice 2026-03-01 and later begins: 2 pages by the API's count.",
    ])
    expect(lines.at(-1)).toMatch(/^end of 2026-03-01 and later up to/)
  })

  test('says how many of its calls are kept back', async () => {
    const options = { calls: callsOn('2026-03-05', 3) }
    const { of, ids } = await read({ range: from('2026-03-01'), options, sent: () => true })
    expect(ids).toEqual([])
    expect(of('INFO').at(-1)).toContain('ends: 2 pages read, 0 calls sent, 3 unchanged, 0.0 s.')
  })

  test('that more was listed in is read on, and counts what that took', async () => {
    const options: FakeListOptions = {
      calls: callsOn('2026-03-05', 4),
      before(asked) {
        if (asked.endsWith('#2') && api().calls.length === 4) api().calls.push(...callsOn('2026-03-06', 3))
      },
    }
    const { slices, api: made } = setUp({ range: from('2026-03-01'), options })
    const api = () => made
    const lines = []
    for await (const item of slices) lines.push(lineOf(item))
    expect(lines.slice(2)).toEqual([
      'records 2',
      'records 2',
      'records 2',
      'records 1',
      'INFO Slice 2026-03-01 and later ends: 4 pages read, 7 calls sent, 0.0 s.',
      expect.stringMatching(/^end of 2026-03-01 and later up to/),
    ])
  })
})

describe('slices', () => {
  const range = from('2026-02-01', '2026-02-28')
  const calls = callsFrom('2026-02-01', '2026-02-28', 8)

  test('come one after the other in the order of the calendar, with each call once', async () => {
    const { ids, of, reported } = await read({ range, options: { calls } })
    expect(ids).toEqual(calls.map(({ call_id }) => call_id))
    const ends = of('end of')
    expect(ends.length).toBeGreaterThan(2)
    expect(ends).toEqual(ends.toSorted())
    expect(of('INFO')).toHaveLength(2 * ends.length)
    expect(reported.map(({ done }) => done)).toEqual(
      reported.map(({ done }) => done).toSorted((a = 0, b = 0) => a - b),
    )
    expect(reported.at(-1)).toEqual({ done: 8 * 28 })
  })

  describe('are fetched ahead of who takes them', () => {
    /** What was asked for while the reader of the first records stands still. */
    const askedAhead = async (range: DayRange, calls: FakeListOptions['calls'] = []) => {
      const { api, slices } = setUp({ range, options: { calls }, workers: 3 })
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

describe('an API that refuses to page on', () => {
  const range = from('2026-02-01', '2026-02-10')
  const calls = callsFrom('2026-02-01', '2026-02-10', 2)

  test('gives smaller slices from there on, and no call comes twice', async () => {
    const { failure, ids, of, api } = await read({ range, options: { calls, mostPages: 3 } })
    expect(failure).toBeUndefined()
    expect(ids.toSorted()).toEqual(calls.map(({ call_id }) => call_id))
    expect(of('INFO The API')).toEqual([
      'INFO The API gives only 3 pages of 2026-02-01 to 2026-02-10: smaller slices from there on.',
    ])
    expect(of('end of').at(-1)).toMatch(/to 2026-02-10 up to/)
    expect(of('end of').join()).not.toContain('not settled')
    expect(api.asked.filter((asked) => asked.endsWith('#4'))).toHaveLength(3)
  })

  test('is asked again for the slice that it broke off, not for those before it', async () => {
    const more = spread(callsFrom('2026-02-01', '2026-02-10', 16))
    const before: FakeListOptions['before'] = (asked, number) => {
      if (asked >= '2026-02-06' && number > 9) throw refusal()
    }
    const { failure, ids, of, api } = await read({ range, options: { calls: more, before } })
    expect(failure).toBeUndefined()
    expect(ids.toSorted()).toEqual(more.map(({ call_id }) => call_id).toSorted())
    expect(of('INFO The API')).toEqual([
      'INFO The API gives only 9 pages of 2026-02-06 to 2026-02-10: smaller slices from there on.',
    ])
    const refused = api.asked.indexOf('2026-02-06..2026-02-10 #10')
    expect(refused).toBeGreaterThan(0)
    expect(api.asked.slice(refused).filter((asked) => asked < '2026-02-06')).toEqual([])
  })

  test('and does not count them makes slices smaller until they are given, and no call comes twice', async () => {
    const calls = spread(callsFrom('2026-02-01', '2026-02-02', 4))
    const answer: FakeListOptions['answer'] = ({ rows }) => ({
      total: undefined,
      totalPages: undefined,
      next: rows.length === 2 ? 'unknown' : 'no',
    })
    const { failure, ids, of } = await read({
      range: from('2025-12-05', '2026-02-02'),
      options: { calls, mostPages: 3, answer },
    })
    expect(failure).toBeUndefined()
    expect(of('INFO The API')).toHaveLength(5)
    expect(ids.toSorted()).toEqual(calls.map(({ call_id }) => call_id).toSorted())
  })

  test.each([false, true])(
    'within a single day is a failure, with what was read before; end excluded: %s',
    async (endExcluded) => {
      const { failure, ids, of } = await read({
        range: from('2026-02-01', '2026-02-01'),
        options: { calls: callsOn('2026-02-01', 9), mostPages: 3, endExcluded },
      })
      expect(failure).toBeInstanceOf(SliceRefused)
      expect(ids).toHaveLength(6)
      expect(of('end')).toEqual([])
    },
  )

  test('within two days is none', async () => {
    const pair = from('2026-02-01', '2026-02-02')
    const { failure, of } = await read({
      range: pair,
      options: { calls: callsFrom('2026-02-01', '2026-02-02', 6), mostPages: 3 },
    })
    expect(failure).toBeUndefined()
    expect(of('end')).toEqual([
      'end of 2026-02-01 to 2026-02-01 up to 2026-02-01T08:00:05Z',
      'end of 2026-02-02 to 2026-02-02 up to 2026-02-02T08:00:05Z',
    ])
  })

  test('within a day and the next one is none, if the end was shown to be included since they were asked for', async () => {
    const { failure, ids, of } = await read({
      range: from('2026-02-01', '2026-02-02'),
      options: {
        calls: [...callsOn('2026-02-01', 5), ...callsOn('2026-02-02', 3)],
        mostDays: 2,
        mostPages: 3,
      },
    })
    expect(failure).toBeUndefined()
    expect(ids).toHaveLength(8)
    expect(of('end')).toHaveLength(2)
  })

  test('within a day without calls and the next one is none, if the next one shows that the end is included', async () => {
    const { failure, of } = await read({
      range: from('2026-02-01', '2026-02-01'),
      // On 2 February in this zone, which the instants do not show.
      options: {
        calls: callsOn('2026-02-01', 9, { started_at: '2026-02-01T12:00:00Z' }),
        zone: 14,
        mostPages: 3,
      },
    })
    expect(failure).toBeUndefined()
    expect(of('end')).toHaveLength(1)
  })
})

test('any other failure ends the read, with what was read before', async () => {
  const before = (asked: string) => {
    if (asked.endsWith('#3')) throw refusal(401)
  }
  const { failure, ids, of } = await read({
    range: from('2026-03-01'),
    options: { calls: callsOn('2026-03-05', 9), before },
  })
  expect(failure).toEqual(refusal(401))
  expect(ids).toHaveLength(4)
  expect(of('end')).toEqual([])
})

test('days that begin during the read make no slice wider than was accepted, nor narrower', async () => {
  let now = noon
  const before: FakeListOptions['before'] = (asked) => {
    if (asked.startsWith('2026-03-10')) now = noon + 2 * dayLength
  }
  const options = { calls: callsFrom('2026-03-07', '2026-03-12'), mostDays: 3, before }
  const { failure, of, ids } = await read({
    range: from('2026-03-07'),
    options,
    clock: () => now,
    workers: 1,
  })
  expect(failure).toBeUndefined()
  expect(ids).toHaveLength(6)
  expect(of('end').slice(-2)).toEqual([
    'end of 2026-03-12 to 2026-03-13 up to 2026-03-12T08:00:00Z',
    'end of 2026-03-14 and later up to nothing',
  ])
})

describe('an estimate', () => {
  test('is reported once, where the whole range was counted', async () => {
    const options = { calls: callsOn('2026-02-20', 120) }
    const { of } = await read({ range: from('2026-02-01', '2026-02-28'), options })
    expect(of('end').length).toBeGreaterThan(1)
    expect(of('estimate')).toEqual(['estimate 120'])
  })

  test('is corrected slice by slice, where it was not: what they hold, stretched over all days', async () => {
    const calls = [...callsOn('2026-02-01', 5), ...callsOn('2026-02-03')]
    const { of } = await read({ range: from('2026-02-01', '2026-02-05'), options: { calls, mostDays: 2 } })
    expect(of('estimate')).toEqual(['estimate 25', 'estimate 13', 'estimate 10', 'estimate 8', 'estimate 6'])
  })

  test('is made by pages, where no total is reported', async () => {
    const answer = () => ({ total: undefined })
    const options = { calls: callsOn('2026-02-01', 6), mostDays: 2, answer }
    const { of } = await read({ range: from('2026-02-01', '2026-02-05'), options })
    expect(of('estimate')[0]).toBe('estimate 30')
  })
})
