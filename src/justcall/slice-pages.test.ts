import { describe, expect, test } from 'vitest'
import { ApiRefusal } from './api-error.ts'
import { callsOn, createMadeUpApi, day, idsOf, refusal, type Ways } from './made-up-api.ts'
import { createPageQueries } from './page-queries.ts'
import type { PlannedSlice } from './plan.ts'
import { fetchPage, Outgrown, slicePages, TooDeep } from './slice-pages.ts'
import type { Slice } from './slices.ts'

const march = (first: number, last: number): Slice => ({
  first: day('2026-03-01') + first - 1,
  last: day('2026-03-01') + last - 1,
})
const queries = createPageQueries(2)

/** The tasks of the slices, whose first pages were asked for before. */
async function setUp(slices: readonly Slice[], ways: Ways = {}) {
  const api = createMadeUpApi(ways)
  const planned: PlannedSlice[] = []
  for (const slice of slices) {
    planned.push({ slice, firstPage: await api.pages.fetch(queries.of(slice, 1)), rangeCalls: undefined })
  }
  api.asked.length = 0
  let taken = 0
  async function* plan() {
    for (const each of planned) {
      taken += 1
      yield each
    }
  }
  return { api, planned, tasks: slicePages(plan(), api.pages, queries), taken: () => taken }
}

describe('the pages of planned slices', () => {
  const calls = [...callsOn('2026-03-01', 5), ...callsOn('2026-03-02', 1), ...callsOn('2026-03-04', 4)]
  const slices = [march(1, 1), march(2, 2), march(3, 3), march(4, 4)]

  test('come slice by slice in their order, the last of each told', async () => {
    const { planned, tasks } = await setUp(slices, { calls })
    const got = []
    for await (const task of tasks) {
      const { planned: of, page, last } = await task()
      got.push([planned.indexOf(of), page.number, page.rows.length, last])
    }
    expect(got).toEqual([
      [0, 1, 2, false],
      [0, 2, 2, false],
      [0, 3, 1, true],
      [1, 1, 1, true],
      [2, 1, 0, true],
      [3, 1, 2, false],
      [3, 2, 2, true],
    ])
  })

  test('are asked for when their task is run; the first is there already', async () => {
    const { api, planned, tasks, taken } = await setUp(slices, { calls })
    const first = await tasks.next()
    const second = await tasks.next()
    const third = await tasks.next()
    expect(taken()).toBe(1)
    if (first.done || second.done || third.done) throw new Error('three tasks were expected')
    expect((await first.value()).page).toBe(planned[0]?.firstPage)
    expect(api.asked).toEqual([])
    const { page } = await third.value()
    expect(api.asked).toEqual(['2026-03-01..2026-03-01 #3'])
    expect(idsOf(page.rows.flatMap((row) => row ?? []))).toEqual(['2026-03-01 4'])
  })
})

describe('a page that is refused for its range', () => {
  const slice = march(1, 3)
  const failureOf = async (page: number, status: number): Promise<unknown> => {
    const before = () => {
      throw refusal(status)
    }
    const { pages } = createMadeUpApi({ before })
    return fetchPage(pages, queries.of(slice, page), slice).catch((error: unknown) => error)
  }

  test.each([400, 422])('after the first is too deep: %i', async (status) => {
    const failure = await failureOf(2, status)
    expect(failure).toBeInstanceOf(TooDeep)
    expect(failure).toMatchObject({ slice, mostPages: 1, failureType: 'config_error' })
    expect(failure).toHaveProperty('cause.status', status)
    expect(String(failure)).toMatch(/gives only 1 page of the calls of 2026-03-01 to 2026-03-03, and a day/)
    expect(String(failure)).toContain('narrow the calls by direction, agent_id, number or status')
    expect(String(failure)).toContain(refusal().message)
    expect(await failureOf(11, status)).toMatchObject({ mostPages: 10 })
  })

  test.each([400, 422])('is outgrown, if it is the first: %i', async (status) => {
    const failure = await failureOf(1, status)
    expect(failure).toBeInstanceOf(Outgrown)
    expect(failure).toMatchObject({ slice, cause: { status }, message: refusal().message })
    expect(failure).toHaveProperty('cause', expect.any(ApiRefusal))
  })

  test('is not what another refusal is', async () => {
    expect(await failureOf(2, 401)).toEqual(refusal(401))
    expect(await failureOf(1, 403)).toEqual(refusal(403))
  })
})

test('a page that fails otherwise fails as it does', async () => {
  const broken = new Error('broken')
  const before = () => {
    throw broken
  }
  const { pages } = createMadeUpApi({ before })
  await expect(fetchPage(pages, queries.of(march(1, 1), 2), march(1, 1))).rejects.toBe(broken)
})
