import { expect, test } from 'vitest'
import { callPages } from './call-page.ts'
import type { Client } from './client.ts'
import type { PageQuery } from './page-query.ts'

const query: PageQuery = { startDate: '2026-03-01', endDate: undefined, page: 3, perPage: 100 }

const arrival = { askedAfter: 5, answered: 7, askedAt: 900, answeredAt: 1_000 }

/** What becomes of the rows of a page. */
async function fetched(rows: readonly unknown[]) {
  const asked: PageQuery[] = []
  const client: Client = {
    async page(given, parse) {
      asked.push(given)
      return parse(
        JSON.stringify({ page: 3, per_page: 100, total_pages: 4, count: 350, data: rows }),
        given,
        arrival,
      )
    },
    statistics: { requests: 0, answers: 0, retries: 0, refusals: 0 },
  }
  const { rows: made, oddities, ...rest } = await callPages(client, [['duration', 'integer']]).fetch(query)
  return { asked, rows: made, oddities, rest }
}

test('a page is what the client gets for the query, its rows made records', async () => {
  const { asked, rows, oddities, rest } = await fetched([
    { call_id: 'a', started_at: '2026-03-01T00:00:01Z', ended_at: '2026-03-01T00:00:09Z', duration: 8 },
  ])
  expect(asked).toEqual([query])
  expect(rest).toEqual({ ...arrival, number: 3, totalPages: 4, total: 350, claimed: 350 })
  expect(rows).toEqual([
    {
      id: 'a',
      instant: Date.parse('2026-03-01T00:00:01Z'),
      endedAt: '2026-03-01T00:00:09Z',
      json: '{"call_id":"a","started_at":"2026-03-01T00:00:01Z","ended_at":"2026-03-01T00:00:09Z","duration":8}',
    },
  ])
  expect(oddities).toEqual([])
})

test('each row keeps its place, and each anomaly is reported', async () => {
  const { rows, oddities } = await fetched([
    null,
    { call_id: 'a', duration: '8', started_at: '2026-03-01' },
    'no call',
    { call_id: 'b', duration: 'long', started_at: 'yesterday' },
  ])
  expect(rows.map((row) => row?.json)).toEqual([
    undefined,
    '{"call_id":"a","duration":8,"started_at":"2026-03-01"}',
    undefined,
    '{"call_id":"b","duration":null,"started_at":"yesterday"}',
  ])
  expect(rows[3]?.changes).toMatchObject([{ field: 'duration', change: 'NULLED' }])
  expect(oddities).toEqual([
    'A row was no object and could not be made a record',
    'The field "duration" came as string and was converted to its declared type',
    'A row was no object and could not be made a record',
    'The field "duration" came as string, which its declared type cannot hold, and was set to null',
    { start: 'yesterday' },
  ])
})

test('a page that the client does not get is not made up', async () => {
  const failure = new Error('no page')
  const client: Client = {
    page: () => Promise.reject(failure),
    statistics: { requests: 0, answers: 0, retries: 0, refusals: 0 },
  }
  await expect(callPages(client, []).fetch(query)).rejects.toBe(failure)
})
