import { describe, expect, test } from 'vitest'
import { dayLength } from '../../time/days.ts'
import { datedRequest, plainRequest } from './page-request.ts'
import type { PageQuery } from './pages.ts'

const day = (text: string) => Date.parse(text) / dayLength
const march = { first: day('2026-03-01'), last: day('2026-03-10') }
const march1 = { first: march.first, last: undefined }
const dated = {
  stream: 'sms',
  noun: 'message',
  path: '/v2.1/texts',
  key: 'id',
  dateFields: { date: 'sms_date', time: 'sms_time' },
  mostRows: 100,
}
const plain = {
  stream: 'sales_dialer_campaigns',
  noun: 'campaign',
  path: '/v2.1/sales_dialer/campaigns',
  key: 'id',
  mostRows: 50,
  parameters: { order: 'asc' },
  feature: 'the Sales Dialer',
}
const first: PageQuery = { page: undefined, pageSize: 100 }

const queryOf = ({ path }: { readonly path: string }) =>
  Object.fromEntries(new URL(path, 'https://api.justcall.io').searchParams)

describe('a request for a page of a range', () => {
  test('asks for whole days of the account, oldest rows first, and nothing else', () => {
    const { path } = datedRequest(dated, march, {}, first)
    expect(path.split('?')[0]).toBe('/v2.1/texts')
    expect(queryOf({ path })).toEqual({
      from_datetime: '2026-03-01 00:00:00',
      to_datetime: '2026-03-10 23:59:59',
      sort: 'id',
      order: 'asc',
      per_page: '100',
    })
  })

  test('writes no ISO instant, which would be answered by a malformed page', () => {
    for (const value of Object.values(queryOf(datedRequest(dated, march, {}, first))))
      expect(value).not.toMatch(/\dT\d/)
  })

  test('has no end where the range has none', () => {
    expect(queryOf(datedRequest(dated, march1, {}, first))).not.toHaveProperty('to_datetime')
  })

  test('has what a configuration adds', () => {
    expect(queryOf(datedRequest(dated, march, { agent_id: '12345678901234567890' }, first))).toMatchObject({
      agent_id: '12345678901234567890',
      per_page: '100',
    })
  })

  test.each([
    ['the first page of several days', true, march, undefined],
    ['the first page of a range without an end', true, march1, undefined],
    ['the first page of one day', false, { first: 20_000, last: 20_000 }, undefined],
    ['a further page', false, march, 1],
  ])('says whether fewer days can be asked for instead: %s, %s', (_, isDivisible, range, page) => {
    expect(datedRequest(dated, range, {}, { ...first, page }).isDivisible).toBe(isDivisible)
  })

  test.each([
    ['the first page of the messages from 2026-03-01 to 2026-03-10', march, undefined],
    ['page=0 of the messages from 2026-03-01 to 2026-03-10', march, 0],
    ['page=4 of the messages from 2026-03-01 on', march1, 4],
  ])('says what it asks for: %s', (text, range, page) => {
    expect(datedRequest(dated, range, {}, { ...first, page }).description).toBe(text)
  })
})

describe('a request for a page of a whole list', () => {
  test('has the parameters of the list and no dates', () => {
    expect(plainRequest(plain, { page: undefined, pageSize: 50 })).toEqual({
      path: '/v2.1/sales_dialer/campaigns?order=asc&per_page=50',
      description: 'the first page of the campaigns',
      subject: { stream: 'sales_dialer_campaigns', feature: 'the Sales Dialer' },
    })
  })

  test.each([0, 1, 17])('asks for page %i by that number', (page) => {
    expect(queryOf(plainRequest(plain, { page, pageSize: 50 }))).toEqual({
      order: 'asc',
      page: String(page),
      per_page: '50',
    })
  })

  test('leaves the number out for the first page, whose number is not known', () => {
    expect(queryOf(plainRequest(plain, first))).not.toHaveProperty('page')
  })
})
