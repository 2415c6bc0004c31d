import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { testContext } from '../../../testing/context.ts'
import {
  createFakePlainList,
  type FakePlainList,
  type FakePlainListOptions,
  rowsFrom,
} from '../../../testing/fake-plain-list.ts'
import type { StatusUpdate } from '../../airbyte/protocol/status-updates.ts'
import type { StreamOutput } from '../../airbyte/source/source.ts'
import { ApiRefusal } from '../api/failures.ts'
import { readPlainList } from './read-plain-list.ts'

async function readAll({ api, statistics, asked }: FakePlainList, workers = 2) {
  const output: StreamOutput[] = []
  const updates: StatusUpdate[] = []
  const context = testContext({ notify: (update) => updates.push(update) })
  let error: unknown
  try {
    for await (const item of readPlainList({ api, workers, statistics }, context)) output.push(item)
  } catch (thrown) {
    error = thrown
  }
  const data = output.flatMap((item) =>
    item.type === 'records' ? item.records.map(({ json }) => JSON.parse(json)) : [],
  )
  const logs = [...updates, ...output].flatMap((item) => (item.type === 'log' ? [item] : []))
  return {
    data,
    ids: data.map(({ id }) => id),
    warnings: logs.filter(({ level }) => level === 'WARN').map(({ message }) => message),
    lines: logs.filter(({ level }) => level === 'INFO').map(({ message }) => message),
    estimates: output.flatMap((item) => (item.type === 'estimate' ? [item.rows] : [])),
    error,
    asked,
  }
}

const read = (options: FakePlainListOptions, workers?: number) =>
  readAll(createFakePlainList(options), workers)

const idsFrom = (first: number, last: number) => rowsFrom(first, last).map(({ id }) => id)

describe('a list that does not move', () => {
  test('is sent in its order, at the cost of a request a page, where the API counts', async () => {
    const { ids, asked, warnings, estimates, lines } = await read({ rows: rowsFrom(1, 7) })
    expect(ids).toEqual(idsFrom(1, 7))
    expect(asked).toEqual([1, 2, 3, 4])
    expect(estimates).toEqual([7])
    expect(warnings).toEqual([])
    expect(lines).toEqual(['Read 7 users: 4 requests, retried 0, refused for quota 0, 0.0 s.'])
  })

  test.each([1, 2, 3, 4, 9, 40])(
    'costs at most one request more than its pages where the API does not: %i pages',
    async (pages) => {
      const { ids, asked, warnings, estimates } = await read(
        { rows: rowsFrom(1, pages * 2), isCounted: false },
        5,
      )
      expect(ids).toEqual(idsFrom(1, pages * 2))
      expect(asked.length).toBeLessThanOrEqual(pages + 1)
      expect(warnings).toEqual([])
      expect(estimates).toEqual([])
    },
  )

  test.each([true, false])('may have no rows: counted %s', async (isCounted) => {
    const { data, asked, warnings } = await read({ isCounted })
    expect({ data, asked, warnings }).toEqual({ data: [], asked: [1], warnings: [] })
  })

  test.each(['empty', 'last', 400, 404] as const)(
    'ends at a full page that may have been the last, whatever the one past the end is: %s',
    async (pastEnd) => {
      const { ids, warnings, error, asked } = await read({
        rows: rowsFrom(1, 6),
        isCounted: false,
        pastEnd,
        answer: ({ rows }) => ({ next: rows.length < 2 ? 'no' : 'unlikely' }),
      })
      expect(error).toBeUndefined()
      expect(ids).toEqual(idsFrom(1, 6))
      expect(asked.length).toBeLessThanOrEqual(pastEnd === 'last' ? 8 : 7)
      // A page that is there again under another number may be there in place of another.
      expect(warnings).toEqual(
        pastEnd === 'last' ? [expect.stringContaining('6 users were seen, some on two pages')] : [],
      )
    },
  )

  test('is read beyond the counted pages where the server gives fewer rows a page than it says', async () => {
    const { ids, warnings } = await read({ rows: rowsFrom(1, 9), answer: () => ({ totalPages: 3 }) })
    expect(ids).toEqual(idsFrom(1, 9))
    expect(warnings).toEqual([])
  })

  test('is read as far as its links lead where its total is of the page alone, and the difference is reported', async () => {
    const { ids, warnings, asked } = await read({
      rows: rowsFrom(1, 6),
      answer: ({ rows }) => ({ total: rows.length, totalPages: 1 }),
    })
    expect(ids).toEqual(idsFrom(1, 6))
    expect(warnings).toEqual([expect.stringContaining('the API reports 2 users, 6 were seen')])
    expect(asked.length).toBeLessThanOrEqual(6)
  })

  test('passes on what its list remarks', async () => {
    expect((await read({ remarks: ['Only transcripts.'] })).warnings).toEqual(['Only transcripts.'])
  })
})

describe('rows that come, go and move while the list is read', () => {
  test.each([true, false])('one that moves to the next page is sent once: counted %s', async (isCounted) => {
    const list = createFakePlainList({
      rows: rowsFrom(1, 6),
      isCounted,
      before: (answer) => answer === 2 && list.rows.unshift({ id: 7 }),
    })
    const { ids, warnings } = await readAll(list, 1)
    expect(ids.toSorted()).toEqual(idsFrom(1, 7))
    expect(warnings).toEqual([])
  })

  test('one that moves to a page that was read is sent, since its list falls short of the total', async () => {
    const list = createFakePlainList({
      rows: rowsFrom(1, 6),
      before: (answer) => answer === 2 && list.rows.unshift(...list.rows.splice(5, 1)),
    })
    const { ids, lines } = await readAll(list, 1)
    expect(ids.toSorted()).toEqual(idsFrom(1, 6))
    expect(lines).toContain(
      'The list moved while it was read: the API reports 6 users, 5 were seen. It is read again.',
    )
  })

  test('one that is pulled to a page that was read is sent, since the total fell', async () => {
    const list = createFakePlainList({
      rows: rowsFrom(1, 6),
      before: (answer) => answer === 2 && list.rows.shift(),
    })
    const { ids, warnings } = await readAll(list, 1)
    expect(ids.toSorted()).toEqual(idsFrom(1, 6))
    expect(warnings).toEqual([])
  })

  test('the total falls and rises again: the list is read again though as many were seen', async () => {
    const list = createFakePlainList({
      rows: rowsFrom(1, 8),
      before: (answer) => {
        if (answer === 2) list.rows.shift()
        if (answer === 3) list.rows.push({ id: 9 })
      },
    })
    const { ids } = await readAll(list, 1)
    expect(ids.toSorted()).toEqual(idsFrom(1, 9))
  })

  test('pages that fill while the others are read are read as well', async () => {
    const list = createFakePlainList({
      rows: rowsFrom(1, 4),
      before: (answer) => answer === 2 && list.rows.push(...rowsFrom(5, 9)),
    })
    const { ids, asked } = await readAll(list, 1)
    expect(ids).toEqual(idsFrom(1, 9))
    expect(asked).toEqual([1, 2, 3, 4, 5])
  })

  test('the last page that goes meanwhile is no failure, however the server refuses it', async () => {
    for (const pastEnd of [400, 404] as const) {
      const list = createFakePlainList({
        rows: rowsFrom(1, 5),
        pastEnd,
        before: (answer) => answer === 3 && list.rows.pop(),
      })
      const { ids, error } = await readAll(list, 1)
      expect(error).toBeUndefined()
      expect(ids).toEqual(idsFrom(1, 4))
    }
  })
})

describe('what an API may do to its rows', () => {
  test('a row that is listed twice and counted twice is sent once, without a warning', async () => {
    const { ids, warnings } = await read({ rows: [...rowsFrom(1, 5), { id: 3 }] })
    expect(ids).toEqual(idsFrom(1, 5))
    expect(warnings).toEqual([])
  })

  test.each([
    ['at the end', rowsFrom(1, 6)],
    ['on pages that are empty', [...rowsFrom(1, 2), ...rowsFrom(7, 8)]],
  ])('rows that are counted and never listed cost two passes and a warning: %s', async (_, rows) => {
    const { ids, warnings, asked } = await read({
      rows: [...rows],
      answer: (page) => ({ total: 10, totalPages: 5, next: page.number < 5 ? 'yes' : 'no' }),
    })
    expect(ids).toEqual(rows.map(({ id }) => id))
    expect(warnings).toEqual([
      `The list may not be complete: the API reports 10 users, ${rows.length} were seen in the last of several passes. What was seen is sent; the next sync reads the list again.`,
    ])
    expect(asked.length).toBeLessThanOrEqual(12)
  })

  test('a total beyond all measure is not followed page by page', async () => {
    const { ids, asked } = await read({
      rows: rowsFrom(1, 6),
      answer: () => ({ total: 2_000_000, totalPages: 1_000_000 }),
    })
    expect(ids).toEqual(idsFrom(1, 6))
    expect(asked.length).toBeLessThan(50)
  })

  test('a page that is empty though others follow ends nothing where the API counts', async () => {
    const { ids } = await read({
      rows: rowsFrom(1, 8),
      answer: ({ number }) => (number === 2 ? { rows: [], next: 'no' } : {}),
    })
    expect(ids).toEqual([1, 2, 5, 6, 7, 8])
  })

  test('another order at each request ends after four passes at most, and sends no row twice', async () => {
    let turn = 0
    const list = createFakePlainList({
      rows: rowsFrom(1, 40),
      pageSize: 10,
      before: () => {
        turn += 1
        list.rows = rowsFrom(1, 40).toSorted((a, b) => ((a.id * turn) % 41) - ((b.id * turn) % 41))
      },
    })
    const { ids, asked } = await readAll(list)
    expect(new Set(ids).size).toBe(ids.length)
    expect(asked.length).toBeLessThanOrEqual(20)
  })

  test('rows without an identifier are sent as they are, and counted by their content', async () => {
    const { data, warnings } = await read({ rows: [{ id: 1 }, { name: 'A' }, { name: 'B' }, { id: null }] })
    expect(data).toEqual([{ id: 1 }, { name: 'A' }, { name: 'B' }, { id: null }])
    expect(warnings).toEqual([
      'A row came without its id and was sent as it is; further ones are counted.',
      'A row came without its id and was sent as it is: 3 times in this read.',
    ])
  })

  test('rows that are no objects are counted, reported and left out', async () => {
    const { data, warnings } = await read({ rows: [{ id: 1 }, null, 'row', { id: 2 }] })
    expect(data).toEqual([{ id: 1 }, { id: 2 }])
    expect(warnings[0]).toContain('A row was no object')
    expect(warnings).toHaveLength(2)
  })

  test('identifiers of any length are kept apart', async () => {
    const rows = ['9007199254740993', '9007199254740992', '12'].map((id) => ({ id, name: id }))
    const { data } = await read({ rows: [...rows, { id: 12 }] })
    expect(data.length).toBeGreaterThanOrEqual(3)
  })
})

describe('a page that the API counts and refuses', () => {
  test('ends the read, saying how far it came', async () => {
    const list = createFakePlainList({
      rows: rowsFrom(1, 8),
      before: (_, page) => {
        if (page > 2) throw new ApiRefusal(400, 'too far', 'here')
      },
    })
    const { error, ids } = await readAll(list, 1)
    expect(ids).toEqual(idsFrom(1, 4))
    expect(error).toMatchObject({
      failureType: 'config_error',
      message: expect.stringMatching(/^JustCall gives only 2 pages of the users[.] /),
    })
  })

  test('is thrown as it came if it is the first one', async () => {
    const refusal = new ApiRefusal(403, 'no', 'here')
    const list = createFakePlainList({
      before: () => {
        throw refusal
      },
    })
    expect((await readAll(list)).error).toBe(refusal)
  })
})

/** What happens to the list before an answer: nothing, or one change. The numbers are places, as far as the list is that long. */
type Change = readonly ['none' | 'add' | 'remove' | 'move', number, number]

const changes = (kinds: readonly Change[0][]) =>
  fc.array(fc.tuple(fc.constantFrom(...kinds), fc.nat(12), fc.nat(12)), { maxLength: 25 })

const draws = {
  count: fc.nat(12),
  pageSize: fc.integer({ min: 1, max: 4 }),
  workers: fc.integer({ min: 1, max: 3 }),
  turns: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 8 }),
}

test.each([
  ['whatever comes, goes and moves, where the API counts', true, ['none', 'add', 'remove', 'move']],
  ['whatever comes at the end, where it does not', false, ['none', 'add']],
] as const)('each row that is listed throughout is sent once: %s', async (_, isCounted, kinds) => {
  await fc.assert(
    fc.asyncProperty(
      fc.record({ ...draws, changes: changes(kinds) }),
      async ({ count, pageSize, workers, turns, changes }) => {
        let added = count
        const throughout = new Set(idsFrom(1, count))
        const list = createFakePlainList({
          rows: rowsFrom(1, count),
          pageSize,
          isCounted,
          turns: (request) => turns[request % turns.length] ?? 1,
          before: (answer) => {
            const [kind, place, to] = changes[answer - 1] ?? ['none', 0, 0]
            const at = isCounted ? place : list.rows.length
            if (kind === 'add') {
              added += 1
              list.rows.splice(at, 0, { id: added })
            }
            const taken = kind === 'remove' || kind === 'move' ? list.rows.splice(at, 1) : []
            if (kind === 'move') list.rows.splice(to, 0, ...taken)
            if (kind === 'remove') for (const row of taken) throughout.delete(Object(row).id)
          },
        })
        const { ids, warnings, error } = await readAll(list, workers)
        expect(error).toBeUndefined()
        expect(new Set(ids).size).toBe(ids.length)
        const lost = [...throughout].filter((id) => !ids.includes(id))
        // A list that never rests ends in a warning.
        if (warnings.length === 0) expect(lost).toEqual([])
        else expect(changes.length).toBeGreaterThan(1)
      },
    ),
    { numRuns: 2_000 },
  )
})
