import { describe, expect, test } from 'vitest'
import { dayLength } from '../../time/days.ts'
import { type PageRequest, pageRequest } from './page-request.ts'

const day = (text: string) => Date.parse(text) / dayLength
const march: PageRequest = {
  range: { first: day('2026-03-01'), last: day('2026-03-10') },
  page: undefined,
  pageSize: 100,
}
const plain = { filters: {}, fetchAiData: false, fetchQueueData: false }

/** The parameters of a request, by name. */
const queryOf = (
  request: Partial<PageRequest>,
  settings: Partial<Parameters<typeof pageRequest>[1]> = {},
) => {
  const { path } = pageRequest({ ...march, ...request }, { ...plain, ...settings })
  const url = new URL(path, 'https://api.justcall.io')
  expect(url.pathname).toBe('/v2.1/calls')
  return Object.fromEntries(url.searchParams)
}

describe('a request for a page', () => {
  test('asks for whole days of the account, oldest calls first, and nothing else', () => {
    expect(queryOf({})).toEqual({
      from_datetime: '2026-03-01 00:00:00',
      to_datetime: '2026-03-10 23:59:59',
      sort: 'id',
      order: 'asc',
      per_page: '100',
    })
  })

  test('writes no ISO instant, which would be answered by a malformed page', () => {
    for (const value of Object.values(queryOf({}))) expect(value).not.toMatch(/\dT\d/)
  })

  test('has no end where the range has none', () => {
    expect(queryOf({ range: { first: march.range.first, last: undefined } })).not.toHaveProperty(
      'to_datetime',
    )
  })

  test.each([0, 1, 17])('asks for page %i by that number', (page) => {
    expect(queryOf({ page })).toMatchObject({ page: String(page) })
  })

  test('leaves the number out for the first page, whose number is not known', () => {
    expect(queryOf({ page: undefined })).not.toHaveProperty('page')
  })

  test.each([
    [{ direction: 'inbound' }, { call_direction: 'Incoming' }],
    [{ direction: 'outbound' }, { call_direction: 'Outgoing' }],
    [{ agent_id: '12345678901234567890' }, { agent_id: '12345678901234567890' }],
    [{ number: '+1 (270) 705-0100' }, { justcall_number: '12707050100' }],
  ] as const)('narrows the calls by %j', (filters, expected) => {
    const query = queryOf({}, { filters })
    expect(query).toMatchObject(expected)
    expect(Object.keys(query)).toHaveLength(6)
  })

  test('does not send the status, for which the API has no parameter of its own', () => {
    expect(queryOf({}, { filters: { status: 'completed' } })).toEqual(queryOf({}))
  })

  test.each([
    [{ fetchAiData: true }, 'fetch_ai_data', 'fetch_queue_data'],
    [{ fetchQueueData: true }, 'fetch_queue_data', 'fetch_ai_data'],
  ] as const)(
    'asks for AI and queue data only where the configuration wants it: %j',
    (settings, name, other) => {
      const query = queryOf({}, settings)
      expect(query).toMatchObject({ [name]: 'true' })
      expect(query).not.toHaveProperty(other)
    },
  )
})

describe('a request says', () => {
  const described = (request: Partial<PageRequest>) => pageRequest({ ...march, ...request }, plain)

  test.each<readonly [string, Partial<PageRequest>]>([
    ['the first page of the calls from 2026-03-01 to 2026-03-10', {}],
    ['page=0 of the calls from 2026-03-01 to 2026-03-10', { page: 0 }],
    ['page=4 of the calls from 2026-03-01 on', { page: 4, range: { ...march.range, last: undefined } }],
  ])('what it asks for: %s', (text, request) => {
    expect(described(request).description).toBe(text)
  })

  test.each<readonly [string, boolean, Partial<PageRequest>]>([
    ['the first page of several days', true, {}],
    ['the first page of a range without an end', true, { range: { ...march.range, last: undefined } }],
    ['the first page of one day', false, { range: { first: 20_000, last: 20_000 } }],
    ['a further page', false, { page: 1 }],
  ])('whether fewer days can be asked for instead: %s, %s', (_, isDivisible, request) => {
    expect(described(request).isDivisible).toBe(isDivisible)
  })
})
