import process from 'node:process'
import { setImmediate } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { describe, expect, test } from 'vitest'
import schema from '../../../schemas/calls.json' with { type: 'json' }
import { parseJsonExactly } from '../../airbyte/json/exact-json.ts'
import type { StatusUpdate } from '../../airbyte/protocol/status-updates.ts'
import type { ListPage } from '../api/list-api.ts'
import { callShape, startField } from '../api/v2/call.ts'
import { parsePage } from '../api/v2/page.ts'
import { type Anomaly, createAnomalyReport } from '../records/anomalies.ts'
import { fieldTypes } from '../records/conform.ts'
import { readRow } from '../records/row.ts'
import { dayLength, earliestDay } from '../time/days.ts'
import { contentHash } from './content-hash.ts'
import { type Selection, startReading } from './slice-reading.ts'
import type { Slice } from './slices.ts'
import { createTextMemory } from './text-store.ts'
import { createWindow } from './window.ts'

const shape = callShape(fieldTypes(schema))
const now = Date.parse('2026-03-12T12:00:00Z')
const march10 = Date.parse('2026-03-10') / dayLength
const over: Slice = { first: march10, last: march10 }
const open: Slice = { first: earliestDay(now), last: undefined }
const begin = Date.parse('2026-03-01')
const deep = `${'['.repeat(10_000)}${']'.repeat(10_000)}`

type Call = Readonly<Record<string, unknown>>
const call = (id: string, started_at: unknown = '2026-03-10T14:00:00Z', more: Call = {}): Call => ({
  call_id: id,
  started_at,
  ...more,
})

/** A row is changed where something of it does not fit. */
const copyOf = (row: unknown) =>
  typeof row === 'object' && row !== null && !Array.isArray(row) ? { ...row } : row

function setUp(slice: Slice = over, more: Partial<Selection> = {}) {
  const messages: StatusUpdate[] = []
  const window = createWindow(createTextMemory(1_000_000))
  const selection: Selection = {
    from: begin,
    to: undefined,
    now,
    settledBefore: now - 7 * dayLength,
    sent: undefined,
    window,
    anomalies: createAnomalyReport((notice) => messages.push(notice), { noun: 'call', startField }),
    ...more,
  }
  const reading = startReading(slice, selection)
  let responseSeq = 0
  const page = (number: number, rows: readonly unknown[], answer: Partial<ListPage> = {}): ListPage => {
    responseSeq += 1
    const anomalies: Anomaly[] = []
    return {
      number,
      next: 'no',
      rows: rows.map((row) => readRow(copyOf(row), shape, (anomaly) => anomalies.push(anomaly))),
      anomalies,
      totalPages: 2,
      total: undefined,
      requestSeq: responseSeq - 1,
      responseSeq,
      requestedAt: now,
      answeredAt: now,
      ...answer,
    }
  }
  return {
    reading,
    selection,
    window,
    messages,
    page,
    take: (rows: readonly unknown[], number = 1, answer: Partial<ListPage> = {}) =>
      reading.take(page(number, rows, answer)).map(({ json }) => JSON.parse(json)),
  }
}

describe('a call is sent', () => {
  test('when it is seen', () => {
    const { take, reading } = setUp()
    expect(take([call('a'), call('b')])).toEqual([call('a'), call('b')])
    expect(reading.progress).toMatchObject({ pages: 1, written: 2, unchanged: 0 })
  })

  test('once, however often it is seen', () => {
    const { take, reading } = setUp()
    expect(take([call('a'), call('a')])).toEqual([call('a')])
    expect(take([call('a'), call('b')], 2)).toEqual([call('b')])
    expect(reading.progress.written).toBe(2)
  })

  test('again when it is different, and once so', () => {
    const { take } = setUp()
    const edited = call('a', undefined, { notes: 'new' })
    take([call('a')])
    expect(take([edited], 2)).toEqual([edited])
    expect(take([edited], 2)).toEqual([])
  })

  test('not again when only the order of its fields or the query of its link is', () => {
    const { take } = setUp()
    const { call_id, started_at, ...rest } = call('a', undefined, {
      recording_url: 'https://x.example/1?sig=1',
    })
    take([{ call_id, started_at, ...rest }])
    expect(take([{ ...rest, started_at, call_id }], 2)).toEqual([])
    expect(take([{ call_id, started_at, recording_url: 'https://x.example/1?sig=2' }], 2)).toEqual([])
  })

  test('again only in a version that is newer, in the order of the answers', () => {
    const { take } = setUp()
    const [old, edited, latest] = ['', 'edited', 'edited again'].map((notes) =>
      call('a', undefined, { notes }),
    )
    expect(take([edited], 1, { responseSeq: 5 })).toEqual([edited])
    expect(take([old], 2, { responseSeq: 4 })).toEqual([])
    expect(take([edited], 3, { responseSeq: 9 })).toEqual([])
    expect(take([latest], 4, { responseSeq: 8 })).toEqual([])
    expect(take([latest], 4, { responseSeq: 10 })).toEqual([latest])
  })

  test('not in an outdated version that an answer shows which was under way when the newer one came', () => {
    const { take } = setUp()
    const [old, edited, other] = ['', 'edited', 'edited again'].map((notes) =>
      call('a', undefined, { notes }),
    )
    expect(take([old], 1, { requestSeq: 0, responseSeq: 1 })).toEqual([old])
    expect(take([edited], 2, { requestSeq: 1, responseSeq: 2 })).toEqual([edited])
    expect(take([old], 3, { requestSeq: 1, responseSeq: 3 })).toEqual([])
    expect(take([edited], 4, { requestSeq: 3, responseSeq: 4 })).toEqual([])
    expect(take([other], 5, { requestSeq: 3, responseSeq: 5 })).toEqual([other])
    // It was turned back into what it had been: that is the next sync's.
    expect(take([old], 6, { requestSeq: 5, responseSeq: 6 })).toEqual([])
  })

  test('without an identity as often as its content differs', () => {
    const { take, messages } = setUp()
    const nameless = (duration: number) => ({ started_at: '2026-03-10T14:00:00Z', duration })
    expect(take([nameless(1), nameless(2), nameless(1)])).toEqual([nameless(1), nameless(2)])
    expect(messages).toEqual([
      expect.objectContaining({ message: expect.stringContaining('A row came without its call_id') }),
    ])
  })
})

test('a call with a number beyond 2^53 and a value nested 10,000 deep is read, again and again', () => {
  const { reading, page, window } = setUp()
  const version = (duration: number) =>
    parseJsonExactly(`{"call_id":"a","duration":${duration},"n":12345678901234567890,"b":${deep}}`)
  const sent = [1, 1, 2].map((duration) => reading.take(page(1, [version(duration)])).length)
  expect(sent).toEqual([1, 0, 1])
  expect(window.hashes(0)).toHaveLength(1)
})

describe('a row that is no call', () => {
  test('is reported, sent as nothing, and counted as seen', () => {
    const { take, messages, reading } = setUp()
    expect(take([null, 5, [], call('a')], 1, { total: 4, totalPages: 1 })).toEqual([call('a')])
    expect(messages).toHaveLength(1)
    expect(reading.verification.isComplete(true)).toBe(true)
  })

  test('ends nothing, however deep it is nested', () => {
    const { reading, page } = setUp()
    expect(reading.take(page(1, [JSON.parse(deep), call('a')]))).toHaveLength(1)
  })

  test('ends nothing either, if it holds a number beyond 2^53 as well', () => {
    const { reading, page } = setUp()
    const row = parseJsonExactly(`[12345678901234567890,${deep}]`)
    expect(reading.take(page(1, [row, call('a')]))).toHaveLength(1)
  })
})

test('what is odd is counted when its page is read first, not at each pass', () => {
  const { take, selection } = setUp()
  const odd = [call('a', undefined, { duration: '5' }), call('b', undefined, { duration: '6' })]
  take(odd)
  take(odd)
  expect(selection.anomalies.summary()).toEqual([expect.stringContaining(': 2 times in this read.')])
})

test('what does not fit the schema is reported by its field, as converted or as nulled', () => {
  const { take, messages } = setUp()
  expect(take([call('a', undefined, { duration: '5', agent_id: {} })])).toEqual([
    call('a', undefined, { duration: 5, agent_id: null }),
  ])
  expect(messages.map((notice) => notice.type === 'log' && notice.message)).toEqual([
    'The field "agent_id" came as object, which its declared type cannot hold, and was set to null; further ones are counted.',
    'The field "duration" came as string and was converted to its declared type; further ones are counted.',
  ])
})

describe('the range that is wanted', () => {
  const iso = (instant: number) => new Date(instant).toISOString()

  test('begins with its first instant', () => {
    const { take } = setUp()
    expect(take([call('a', iso(begin)), call('b', iso(begin - 1))])).toHaveLength(1)
  })

  test('ends before its end', () => {
    const to = Date.parse('2026-03-10T18:00:00Z')
    const { take, reading } = setUp(over, { to })
    expect(take([call('a', iso(to - 1)), call('b', iso(to))])).toEqual([call('a', iso(to - 1))])
    expect(reading.progress.latest).toBe(to - 1)
  })

  test('lets pass what has no start that can be read', () => {
    const { take } = setUp(over, { to: begin })
    expect(take([call('a', null), call('b', 'soon'), call('c', undefined)])).toHaveLength(2)
  })

  test('is no reason not to count a call as seen', () => {
    const { take, reading } = setUp()
    take([call('a', '2020-01-01T00:00:00Z')], 1, { total: 1, totalPages: 1 })
    expect(reading.verification.isComplete(true)).toBe(true)
  })
})

describe('the latest start', () => {
  const latest = (slice: Slice, ...starts: unknown[]) => {
    const { take, reading } = setUp(slice)
    take(starts.map((start, nth) => call(`call ${nth}`, start)))
    const { latest: found } = reading.progress
    return found === undefined ? undefined : new Date(found).toISOString()
  }

  test('is that of the latest call, in whatever order they come', () => {
    expect(latest(over, '2026-03-10T12:00:00Z', '2026-03-10T13:00:00Z', '2026-03-10T11:00:00Z')).toBe(
      '2026-03-10T13:00:00.000Z',
    )
  })

  test('is none where there is no call, or none whose start can be read', () => {
    expect(latest(over)).toBeUndefined()
    expect(latest(over, null, 'soon')).toBeUndefined()
  })

  test('is not after the start of the read', () => {
    expect(latest(open, '2026-03-12T12:00:00.000Z')).toBe('2026-03-12T12:00:00.000Z')
    expect(latest(open, '2026-03-12T12:00:00.001Z')).toBeUndefined()
  })

  test('is not outside the slice, in whatever zone that is', () => {
    expect(latest(over, '2026-03-09T10:00:00.000Z')).toBe('2026-03-09T10:00:00.000Z')
    expect(latest(over, '2026-03-09T09:59:59.999Z')).toBeUndefined()
    expect(latest(over, '2026-03-11T11:59:59.999Z')).toBe('2026-03-11T11:59:59.999Z')
    expect(latest(over, '2026-03-11T12:00:00.000Z')).toBeUndefined()
  })
})

describe('calls that the sync before has sent', () => {
  const known = call('a', undefined, { notes: 'x' })
  const sent = (hash: string) => hash === contentHash('a', known)

  test('are kept back and counted', () => {
    const { take, reading } = setUp(over, { sent })
    expect(take([known, call('b')])).toEqual([call('b')])
    expect(reading.progress).toMatchObject({ written: 1, unchanged: 1 })
    expect(take([known], 2)).toEqual([])
    expect(reading.progress.unchanged).toBe(1)
  })

  test('are sent when they are different, and when they are as before once more', () => {
    const { take } = setUp(over, { sent })
    const edited = { ...known, notes: 'y' }
    expect(take([edited])).toEqual([edited])
    expect(take([known], 2)).toEqual([known])
  })

  test('move the cursor all the same', () => {
    const { take, reading } = setUp(over, { sent })
    take([known])
    expect(reading.progress.latest).toBe(Date.parse('2026-03-10T14:00:00Z'))
  })
})

describe('the window', () => {
  test('gets the calls of the slice, those without a start as the latest', () => {
    const { take, window } = setUp()
    const [young, old] = [call('a', '2026-03-10T14:00:00Z'), call('b', '2026-03-10T13:59:59Z')]
    take([young, old, call('c', null)])
    expect(new Set(window.hashes(Date.parse('2026-03-10T14:00:00Z')))).toEqual(
      new Set([contentHash('a', young), contentHash('c', call('c', null))]),
    )
  })

  test('gets the newest version of a call', () => {
    const { take, window } = setUp()
    const edited = call('a', undefined, { notes: 'new' })
    take([call('a')])
    take([edited], 2)
    expect(window.hashes(0)).toEqual([contentHash('a', edited)])
  })

  test('gets the newest version of a call that has moved to another slice, or into its own', () => {
    const first = setUp()
    first.take([call('a'), call('b', null)])
    const next = setUp({ first: march10 + 1, last: march10 + 1 }, { window: first.window })
    const moved = [call('a', '2026-03-11T14:00:00Z'), call('b', '2026-03-11T14:00:00Z')]
    expect(next.take(moved)).toEqual(moved)
    expect(new Set(first.window.hashes(0))).toEqual(
      new Set([contentHash('a', moved[0] ?? {}), contentHash('b', moved[1] ?? {})]),
    )
  })
})

describe('a call that another slice has sent', () => {
  test.each([
    ['whose start cannot be read', null],
    ['that lies before its slice', '2026-03-09T09:59:59Z'],
    ['that lies behind its slice', '2026-03-11T12:00:00Z'],
  ])('%s, is not sent again', (_, start) => {
    const { take, selection } = setUp()
    const odd = call('a', start)
    expect(take([odd])).toEqual([odd])
    const next = setUp({ first: march10 + 1, last: march10 + 1 }, { window: selection.window })
    expect(next.take([odd])).toEqual([])
    expect(next.take([{ ...odd, notes: 'new' }])).toHaveLength(1)
  })

  test('is not sent in a version that an earlier answer showed, whichever slice had the later ones', () => {
    const first = setUp()
    const [old, odd] = ['', 'edited'].map((notes) => call('a', null, { notes }))
    expect(first.take([odd], 1, { responseSeq: 5 })).toEqual([odd])
    const next = setUp({ first: march10 + 1, last: march10 + 1 }, { window: first.window })
    expect(next.take([old], 1, { responseSeq: 4 })).toEqual([])
    expect(next.take([odd], 2, { responseSeq: 9 })).toEqual([])
    expect(next.take([old], 3, { responseSeq: 7 })).toEqual([])
    expect(next.take([old], 4, { responseSeq: 10 })).toEqual([old])
  })

  test('moves the cursor where it lies in the slice, as it was sent', () => {
    const first = setUp()
    const [old, sent] = ['', 'edited'].map((notes) => call('a', '2026-03-11T12:00:00.000Z', { notes }))
    expect(first.take([sent], 1, { responseSeq: 5 })).toEqual([sent])
    expect(first.reading.progress.latest).toBeUndefined()
    const next = setUp({ first: march10 + 1, last: march10 + 1 }, { window: first.window })
    expect(next.take([old], 1, { responseSeq: 4 })).toEqual([])
    expect(next.reading.progress.latest).toBe(Date.parse('2026-03-11T12:00:00.000Z'))
    expect(next.take([sent], 1, { responseSeq: 6 })).toEqual([])
    expect(next.reading.progress.latest).toBe(Date.parse('2026-03-11T12:00:00.000Z'))
  })

  test('in its own days is known to the next slice, and as long as its own is read again in parts', () => {
    const { take, window } = setUp()
    take([call('a')])
    expect(setUp(over, { window }).take([call('a')])).toEqual([])
    expect(setUp(over, { window }).take([call('a')])).toEqual([call('a')])
    const left = setUp()
    left.take([call('a')])
    left.window.leave()
    setUp(over, { window: left.window })
    setUp(over, { window: left.window })
    expect(setUp(over, { window: left.window }).take([call('a')])).toEqual([])
  })
})

describe('calls that end while a slice is read', () => {
  const second = (seconds: number) => new Date(now + seconds * 1000).toISOString()
  const ended = (id: string, seconds: number) =>
    call(id, '2026-03-12T09:00:00Z', { ended_at: second(seconds) })

  test('are watched where days are not over: one that vanished at the same moment is noticed', () => {
    const { take, reading } = setUp(open)
    take([ended('a', -60), ended('b', -60)], 1, { total: 4, answeredAt: now })
    take([ended('c', -60), ended('d', 1)], 2, { total: 4, answeredAt: now + 2_000 })
    expect(reading.verification.isComplete(true)).toBe(false)
  })

  test('are known by their start, if their end is not given', () => {
    const { take, reading } = setUp(open)
    take([call('a'), call('b')], 1, { total: 4, answeredAt: now })
    take([call('c'), call('d', second(1))], 2, { total: 4, answeredAt: now + 2_000 })
    expect(reading.verification.isComplete(true)).toBe(false)
  })

  test('are no matter where days are over', () => {
    const { take, reading } = setUp(over)
    take([ended('a', -60), ended('b', -60)], 1, { total: 4, answeredAt: now })
    take([ended('c', -60), ended('d', 1)], 2, { total: 4, answeredAt: now + 2_000 })
    expect(reading.verification.isComplete(true)).toBe(true)
  })

  test('are watched on the first day that is not over everywhere', () => {
    const days = [earliestDay(now) - 1, earliestDay(now)]
    const verified = days.map((day) => {
      const { take, reading } = setUp({ first: day, last: day })
      take([ended('a', -60), ended('b', -60)], 1, { total: 3, answeredAt: now })
      take([ended('c', 1)], 2, { total: 3, answeredAt: now + 2_000 })
      return reading.verification.isComplete(true)
    })
    expect(verified).toEqual([true, false])
  })
})

test('a slice of more calls than are held as text is read all the same', () => {
  const { take, reading, window } = setUp()
  const calls = Array.from({ length: 10_002 }, (_, nth) => call(`call ${nth}`))
  expect(take(calls)).toHaveLength(10_002)
  expect(take(calls, 2)).toEqual([])
  expect(take([{ ...call('call 10001'), notes: 'new' }], 2)).toHaveLength(1)
  window.leave()
  expect(reading.progress.written).toBe(10_003)
})

test('a call that two neighbouring slices show comes once', () => {
  const { selection, page } = setUp()
  const slices = [over, { first: march10 + 1, last: march10 + 1 }]
  const taken = slices.flatMap((slice) =>
    startReading(slice, selection).take(page(1, [call('seam', '2026-03-11T05:00:00Z'), call('null', null)])),
  )
  expect(taken).toHaveLength(2)
})

test('a record is held by nobody once it was given, though its slice is not over', async () => {
  setFlagsFromString('--expose-gc')
  const collect: () => void = runInNewContext('gc')
  const { reading, page } = setUp()
  const takeOne = () => {
    const taken = page(1, [call('a'), call('b')])
    const [row] = taken.rows
    if (row === undefined || reading.take(taken).length !== 2) throw new Error('two records were expected')
    return new WeakRef(row)
  }
  const row = takeOne()
  // What a weak reference was made from, or asked for, lives until the end of the job.
  await setImmediate()
  collect()
  expect(row.deref()).toBeUndefined()
  expect(reading.verification.numbers.seen).toBe(2)
})

test('nor is the text of a page held, though the identities of its calls were cut from it', () => {
  setFlagsFromString('--expose-gc')
  const collect: () => void = runInNewContext('gc')
  const { reading, page } = setUp()
  const takeOne = (number: number) => {
    const long = { call_id: `a long call ${number}`, started_at: '2020-01-01', notes: 'x'.repeat(100_000) }
    const body = JSON.stringify({ data: [call(`a short call ${number}`), long], total_pages: 100 })
    const rows = parsePage(body, 1).rows.map((row) => readRow(row, shape, () => undefined))
    reading.take(page(number, [], { rows }))
  }
  takeOne(0)
  collect()
  const before = process.memoryUsage().heapUsed
  for (let number = 1; number <= 100; number += 1) takeOne(number)
  collect()
  expect(reading.verification.numbers.seen).toBe(202)
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(2_000_000)
})
