import { describe, expect, test } from 'vitest'
import { NotAPage } from '../list-api.ts'
import { parsePage } from './page.ts'

const read = (body: string, number: number) => ({ number, ...parsePage(body, number) })
const rows = (count: number) => Array.from({ length: count }, (_, nth) => ({ call_id: `CA${nth}` }))

interface Told {
  readonly number?: number
  readonly rows: number
}

const pageWith = ({ number = 1, rows: count }: Told, answer: Readonly<Record<string, unknown>>) =>
  read(JSON.stringify({ status: 'success', data: rows(count), ...answer }), number)

describe('a page', () => {
  test('is what the contract says', () => {
    const body = {
      status: 'success',
      count: 3,
      page: 1,
      per_page: 2,
      total_pages: 2,
      data: [{ call_id: 'CA1' }, { call_id: 'CA2' }],
    }
    expect(read(JSON.stringify(body), 1)).toEqual({
      number: 1,
      rows: [{ call_id: 'CA1' }, { call_id: 'CA2' }],
      totalPages: 2,
      next: 'yes',
      total: 3,
    })
  })

  test('keeps the numbers of its rows as they came', () => {
    const { rows } = read('{"total_pages":1,"count":1,"data":[{"a":1e400}]}', 1)
    expect(JSON.stringify(rows)).toBe('[{"a":1e400}]')
  })

  test('may be empty', () => {
    expect(pageWith({ rows: 0 }, { count: 0, total_pages: 0 })).toMatchObject({ totalPages: 0, total: 0 })
    expect(pageWith({ rows: 0 }, { count: 0, total_pages: 1 })).toMatchObject({ totalPages: 1, total: 0 })
  })

  test.each([null, undefined])(
    'may have %s for an empty list, if both numbers say that there is nothing',
    (data) => {
      expect(pageWith({ rows: 0 }, { data, count: 0, total_pages: 0 })).toMatchObject({ rows: [], total: 0 })
      expect(pageWith({ rows: 0 }, { data, count: '0', total_pages: '1' })).toMatchObject({
        rows: [],
        total: 0,
      })
      const others = [
        {},
        { count: 0 },
        { total_pages: 0 },
        { count: 1, total_pages: 1 },
        { count: 0, total_pages: 2 },
      ]
      for (const numbers of others) {
        expect(() => pageWith({ rows: 0 }, { data, ...numbers })).toThrow('the answer has no list "data"')
      }
    },
  )

  test('may come without a status, and have its numbers as text', () => {
    const answer = { status: undefined, count: '120', page: '2', per_page: '100', total_pages: '2' }
    expect(pageWith({ number: 2, rows: 20 }, answer)).toMatchObject({ totalPages: 2, total: 120 })
  })

  test('may come without its own number', () => {
    expect(pageWith({ number: 2, rows: 20 }, { total_pages: 2, count: 120 })).toMatchObject({ number: 2 })
    expect(pageWith({ number: 2, rows: 20 }, { page: null, total_pages: 2 })).toMatchObject({ number: 2 })
  })
})

describe('a count is a total if it is more than the rows, or the page is the only one', () => {
  test.each([
    ['a full page of several', { rows: 100 }, { count: 120, per_page: 100, total_pages: 2 }, 120],
    ['the last page', { number: 2, rows: 20 }, { count: 120, per_page: 100, total_pages: 2 }, 120],
    ['as many as fit', { rows: 100 }, { count: 200, per_page: 100, total_pages: 2 }, 200],
    ['one too many', { rows: 100 }, { count: 201, per_page: 100, total_pages: 2 }, 201],
    ['as few as need the pages', { rows: 100 }, { count: 101, per_page: 100, total_pages: 2 }, 101],
    ['one too few', { rows: 100 }, { count: 100, per_page: 100, total_pages: 2 }, undefined],
    ['a page size that was asked for', { rows: 50 }, { count: 120, total_pages: 3 }, 120],
    ['a page size of its own', { rows: 40 }, { count: 1_500, per_page: 40, total_pages: 38 }, 1_500],
    [
      'a page size that only its rows show',
      { rows: 40 },
      { count: 1_500, per_page: 100, total_pages: 38 },
      1_500,
    ],
    [
      'a page size of its own, on the last page',
      { number: 38, rows: 20 },
      { count: 1_500, per_page: 40, total_pages: 38 },
      1_500,
    ],
    [
      'a short page among others, which shows no page size',
      { number: 2, rows: 7 },
      { count: 250, per_page: 100, total_pages: 3 },
      250,
    ],
    [
      'a number that no size of the pages before the last makes up',
      { number: 3, rows: 50 },
      { count: 151, per_page: 100, total_pages: 3 },
      151,
    ],
    [
      'a page that ought to be full, and is empty',
      { rows: 0 },
      { count: 120, per_page: 100, total_pages: 2 },
      120,
    ],
    ['no page size at all', { asked: 0, rows: 0 }, { count: 5, per_page: 0, total_pages: 1 }, 5],
    ['the rows of a full page', { rows: 100 }, { count: 100, per_page: 100, total_pages: 15 }, undefined],
    [
      'the rows of a last page',
      { number: 15, rows: 20 },
      { count: 20, per_page: 100, total_pages: 15 },
      undefined,
    ],
    [
      'the rows of the page, beside the total',
      { rows: 100 },
      { count: 100, total_count: 1_420, per_page: 100, total_pages: 15 },
      1_420,
    ],
    [
      'a total that does not agree, beside a count that does',
      { rows: 100 },
      { count: 120, total_count: 7, per_page: 100, total_pages: 2 },
      120,
    ],
    [
      'the rows of a single page, beside a total that does not agree',
      { rows: 100 },
      { count: 100, total_count: 1_420, per_page: 100, total_pages: 1 },
      1_420,
    ],
    ['a single page', { rows: 3 }, { count: 3, per_page: 100, total_pages: 1 }, 3],
    ['a single page of more rows than asked for', { asked: 2, rows: 3 }, { count: 3, total_pages: 1 }, 3],
    ['a single page that does not show all', { rows: 3 }, { count: 4, per_page: 100, total_pages: 1 }, 4],
    ['rows where no page is counted', { rows: 3 }, { count: 3, per_page: 100, total_pages: 0 }, 3],
    ['nothing where no page is counted', { rows: 0 }, { count: 0, total_pages: 0 }, 0],
    ['a page beyond the last', { number: 2, rows: 2 }, { count: 3, per_page: 100, total_pages: 1 }, 3],
    [
      'a page beyond the last, with a count of rows',
      { number: 2, rows: 0 },
      { count: 0, per_page: 100, total_pages: 1 },
      undefined,
    ],
    ['pages of one call each', { asked: 1, rows: 1 }, { count: 3, per_page: 1, total_pages: 3 }, 3],
    ['a count of 15 digits as text', { rows: 1 }, { count: '000000000000001', total_pages: 1 }, 1],
    ['a count that is an empty text', { rows: 0 }, { count: '', total_pages: 1 }, undefined],
    ['no count at all', { rows: 100 }, { total_pages: 2 }, undefined],
    ['a count below zero', { rows: 0 }, { count: -1, total_pages: 1 }, undefined],
    ['a count with a fraction', { rows: 1 }, { count: 1.5, total_pages: 1 }, undefined],
    ['a count that is a word', { rows: 1 }, { count: 'many', total_pages: 1 }, undefined],
    ['a count of 16 digits as text', { rows: 1 }, { count: '0000000000000001', total_pages: 1 }, undefined],
  ])('%s', (_, updates, answer, total) => {
    expect(pageWith(updates, answer).total).toBe(total)
  })
})

describe('a page past the end', () => {
  const last = { page: 2, total_pages: 2, count: 3, data: [{ call_id: 'c' }] }

  test('that is the last page again, by its own number, has no rows', () => {
    expect(read(JSON.stringify(last), 3)).toMatchObject({ number: 3, rows: [], totalPages: 2, total: 3 })
  })

  test('has its rows, if it is answered by the number that was asked for', () => {
    expect(read(JSON.stringify({ ...last, page: 3 }), 3)).toMatchObject({
      number: 3,
      rows: [{ call_id: 'c' }],
    })
  })
})

describe('what is no page is a failed attempt', () => {
  test.each<[string, string, string, string?]>([
    ['nothing', '', 'the answer is empty'],
    ['blanks', ' \n', 'the answer is empty'],
    ['HTML', '<html></html>', 'the answer is not JSON, or was cut short'],
    ['a page cut short', '{"status":"success","data":[{"call_id', 'the answer is not JSON, or was cut short'],
    ['null', 'null', 'the answer is JSON, but no object'],
    ['a list', '[]', 'the answer is JSON, but no object'],
    ['a text', '"success"', 'the answer is JSON, but no object'],
    ['an empty object', '{}', 'the answer has no list "data"'],
    ['no data', '{"status":"success","total_pages":1}', 'the answer has no list "data"'],
    ['data that is null', '{"status":"success","data":null}', 'the answer has no list "data"'],
    ['data that is an object', '{"status":"success","data":{}}', 'the answer has no list "data"'],
    ['no number of pages', '{"status":"success","data":[]}', 'the answer has no "total_pages"'],
    ['pages below zero', '{"data":[],"total_pages":-1}', 'the answer has no "total_pages"'],
    ['a part of a page', '{"data":[],"total_pages":1.5}', 'the answer has no "total_pages"'],
    ['pages without number', '{"data":[],"total_pages":1e400}', 'the answer has no "total_pages"'],
    ['pages beyond 2^53', '{"data":[],"total_pages":9007199254740993}', 'the answer has no "total_pages"'],
    [
      'an error',
      '{"status":"error","data":[],"total_pages":1}',
      `the answer's status is not "success"`,
      '"error"',
    ],
    [
      'rows in place of a status',
      '{"status":[{"call_id":"CA1"}],"data":[]}',
      `the answer's status is not "success"`,
    ],
    ['a status that is null', '{"status":null,"data":[]}', `the answer's status is not "success"`, 'null'],
    [
      'a status of another case',
      '{"status":"Success","data":[]}',
      `the answer's status is not "success"`,
      '"Success"',
    ],
    [
      'an error that says why',
      '{"status":"error","message":"Try later."}',
      `the answer's status is not "success"`,
      '"error": Try later.',
    ],
    [
      'no data, and why',
      '{"message":"Under maintenance"}',
      'the answer has no list "data"',
      'Under maintenance',
    ],
    [
      'another page',
      '{"status":"success","page":3,"total_pages":5,"data":[]}',
      'page 3 was answered where page 2 was asked for',
    ],
  ])('%s', (_, body, message, own = '') => {
    expect(() => read(body, 2)).toThrow(new NotAPage(message, own))
  })

  test('its own words are kept whole, so that secrets in them can be found before they are cut', () => {
    const body = (answer: object) => () => read(JSON.stringify(answer), 1)
    expect(body({ message: 'x'.repeat(301) })).toThrow(expect.objectContaining({ own: 'x'.repeat(301) }))
  })

  test('the cause is kept', () => {
    const thrown = (() => {
      try {
        return read('{', 1)
      } catch (error) {
        return error
      }
    })()
    expect(thrown).toMatchObject({ name: 'NotAPage', cause: expect.any(SyntaxError) })
  })
})

test('a page with one number beyond 2^53 and one value nested 10,000 deep is a page', () => {
  const deep = `${'['.repeat(10_000)}${']'.repeat(10_000)}`
  const body = `{"total_pages":1,"count":1,"data":[{"call_id":"CA1","a":12345678901234567890,"b":${deep}}]}`
  expect(read(body, 1).rows).toHaveLength(1)
})
