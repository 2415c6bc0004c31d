import { describe, expect, test } from 'vitest'
import { createFakeListApi, from } from '../../../testing/fake-list-api.ts'
import { ConfigError } from '../../airbyte/protocol/errors.ts'
import type { JsonObject } from '../../airbyte/protocol/messages.ts'
import type { Client } from './client.ts'
import { ApiRefusal } from './failures.ts'
import type { ListApi } from './list-api.ts'
import { expectVersion, withVersionAdvice } from './version.ts'

type Version = 'v2' | 'v2.1'

const otherOf = (version: Version): Version => (version === 'v2' ? 'v2.1' : 'v2')
const sentence = (answered: Version) =>
  `This account answers as JustCall's API ${answered}: set the API version (api_version) to ${answered}.`

/** What an API of a version answers for an account of so many calls. */
function answerOf(version: Version, calls: number, more: JsonObject = {}): JsonObject {
  const ids = Array.from({ length: calls }, (_, nth) => nth + 1)
  return version === 'v2'
    ? {
        ...{ status: 'success', count: calls, page: 1, per_page: 20, total_pages: Math.min(1, calls) },
        data: ids.map((id) => ({ call_id: `CA${id}`, started_at: '2026-03-10T14:22:00Z' })),
        ...more,
      }
    : {
        ...{ status: 'success', count: calls, total_count: calls, current_page: 0, per_page: 20 },
        ...{ next_page_link: '', prev_page_link: '' },
        data: ids.map((id) => ({ id, call_date: '2026-03-10', call_time: '14:22:00' })),
        ...more,
      }
}

describe('an answer', () => {
  test.each<readonly [Version, string, JsonObject]>([
    ['v2', 'with calls', answerOf('v2', 3)],
    ['v2', 'without calls', answerOf('v2', 0)],
    ['v2', 'with null for its list', answerOf('v2', 0, { data: null })],
    ['v2', 'of one call alone', { data: [{ call_id: 'CA1', started_at: null }] }],
    ['v2.1', 'with calls', answerOf('v2.1', 3)],
    ['v2.1', 'without calls', answerOf('v2.1', 0)],
    ['v2.1', 'without links', answerOf('v2.1', 3, { next_page_link: undefined })],
    [
      'v2.1',
      'with links of null and no total',
      answerOf('v2.1', 0, { next_page_link: null, total_count: undefined }),
    ],
    ['v2.1', 'of one call alone', { data: [{ id: 1, call_date: null }] }],
  ])('of %s %s is recognized', (version, _, answer) => {
    expect(() => expectVersion(answer, version)).not.toThrow()
    expect(() => expectVersion(answer, otherOf(version))).toThrow(sentence(version))
    expect(() => expectVersion(answer, otherOf(version))).toThrow(ConfigError)
  })

  test.each<readonly [string, JsonObject]>([
    ['nothing', {}],
    ['an empty list alone', { status: 'success', data: [] }],
    ['the marks of both', { total_pages: 1, current_page: 0, data: [] }],
    ['a row that is no object', { data: ['CA1'] }],
    ['a row of neither', { data: [{ uuid: 1 }] }],
  ])('that shows neither passes as either: %s', (_, answer) => {
    for (const version of ['v2', 'v2.1'] as const) expect(() => expectVersion(answer, version)).not.toThrow()
  })
})

describe('where the path of a version is not there', () => {
  const missing = new ApiRefusal(404, 'No such path', 'here')

  /** A list that fails so, and a client that answers as one of the versions, or with an error. */
  function setUp(failure: unknown, answered: JsonObject | Error, expected: Version) {
    const asked: string[] = []
    const fake = createFakeListApi().list()
    let failing = true
    const list: ListApi = {
      ...fake,
      page: (range, number) => (failing ? Promise.reject(failure) : fake.page(range, number)),
    }
    const client: Client = {
      statistics: { requests: 0, retries: 0, refusals: 0 },
      forStream: () => client,
      async get({ path }, parse) {
        asked.push(path)
        if (answered instanceof Error) throw answered
        const arrival = { requestSeq: 0, responseSeq: 1, requestedAt: 0, answeredAt: 0 }
        return parse(JSON.stringify(answered), arrival)
      },
    }
    const api = withVersionAdvice(list, expected, client)
    return {
      asked,
      page: () => api.page(from('2026-03-01', '2026-03-02'), 1),
      recover: () => {
        failing = false
      },
      fail: () => {
        failing = true
      },
    }
  }

  test.each(['v2', 'v2.1'] as const)(
    'the other one is tried, and named if it answers: not %s',
    async (expected) => {
      const other = otherOf(expected)
      const { page, asked } = setUp(missing, answerOf(other, 0), expected)
      await expect(page()).rejects.toThrow(sentence(other))
      expect(asked).toEqual([expect.stringMatching(`^/${other}/calls\\?`)])
    },
  )

  test.each<readonly [string, JsonObject | Error]>([
    ['is not there either', missing],
    ['answers as the one that was asked for', answerOf('v2', 1)],
    ['answers as neither', {}],
    ['fails', { status: 'failed' }],
  ])('the 404 stands if the other one %s', async (_, answered) => {
    const { page, asked } = setUp(missing, answered, 'v2')
    await expect(page()).rejects.toBe(missing)
    expect(asked).toHaveLength(1)
  })

  test('the other one is tried once, however often the path is not there', async () => {
    const { page, asked } = setUp(missing, missing, 'v2.1')
    for (let nth = 0; nth < 3; nth += 1) await expect(page()).rejects.toBe(missing)
    expect(asked).toHaveLength(1)
  })

  test('the other one is not tried once a page was answered', async () => {
    const { page, asked, recover, fail } = setUp(missing, answerOf('v2.1', 1), 'v2')
    recover()
    await page()
    fail()
    await expect(page()).rejects.toBe(missing)
    expect(asked).toEqual([])
  })

  test.each([400, 401, 403, 500])('a %i is not taken for that', async (status) => {
    const failure = new ApiRefusal(status, 'no', 'here')
    const { page, asked } = setUp(failure, answerOf('v2.1', 1), 'v2')
    await expect(page()).rejects.toBe(failure)
    expect(asked).toEqual([])
  })
})
