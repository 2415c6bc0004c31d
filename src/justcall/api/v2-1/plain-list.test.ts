import { describe, expect, test } from 'vitest'
import type { Client } from '../client.ts'
import { ApiRefusal } from '../failures.ts'
import { createPlainList } from './plain-list.ts'

const arrival = { requestSeq: 0, responseSeq: 1, requestedAt: 0, answeredAt: 0 }
const endpoint = {
  stream: 'calls_ai',
  noun: 'analysed call',
  path: '/v2.1/calls_ai',
  key: 'id',
  mostRows: 20,
  parameters: { platform: 'justcall' },
  reduced: { parameters: { fetch_summary: 'false' }, without: 'summaries' },
}

/** @param answer gives the error for a request, or nothing if it is accepted. */
function setUp(
  answer: (query: URLSearchParams) => Error | undefined,
  { reduced }: Partial<typeof endpoint> = endpoint,
) {
  const asked: string[] = []
  const client: Client = {
    statistics: { requests: 0, retries: 0, refusals: 0 },
    forStream: () => client,
    async get({ path }, parse) {
      const query = new URL(path, 'https://api.justcall.io').searchParams
      asked.push(`${query.get('page') ?? ''} ${query.get('fetch_summary') ?? 'all'}`)
      const error = answer(query)
      if (error !== undefined) throw error
      const number = Number(query.get('page'))
      const page = {
        status: 'success',
        current_page: number,
        next_page_link: `?page=${number + 1}`,
        data: [{ id: 1 }],
      }
      return parse(JSON.stringify(page), arrival)
    },
  }
  const { reduced: _, ...plain } = endpoint
  const list = createPlainList(client, [], reduced === undefined ? plain : { ...plain, reduced }, {
    perPage: undefined,
  })
  return { asked, list }
}

const refusal = (status = 403, text = 'the API answered 403') => new ApiRefusal(status, text, 'here')
const whole = (query: URLSearchParams) => !query.has('fetch_summary')

describe('a list of which the plan includes a part', () => {
  test('is read reduced, and says what its rows lack', async () => {
    const { asked, list } = setUp((query) => (whole(query) ? refusal() : undefined))
    await list.page(1)
    await list.page(2)
    await list.page(1)
    expect(asked).toEqual([' all', ' false', '1 false', ' false'])
    expect(list.remarks?.()).toEqual([
      `The account's plan does not include summaries: the stream "calls_ai" is read without.`,
    ])
  })

  test('fails as the whole one where the reduced one is refused, too', async () => {
    const { asked, list } = setUp((query) => refusal(403, whole(query) ? 'the first' : 'the second'))
    await expect(list.page(1)).rejects.toThrow('the first')
    expect(asked).toEqual([' all', ' false'])
    expect(list.remarks?.()).toEqual([])
  })

  test('fails with another failure of the reduced one', async () => {
    const { list } = setUp((query) => (whole(query) ? refusal() : new Error('unreachable')))
    await expect(list.page(1)).rejects.toThrow('unreachable')
  })

  test('is asked for whole while the plan includes all of it', async () => {
    const { asked, list } = setUp(() => undefined)
    await list.page(1)
    expect(asked).toEqual([' all'])
    expect(list.remarks?.()).toEqual([])
  })

  test.each([400, 401, 404])('is not what a %i shows', async (status) => {
    const { asked, list } = setUp(() => refusal(status))
    await expect(list.page(1)).rejects.toMatchObject({ status })
    expect(asked).not.toContain(' false')
  })

  test('is not what a 403 behind the first page shows', async () => {
    const { asked, list } = setUp((query) => (query.has('page') ? refusal() : undefined))
    await list.page(1)
    await expect(list.page(2)).rejects.toMatchObject({ status: 403 })
    expect(asked).toEqual([' all', '1 all'])
  })

  test('is none where nothing can be left out', async () => {
    const { asked, list } = setUp(() => refusal(), {})
    await expect(list.page(1)).rejects.toMatchObject({ status: 403 })
    expect(asked).toEqual([' all'])
  })
})
