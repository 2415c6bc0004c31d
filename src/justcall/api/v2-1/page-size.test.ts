import { describe, expect, test } from 'vitest'
import type { Client } from '../client.ts'
import { ApiRefusal } from '../failures.ts'
import { createDatedList } from './dated-list.ts'
import { createPlainList } from './plain-list.ts'

const refusal = (text = 'the API answered 400', status = 400) => new ApiRefusal(status, text, 'here')
const arrival = { requestSeq: 0, responseSeq: 1, requestedAt: 0, answeredAt: 0 }
const endpoint = { stream: 'contacts', noun: 'contact', path: '/v2.1/contacts', key: 'id', mostRows: 500 }
const dated = { ...endpoint, mostRows: 100, dateFields: { date: 'sms_date', time: 'sms_time' } }

interface Asked {
  readonly size: number
  readonly page: string | null
  readonly from: string | undefined
}

/** @param refuse throws for a request that the API refuses, at once or later. */
function setUp(refuse: (asked: Asked) => void | Promise<void>, rows = 3) {
  const asked: Asked[] = []
  const client: Client = {
    statistics: { requests: 0, retries: 0, refusals: 0 },
    forStream: () => client,
    async get({ path }, parse) {
      const query = new URL(path, 'https://api.justcall.io').searchParams
      const request = {
        size: Number(query.get('per_page')),
        page: query.get('page'),
        from: query.get('from_datetime')?.slice(0, 10),
      }
      asked.push(request)
      await refuse(request)
      const data = Array.from({ length: rows }, (_, id) => ({ id }))
      const page = Number(request.page)
      const answer = { status: 'success', current_page: page, next_page_link: `?page=${page + 1}`, data }
      return parse(JSON.stringify(answer), arrival)
    },
  }
  const sizes = () => asked.map(({ size }) => size)
  return {
    sizes,
    plain: (perPage?: number) => createPlainList(client, [], endpoint, { perPage }),
    dated: () => createDatedList(client, [], dated, { perPage: undefined }),
  }
}

const upTo = (most: number, text?: string) => (asked: Asked) => {
  if (asked.size > most) throw refusal(text)
}
const days = { first: 20_000, last: 20_005 }
const day = { first: 20_000, last: 20_000 }
const otherDay = { first: 20_010, last: 20_010 }

describe('a page size that a list refuses', () => {
  test.each([
    [500, [500]],
    [499, [500, 100]],
    [99, [500, 100, 50]],
    [20, [500, 100, 50, 20]],
  ])(
    'is met by smaller ones until one is accepted, which all pages have: at most %i',
    async (most, expected) => {
      const { plain, sizes } = setUp(upTo(most))
      const list = plain()
      await list.page(1)
      await list.page(2)
      await list.page(1)
      const last = expected.at(-1)
      expect(sizes()).toEqual([...expected, last, last])
    },
  )

  test('begins with that of the configuration, where that is smaller', async () => {
    const { plain, sizes } = setUp(upTo(50))
    await plain(80).page(1)
    expect(sizes()).toEqual([80, 50])
  })

  test('is not the reason where all are refused: the refusal is as it came, and the next request has the first size', async () => {
    const { plain, sizes } = setUp(upTo(0, 'the API answered 400: order is wrong'))
    const list = plain()
    await expect(list.page(1)).rejects.toThrow('order is wrong')
    await expect(list.page(1)).rejects.toThrow('order is wrong')
    expect(sizes()).toEqual([500, 100, 50, 20, 500, 100, 50, 20])
  })

  test.each([401, 403, 404, 409])('is not what a %i is about', async (status) => {
    const { plain, sizes } = setUp(() => {
      throw refusal('no', status)
    })
    await expect(plain().page(1)).rejects.toMatchObject({ status })
    expect(sizes()).toEqual([500])
  })

  test('is not what the refusal of a further page is about', async () => {
    const { plain, sizes } = setUp(({ page }) => {
      if (page === '7') throw refusal()
    })
    const list = plain()
    await list.page(1)
    await expect(list.page(8)).rejects.toMatchObject({ status: 400 })
    expect(sizes()).toEqual([500, 500])
  })
})

describe('in a list that is asked for by dates', () => {
  test('a range that is refused is none of its size', async () => {
    const { dated, sizes } = setUp(upTo(50))
    await expect(dated().page(days, 1)).rejects.toMatchObject({ status: 400 })
    await expect(dated().page({ first: 20_000, last: undefined }, 1)).rejects.toMatchObject({ status: 400 })
    expect(sizes()).toEqual([100, 100])
  })

  test.each(['per_page must be at most 50', 'the page size is too large'])(
    'unless the answer says so: %s',
    async (text) => {
      const { dated, sizes } = setUp(upTo(50, text))
      const list = dated()
      await list.page(days, 1)
      expect(sizes()).toEqual([100, 50])
      expect(list.pageSize).toBe(50)
    },
  )

  test('a single day may be refused for either', async () => {
    const { dated, sizes } = setUp(upTo(50))
    await dated().page(day, 1)
    expect(sizes()).toEqual([100, 50])
  })

  test('a day that is refused at any size leaves the size as it was', async () => {
    const { dated, sizes } = setUp(({ from }) => {
      if (from === '2024-10-04') throw refusal()
    })
    const list = dated()
    await expect(list.page(day, 1)).rejects.toMatchObject({ status: 400 })
    await list.page(otherDay, 1)
    expect(sizes()).toEqual([100, 50, 20, 100])
    expect(list.pageSize).toBe(100)
  })

  test('once a size was accepted, a refused day costs one request', async () => {
    const { dated, sizes } = setUp(({ from }) => {
      if (from === '2024-10-04') throw refusal()
    })
    const list = dated()
    await list.page(otherDay, 1)
    await expect(list.page(day, 1)).rejects.toMatchObject({ status: 400 })
    expect(sizes()).toEqual([100, 100])
  })
})

describe('first pages that are asked for side by side', () => {
  test('find the accepted size together', async () => {
    const { dated, sizes } = setUp(upTo(50))
    const list = dated()
    await Promise.all([day, otherDay, { first: 20_020, last: 20_020 }].map((range) => list.page(range, 1)))
    expect(list.pageSize).toBe(50)
    expect(sizes()).toEqual([100, 100, 100, 50, 50, 50])
  })

  test('fail together where none is accepted, each size tried once by each', async () => {
    const { dated, sizes } = setUp(upTo(0))
    const list = dated()
    const results = await Promise.allSettled([day, otherDay].map((range) => list.page(range, 1)))
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    expect(sizes()).toEqual([100, 100, 50, 50, 20, 20])
  })

  test('have one size, though another one was under way when it was accepted', async () => {
    let release = () => {}
    const gate = new Promise<void>((resolve) => {
      release = resolve
    })
    const { dated, sizes } = setUp(async ({ size, from }) => {
      if (size === 100 && from === '2024-10-04') throw refusal()
      if (size === 100) await gate
    })
    const list = dated()
    const slow = list.page(otherDay, 1)
    await list.page(day, 1)
    release()
    await slow
    await list.page(otherDay, 2)
    // Pages of 100 rows and of 50 do not fit together.
    expect(sizes()).toEqual([100, 100, 50, 50, 50])
  })

  test('keep the size of the one that is accepted while a smaller one is tried for another', async () => {
    let release = () => {}
    const gate = new Promise<void>((resolve) => {
      release = resolve
    })
    const { dated, sizes } = setUp(async ({ size, from }) => {
      if (from !== '2024-10-04') return
      if (size === 50) await gate
      throw refusal()
    })
    const list = dated()
    const refused = list.page(day, 1).catch((error: unknown) => error)
    await Promise.resolve()
    const accepted = list.page(otherDay, 1)
    await accepted
    release()
    expect(await refused).toBeInstanceOf(ApiRefusal)
    await list.page(otherDay, 2)
    expect(list.pageSize).toBe(sizes().at(-1))
    expect(new Set(sizes().slice(-1))).toEqual(new Set([list.pageSize]))
  })
})
