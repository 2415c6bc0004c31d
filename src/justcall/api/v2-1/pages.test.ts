import { describe, expect, test } from 'vitest'
import { ConfigError } from '../../../airbyte/protocol/errors.ts'
import type { Client } from '../client.ts'
import { ApiRefusal } from '../failures.ts'
import { createV21Calls } from './calls.ts'

type Answer = Readonly<Record<string, unknown>>

const range = { first: 20_000, last: 20_005 }
const arrival = { requestSeq: 0, responseSeq: 1, requestedAt: 0, answeredAt: 0 }
const settings = { filters: {}, perPage: 2, fetchAiData: false, fetchQueueData: false }
const refusal = (status: number) => new ApiRefusal(status, 'the API answered so', 'here')

/** Rows with these identifiers. */
const rows = (...ids: readonly number[]) => ids.map((id) => ({ id, call_info: { type: 'answered' } }))

/** A client whose answers depend on the page that is asked for, '' where none is. An Error is thrown. */
function setUp(
  answers: Readonly<Record<string, Answer | Error>>,
  more: Partial<Parameters<typeof createV21Calls>[2]> = {},
) {
  const asked: string[] = []
  const client: Client = {
    statistics: { requests: 0, retries: 0, refusals: 0 },
    forStream: () => client,
    async get({ path }, parse) {
      const page = new URL(path, 'http://sandbox').searchParams.get('page') ?? ''
      asked.push(page)
      const answer = answers[page] ?? { count: 0, data: [] }
      if (answer instanceof Error) throw answer
      return parse(JSON.stringify({ status: 'success', ...answer }), arrival)
    },
  }
  return { asked, list: createV21Calls(client, [], { ...settings, ...more }) }
}

const firstPage = (answer: Answer) => setUp({ '': answer, 1: { count: 0, data: [] } }).list.page(range, 1)

describe('a first page', () => {
  test('has a total, and as many pages as its calls fill, where the API counts them', async () => {
    const page = await firstPage({ current_page: 0, total_count: 5, per_page: 2, data: rows(1, 2) })
    expect(page).toMatchObject({ number: 1, total: 5, totalPages: 3 })
    expect(page.rows.map((row) => row?.id)).toEqual(['1', '2'])
  })

  test('has neither where the API does not count', async () => {
    const page = await firstPage({ current_page: 0, count: 2, next_page_link: '?page=1', data: rows(1, 2) })
    expect(page).toMatchObject({ total: undefined, totalPages: undefined, next: 'yes' })
  })

  test('has pages of the size that the API gives, if that is less than asked for', async () => {
    const answer = { current_page: 0, total_count: 5, per_page: 1, data: rows(1) }
    expect(await firstPage(answer)).toMatchObject({ totalPages: 5 })
  })
})

describe('whether another page follows', () => {
  const full = { current_page: 0, data: rows(1, 2) }
  test.each<readonly [string, Answer, string]>([
    ['a link says so', { ...full, next_page_link: '?page=1' }, 'yes'],
    [
      'a link says so behind a page that is not full',
      { current_page: 0, data: rows(1), next_page_link: '?page=1' },
      'yes',
    ],
    ['a link without a number says so', { ...full, next_page_link: '?after=2' }, 'yes'],
    ['a full page with an empty link', { ...full, next_page_link: '' }, 'unlikely'],
    ['a full page with a link of null', { ...full, next_page_link: null }, 'unlikely'],
    ['a full page without a link', full, 'unknown'],
    ['a page that is not full', { current_page: 0, per_page: 2, data: rows(1) }, 'no'],
    [
      'a page that is not full, with an empty link',
      { current_page: 0, next_page_link: '', data: rows(1) },
      'no',
    ],
    ['a page of a size that nothing shows', { current_page: 0, data: rows(1) }, 'unknown'],
    ['an empty page, whatever its link', { current_page: 0, data: [], next_page_link: '?page=1' }, 'no'],
    ['a full page of a smaller size', { current_page: 0, per_page: 1, data: rows(1) }, 'unknown'],
    ['a full page that the API counts as the only one', { ...full, total_count: 2 }, 'no'],
  ])('%s: %s', async (_, answer, next) => {
    expect(await firstPage(answer)).toMatchObject({ next })
  })

  test('is measured by the fullest page that had a link, where the API caps pages and does not say so', async () => {
    const { list } = setUp(
      {
        '': { current_page: 0, next_page_link: '?page=1', data: rows(1, 2, 3) },
        1: { current_page: 1, next_page_link: '', data: rows(4, 5, 6) },
        2: { current_page: 2, next_page_link: '', data: rows(7, 8) },
      },
      { perPage: 100 },
    )
    expect(await list.page(range, 1)).toMatchObject({ next: 'yes' })
    expect(await list.page(range, 2)).toMatchObject({ next: 'unlikely' })
    expect(await list.page(range, 3)).toMatchObject({ next: 'no' })
  })
})

describe('where the pages begin', () => {
  test('is seen from the link, and costs no request', async () => {
    const { list, asked } = setUp({
      '': { current_page: 1, next_page_link: '?page=2', data: rows(1, 2) },
      2: { current_page: 2, next_page_link: '', data: rows(3) },
    })
    await list.page(range, 1)
    expect(await list.page(range, 2)).toMatchObject({ number: 2, next: 'no' })
    expect(asked).toEqual(['', '2'])
  })

  test('is asked once where no link shows it, and is 1 if page 1 is the first page', async () => {
    const first = { current_page: 1, next_page_link: '', total_count: 3, data: rows(1, 2) }
    const { list, asked } = setUp({
      '': first,
      1: first,
      2: { current_page: 2, total_count: 3, data: rows(3) },
    })
    await list.page(range, 1)
    expect((await list.page(range, 2)).rows.map((row) => row?.id)).toEqual(['3'])
    await list.page(range, 1)
    expect(asked).toEqual(['', '1', '2', ''])
  })

  test('is 1 if page 1 has the number of the first page, though a call came between the two', async () => {
    const { list, asked } = setUp({
      '': { current_page: 1, next_page_link: '', total_count: 3, data: rows(1, 2) },
      1: { current_page: 1, next_page_link: '', total_count: 4, data: rows(9, 1) },
    })
    await list.page(range, 1)
    await list.page(range, 2)
    // Asked again, since a number may be wrong once.
    expect(asked).toEqual(['', '1', '', '1', '', '1', '2'])
  })

  test.each([
    ['a call arrived in front of the others', rows(9, 1, 2)],
    ['a call was deleted', rows(2, 3, 4)],
  ])('is 1 also if %s meanwhile', async (_, data) => {
    const { list, asked } = setUp(
      { '': { count: 3, total_count: 5, data: rows(1, 2, 3) }, 1: { count: 3, total_count: 5, data } },
      { perPage: 3 },
    )
    await list.page(range, 1)
    await list.page(range, 2)
    expect(asked).toEqual(['', '1', '2'])
  })

  test('is 0 also if a call of the first page has moved to page 1 meanwhile', async () => {
    const { list, asked } = setUp(
      {
        '': { count: 3, total_count: 6, data: rows(1, 2, 3) },
        1: { count: 3, total_count: 7, data: rows(3, 4, 5) },
      },
      { perPage: 3 },
    )
    await list.page(range, 1)
    await list.page(range, 2)
    expect(asked).toEqual(['', '1', '1'])
  })

  test('is 0 if page 1 has other calls', async () => {
    const { list, asked } = setUp({
      '': { count: 2, total_count: 3, data: rows(1, 2) },
      1: { count: 1, total_count: 3, data: rows(3) },
    })
    await list.page(range, 1)
    expect((await list.page(range, 2)).rows.map((row) => row?.id)).toEqual(['3'])
    expect(asked).toEqual(['', '1', '1'])
  })

  test.each([400, 404, 422])(
    'is not asked for any further where page 1 is refused with %i',
    async (status) => {
      const { list } = setUp({ '': { count: 2, data: rows(1, 2) }, 1: refusal(status) })
      expect(await list.page(range, 1)).toMatchObject({ number: 1, next: 'unknown' })
    },
  )

  test('does not hide a failure of another kind', async () => {
    const { list } = setUp({ '': { count: 2, data: rows(1, 2) }, 1: refusal(401) })
    await expect(list.page(range, 1)).rejects.toMatchObject({ status: 401 })
  })

  test('is not asked for where there is one page only', async () => {
    const { list, asked } = setUp({ '': { count: 1, per_page: 2, data: rows(1) } })
    await list.page(range, 1)
    expect(asked).toEqual([''])
  })
})

describe('a 403', () => {
  test.each([
    [{ fetchAiData: true }, 'with fetch_ai_data:'],
    [{ fetchQueueData: true }, 'with fetch_queue_data:'],
    [{ fetchAiData: true, fetchQueueData: true }, 'with fetch_ai_data and fetch_queue_data:'],
  ])('names the features that were asked for: %j', async (more, text) => {
    const { list } = setUp({ '': refusal(403) }, more)
    const error = await list.page(range, 1).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(ConfigError)
    expect(error).toMatchObject({ message: expect.stringContaining(text), cause: { status: 403 } })
  })

  test('is as it came where no feature was asked for', async () => {
    const error = refusal(403)
    await expect(setUp({ '': error }).list.page(range, 1)).rejects.toBe(error)
  })

  test.each([401, 404])('is not what a %i is taken for', async (status) => {
    const error = refusal(status)
    await expect(setUp({ '': error }, { fetchAiData: true }).list.page(range, 1)).rejects.toBe(error)
  })
})

describe('a status that no call had', () => {
  const answer = { count: 1, data: rows(1) }
  const remarks = async (filters: { status?: string }) => {
    const { list } = setUp({ '': answer }, { filters })
    await list.page(range, 1)
    return list.remarks?.()
  }

  test('is remarked on, since it may be misspelled', async () => {
    expect(await remarks({ status: 'answerd' })).toEqual([expect.stringContaining('"answerd"')])
  })

  test('is not where a call had it, or none is wanted', async () => {
    expect(await remarks({ status: 'completed' })).toEqual([])
    expect(await remarks({})).toEqual([])
  })
})

test('calls that a filter excludes are listed and marked, so that pages stay whole', async () => {
  const { list } = setUp({ '': { count: 2, data: rows(1, 2) } }, { filters: { status: 'missed' } })
  expect((await list.page(range, 1)).rows).toMatchObject([{ isExcluded: true }, { isExcluded: true }])
})

test('the list says that its end is a day that is included, and how wide a range may be', () => {
  const { list } = setUp({})
  expect(list).toMatchObject({ pageSize: 2, endIncluded: true, maxDays: 89, noun: 'call' })
})
