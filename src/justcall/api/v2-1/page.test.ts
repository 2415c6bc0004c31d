import { describe, expect, test } from 'vitest'
import { ConfigError } from '../../../airbyte/protocol/errors.ts'
import { NotAPage } from '../list-api.ts'
import { parsePage } from './page.ts'

const rows = (count: number) => Array.from({ length: count }, (_, nth) => ({ id: nth + 1 }))
const read = (answer: Readonly<Record<string, unknown>>) =>
  parsePage(
    JSON.stringify({ status: 'success', count: 2, current_page: 0, per_page: 2, data: rows(2), ...answer }),
  )
const link = (query: string) => `https://api.justcall.io/v2.1/calls?per_page=2&${query}`

describe('a page', () => {
  test('is what the API says', () => {
    expect(read({ total_count: 5, next_page_link: link('page=1'), prev_page_link: '' })).toEqual({
      rows: rows(2),
      page: 0,
      nextPage: 1,
      hasLink: true,
      hasNext: true,
      pageSize: 2,
      total: 5,
    })
  })

  test('keeps the numbers of its rows as they came', () => {
    const { rows: kept } = parsePage('{"count":1,"current_page":0,"data":[{"id":12345678901234567890}]}')
    expect(JSON.stringify(kept)).toBe('[{"id":12345678901234567890}]')
  })

  test('may come without a status, and with its numbers as text', () => {
    const answer = { status: undefined, count: '2', total_count: '5', current_page: '1', per_page: '2' }
    expect(read(answer)).toMatchObject({ page: 1, pageSize: 2, total: 5 })
  })

  test.each([
    ['only its number', { count: undefined, per_page: undefined }],
    ['only the number of its rows', { current_page: undefined, per_page: undefined }],
    ['only a link', { count: undefined, current_page: undefined, next_page_link: '' }],
  ])('may have %s beside its rows', (_, answer) => {
    expect(read(answer).rows).toHaveLength(2)
  })

  test.each([null, undefined])(
    'may have %s for an empty list, if a number says that there is nothing',
    (data) => {
      expect(read({ data, count: 0 }).rows).toEqual([])
      expect(read({ data, count: '0', total_count: '0' })).toMatchObject({ rows: [], total: 0 })
      for (const numbers of [{ count: 2 }, { count: undefined }, { count: 0, total_count: 5 }])
        expect(() => read({ data, ...numbers })).toThrow('the answer has no list "data"')
    },
  )
})

describe('the link to the next page', () => {
  test.each([
    ['', true],
    [null, true],
    [undefined, false],
  ])('may be %j at the end, which is known from one that is missing', (next_page_link, hasLink) => {
    expect(read({ next_page_link })).toMatchObject({ hasNext: false, hasLink, nextPage: undefined })
  })

  test.each([
    ['on another host', 'http://evil.example/v2.1/calls?page=7', 7],
    ['without its host', '/v2.1/calls?page=2', 2],
    ['that is a query alone', '?page=3&per_page=2', 3],
    ['without a number', link('last_call_id_fetched=5'), undefined],
    ['with a number that is a word', link('page=next'), undefined],
    ['with the number 0, which follows no page', link('page=0'), undefined],
    ['that is no address', 'http://', undefined],
  ])('is used for its number alone: %s', (_, next_page_link, nextPage) => {
    expect(read({ next_page_link })).toMatchObject({ hasNext: true, nextPage })
  })
})

describe('the total', () => {
  test.each([
    ['total_count', { total_count: 5 }, 5],
    ['total_texts, of texts', { total_texts: 5 }, 5],
    ['never count, which is the rows of the page', { count: 2 }, undefined],
    ['not one that is less than the rows', { total_count: 1 }, undefined],
    ['not one that is null', { total_count: null }, undefined],
    ['not one below zero', { total_count: -1 }, undefined],
    ['not one that is a word', { total_count: 'many' }, undefined],
  ])('is %s', (_, answer, total) => {
    expect(read(answer).total).toBe(total)
  })
})

describe('what is no page is a failed attempt', () => {
  test.each<[string, string, string, string?]>([
    ['nothing', '', 'the answer is empty'],
    ['HTML', '<html></html>', 'the answer is not JSON, or was cut short'],
    ['a page cut short', '{"status":"success","data":[{"id', 'the answer is not JSON, or was cut short'],
    ['a list', '[]', 'the answer is JSON, but no object'],
    ['an empty object', '{}', 'the answer has no list "data"'],
    ['the answer to an ISO instant', '{"status":"success","data":{}}', 'the answer has no list "data"'],
    ['rows alone', '{"data":[{"id":1}]}', 'the answer has neither "current_page" nor "count"'],
    [
      'a failure that says why',
      '{"status":"failed","message":"Try later."}',
      'the answer\'s status is not "success"',
      '"failed": Try later.',
    ],
    [
      'no data, and why',
      '{"message":"Under maintenance"}',
      'the answer has no list "data"',
      'Under maintenance',
    ],
  ])('%s', (_, body, message, own = '') => {
    expect(() => parsePage(body)).toThrow(new NotAPage(message, own))
  })
})

test('a page of API v2 is an error of the configuration', () => {
  const body = JSON.stringify({ status: 'success', count: 0, page: 1, total_pages: 0, data: [] })
  expect(() => parsePage(body)).toThrow(ConfigError)
})
