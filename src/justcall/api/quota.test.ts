import { describe, expect, test } from 'vitest'
import { createQuota, type Quota, type QuotaOptions } from './quota.ts'
import type { WindowReport } from './rate-limit-headers.ts'

const now = Date.parse('2026-03-12T12:00:00Z')
const minute = 60_000
const onlyAnAnswerTells = Number.POSITIVE_INFINITY

const paceOf = (options: Partial<QuotaOptions> = {}) =>
  createQuota({ workers: 5, requestsPerMinute: undefined, random: () => 0, ...options })

const minuteWindow = (remaining: number, resetAt: number | undefined, limit = 100): WindowReport => ({
  name: 'minute',
  limit,
  remaining,
  resetAt,
})
const hourWindow = (remaining: number, resetAt: number | undefined, limit = 1_000): WindowReport => ({
  ...minuteWindow(remaining, resetAt, limit),
  name: 'hour',
})

/** A request that is answered at once, and reported these windows. */
function ask(quota: Quota, at: number, ...windows: WindowReport[]) {
  const place = quota.start(at)
  quota.report(windows, at)
  quota.finish(place, at)
  return place
}

/** A request that is refused at once. */
function refuse(quota: Quota, at: number, retryAfter?: number, connections = false) {
  quota.refuse(quota.start(at), { retryAfter, connections }, at)
}

describe('without any limit', () => {
  test('requests start at once, up to as many as there are workers', () => {
    const quota = paceOf({ workers: 2 })
    expect(quota.wait(now)).toBe(0)
    expect(quota.start(now)).toBe(1)
    expect(quota.wait(now)).toBe(0)
    expect(quota.start(now)).toBe(2)
    expect(quota.wait(now)).toBe(onlyAnAnswerTells)
    quota.finish(1, now)
    expect(quota.wait(now)).toBe(0)
    expect(quota.connections).toBe(2)
  })
})

describe('a window of the quota', () => {
  test('with plenty left is used at full speed', () => {
    const quota = paceOf()
    ask(quota, now, minuteWindow(50, now + minute))
    expect(quota.wait(now)).toBe(0)
  })

  test('that is used up is waited for until it is renewed', () => {
    const quota = paceOf()
    ask(quota, now, minuteWindow(0, now + 20_000))
    expect(quota.wait(now)).toBe(20_000)
    expect(quota.wait(now + 19_999)).toBe(1)
  })

  test.each([
    [2, 100, minute],
    [3, 100, 15_000],
    [3, 149, 15_000],
    [3, 150, minute],
    [0, 49, minute],
    [1, 49, 15_000],
  ])('leaves a fiftieth to the other users of the account: %i of %i', (remaining, limit, wait) => {
    const quota = paceOf()
    ask(quota, now, minuteWindow(remaining, now + minute, limit))
    expect(quota.wait(now)).toBe(wait)
  })

  test('counts the requests that are under way as not yet counted by the server', () => {
    const quota = paceOf()
    const places = [quota.start(now), quota.start(now)]
    quota.report([minuteWindow(4, now + minute, 100)], now)
    // Four less two for others, and two are under way: only their answers say whether something is left.
    expect(quota.wait(now)).toBe(onlyAnAnswerTells)
    for (const place of places) quota.finish(place, now)
    expect(quota.wait(now)).toBe(15_000)
  })

  test('of which nothing is left is waited for, whatever is under way; of one request its answer is', () => {
    const spent = paceOf()
    spent.start(now)
    spent.report([minuteWindow(2, now + minute, 100)], now)
    expect(spent.wait(now)).toBe(minute)
    const nearly = paceOf()
    nearly.start(now)
    nearly.report([minuteWindow(3, now + minute, 100)], now)
    expect(nearly.wait(now)).toBe(onlyAnAnswerTells)
  })

  test('only shrinks until it is renewed, in whatever order the answers come', () => {
    const quota = paceOf()
    ask(quota, now, minuteWindow(0, now + minute))
    ask(quota, now, minuteWindow(30, now + minute))
    expect(quota.wait(now)).toBe(minute)
  })

  test('is another one as soon as an answer report a renewal that is more than a second later', () => {
    const quota = paceOf()
    ask(quota, now, minuteWindow(0, now + 10_000))
    ask(quota, now, minuteWindow(50, now + 11_000))
    expect(quota.wait(now)).toBe(10_000)
    ask(quota, now, minuteWindow(50, now + 11_001))
    expect(quota.wait(now)).toBe(0)
  })

  test('that was renewed before is not reported any more', () => {
    const quota = paceOf()
    ask(quota, now, minuteWindow(50, now + minute))
    ask(quota, now, minuteWindow(0, now + 1_000))
    expect(quota.wait(now)).toBe(0)
  })

  test('may be reported with a renewal that is up to a second earlier', () => {
    const quota = paceOf()
    ask(quota, now, minuteWindow(50, now + minute))
    ask(quota, now, minuteWindow(0, now + minute - 1_000))
    expect(quota.wait(now)).toBe(minute)
    ask(quota, now, minuteWindow(50, now + minute - 1_001))
    expect(quota.wait(now)).toBe(minute - 1_001)
  })

  test('whose renewal the first answer put an hour late, by a wrong clock, is the one that the others report', () => {
    const quota = paceOf()
    ask(quota, now, minuteWindow(9, now + 60 * minute, 10))
    ask(quota, now, minuteWindow(8, now + minute, 10))
    ask(quota, now, minuteWindow(0, now + minute, 10))
    expect(quota.wait(now)).toBe(minute)
  })

  test('that is reported twice in one answer is the tighter of both', () => {
    const quota = paceOf()
    ask(quota, now, minuteWindow(0, now + 20_000), minuteWindow(50, now + minute))
    expect(quota.wait(now)).toBe(20_000)
    ask(quota, now, minuteWindow(50, now + minute), minuteWindow(0, now + 30_000))
    expect(quota.wait(now)).toBe(30_000)
  })

  test('the tightest rules', () => {
    const hourSpent = paceOf()
    ask(hourSpent, now, minuteWindow(50, now + minute), hourWindow(0, now + 30 * minute))
    expect(hourSpent.wait(now)).toBe(30 * minute)
    const minuteSpent = paceOf()
    ask(minuteSpent, now, minuteWindow(0, now + minute), hourWindow(500, now + 30 * minute))
    expect(minuteSpent.wait(now)).toBe(minute)
  })
})

describe('a window that runs low is spread', () => {
  test('from a thirtieth of it on', () => {
    const quota = paceOf()
    // Less two for others, four are left, then three.
    ask(quota, now, minuteWindow(6, now + 40_000, 100))
    expect(quota.wait(now)).toBe(0)
    ask(quota, now, minuteWindow(5, now + 40_000, 100))
    expect(quota.wait(now)).toBeCloseTo(10_000, 3)
  })

  test('from a thirtieth of a large one on', () => {
    const quota = paceOf()
    // Less 18 for others, 32 are left, then 31.
    ask(quota, now, hourWindow(50, now + 60_000, 930))
    expect(quota.wait(now)).toBe(0)
    ask(quota, now, hourWindow(49, now + 60_000, 930))
    expect(quota.wait(now)).toBeGreaterThan(0)
  })

  test('but not if it is small, where the last request would wait for nobody', () => {
    const quota = paceOf()
    ask(quota, now, minuteWindow(1, now + minute, 25))
    expect(quota.wait(now)).toBe(0)
  })

  test('over the time that is left, counted from the request before', () => {
    const quota = paceOf()
    ask(quota, now, minuteWindow(5, now + 40_000, 100))
    expect(quota.wait(now + 4_000)).toBe(6_000)
    expect(quota.wait(now + 10_000)).toBe(0)
    expect(quota.wait(now + 20_000)).toBe(0)
  })

  test('but never thinner than a request every 15 s', () => {
    const quota = paceOf()
    ask(quota, now, hourWindow(30, now + 50 * minute, 1_000))
    expect(quota.wait(now)).toBe(15_000)
    expect(quota.wait(now + 15_000)).toBe(0)
  })
})

describe('a window that is renewed', () => {
  test('is asked for by one request, and used at full speed once that is answered', () => {
    const quota = paceOf()
    ask(quota, now, minuteWindow(0, now + 10_000))
    expect(quota.wait(now + 9_999)).toBe(1)
    expect(quota.wait(now + 10_000)).toBe(0)
    const asking = quota.start(now + 10_000)
    expect(quota.wait(now + 10_000)).toBe(onlyAnAnswerTells)
    quota.report([minuteWindow(99, now + 70_000)], now + 10_200)
    quota.finish(asking, now)
    expect(quota.wait(now + 10_200)).toBe(0)
    quota.start(now + 10_200)
    expect(quota.wait(now + 10_200)).toBe(0)
  })

  test('is used at full speed again even if the answer reports nothing', () => {
    const quota = paceOf({ workers: 4 })
    ask(quota, now, minuteWindow(0, now + 10_000))
    quota.wait(now + 10_000)
    quota.finish(quota.start(now + 10_000), now + 10_000)
    for (let nth = 0; nth < 4; nth += 1) {
      expect(quota.wait(now + 10_000)).toBe(0)
      quota.start(now + 10_000)
    }
    expect(quota.wait(now + 10_000)).toBe(onlyAnAnswerTells)
  })

  test('is counted from its limit, if nothing more is reported of it', () => {
    const quota = paceOf({ workers: 100 })
    ask(quota, now, minuteWindow(0, now + 10_000, 3))
    quota.wait(now + 10_000)
    const at = now + 10_000
    // The request that asks is answered, but without a word about the window.
    quota.finish(quota.start(at), at)
    const places: number[] = []
    while (quota.wait(at) === 0) places.push(quota.start(at))
    expect(places).toHaveLength(3)
    expect(quota.wait(now + 10_000)).toBe(onlyAnAnswerTells)
    for (const place of places) quota.finish(place, at)
    // No request is under way that could show it: one goes first.
    expect(quota.wait(now + 10_000)).toBe(0)
  })

  test('is not taken back by an answer to an older request', () => {
    const quota = paceOf()
    const old = quota.start(now)
    ask(quota, now, minuteWindow(0, now + 10_000))
    quota.wait(now + 10_000)
    quota.report([minuteWindow(0, now + 10_000)], now + 10_000)
    quota.finish(old, now)
    expect(quota.wait(now + 10_000)).toBe(0)
  })
})

describe('a window whose renewal no answer reports', () => {
  test('is used while there is something left of it', () => {
    const quota = paceOf()
    ask(quota, now, minuteWindow(1, undefined, 10))
    expect(quota.wait(now)).toBe(0)
    const place = quota.start(now)
    expect(quota.wait(now)).toBe(onlyAnAnswerTells)
    quota.finish(place, now)
    expect(quota.wait(now)).toBe(0)
  })

  test('is known by the newest answer: it fills up again', () => {
    const quota = paceOf()
    ask(quota, now, minuteWindow(0, undefined, 60))
    ask(quota, now, minuteWindow(50, undefined, 60))
    for (let nth = 0; nth < 3; nth += 1) {
      expect(quota.wait(now)).toBe(0)
      quota.start(now)
    }
  })

  test('is known by the newest answer: it is used up', () => {
    const quota = paceOf()
    ask(quota, now, minuteWindow(50, undefined, 60))
    ask(quota, now, minuteWindow(0, undefined, 60))
    quota.start(now)
    expect(quota.wait(now)).toBe(onlyAnAnswerTells)
  })

  test('that is used up is asked by one request at a time', () => {
    const quota = paceOf()
    ask(quota, now, minuteWindow(0, undefined, 10))
    expect(quota.wait(now)).toBe(0)
    quota.start(now)
    expect(quota.wait(now)).toBe(onlyAnAnswerTells)
  })
})

describe('a cap of our own', () => {
  test('holds in every minute that can be chosen, whenever within its time a request reached the server', () => {
    const quota = paceOf({ requestsPerMinute: 3, workers: 100 })
    for (const second of [0, 10, 20]) {
      expect(quota.wait(now + second * 1000)).toBe(0)
      quota.finish(quota.start(now + second * 1000), now + second * 1000 + 500)
    }
    expect(quota.wait(now + 20_500)).toBe(40_000)
    expect(quota.wait(now + 60_499)).toBe(1)
    expect(quota.wait(now + 60_500)).toBe(0)
    quota.start(now + 60_500)
    expect(quota.wait(now + 60_500)).toBe(10_000)
    expect(quota.wait(now + 70_500)).toBe(0)
  })

  test('counts requests that are under way, for which only an answer shows how long', () => {
    const quota = paceOf({ requestsPerMinute: 2, workers: 100 })
    const places = [quota.start(now), quota.start(now)]
    expect(quota.wait(now)).toBe(onlyAnAnswerTells)
    for (const place of places) quota.finish(place, now + 5_000)
    expect(quota.wait(now + 5_000)).toBe(minute)
  })

  test('of one a minute is one a minute', () => {
    const quota = paceOf({ requestsPerMinute: 1 })
    quota.finish(quota.start(now), now)
    expect(quota.wait(now + 1)).toBe(59_999)
    expect(quota.wait(now + minute)).toBe(0)
  })

  test('waits as long as the window does, where that is longer', () => {
    const quota = paceOf({ requestsPerMinute: 1 })
    ask(quota, now, minuteWindow(0, now + 2 * minute))
    expect(quota.wait(now)).toBe(2 * minute)
  })
})

describe('a refusal', () => {
  test('stops all until Retry-After is over', () => {
    const quota = paceOf()
    refuse(quota, now, 7_000)
    expect(quota.wait(now)).toBe(7_000)
    expect(quota.wait(now + 6_999)).toBe(1)
    expect(quota.wait(now + 7_000)).toBe(0)
  })

  test('without Retry-After stops all until the window that is used up is renewed', () => {
    const quota = paceOf()
    const place = quota.start(now)
    quota.report([minuteWindow(0, now + 20_000), hourWindow(50, now + 30 * minute)], now)
    quota.refuse(place, { retryAfter: undefined, connections: false }, now)
    expect(quota.wait(now)).toBe(20_000)
  })

  test('without Retry-After and with several windows used up waits for the last', () => {
    const quota = paceOf()
    const place = quota.start(now)
    quota.report([minuteWindow(0, now + 20_000), hourWindow(0, now + 30 * minute)], now)
    quota.refuse(place, { retryAfter: undefined, connections: false }, now)
    expect(quota.wait(now)).toBe(30 * minute)
  })

  test('without Retry-After and with calls left backs off: something else is the matter', () => {
    const quota = paceOf()
    const place = quota.start(now)
    quota.report([minuteWindow(1, now + 20_000, 10)], now)
    quota.refuse(place, { retryAfter: undefined, connections: false }, now)
    expect(quota.wait(now)).toBe(5_000)
  })

  test('without anything that says how long backs off, longer each time, to a minute', () => {
    const quota = paceOf()
    let at = now
    const waits: number[] = []
    for (let nth = 0; nth < 6; nth += 1) {
      refuse(quota, at)
      waits.push(quota.wait(at))
      at += quota.wait(at)
    }
    expect(waits).toEqual([5_000, 10_000, 20_000, 40_000, 60_000, 60_000])
  })

  test('is spread by chance, up to half as long again', () => {
    const quota = paceOf({ random: () => 0.5 })
    refuse(quota, now)
    expect(quota.wait(now)).toBe(6_250)
  })

  test('starts counting again after a request that was answered', () => {
    const quota = paceOf()
    refuse(quota, now)
    refuse(quota, now + 5_000)
    expect(quota.wait(now + 5_000)).toBe(10_000)
    quota.finish(quota.start(now + 15_000), now + 15_000)
    refuse(quota, now + 16_000)
    expect(quota.wait(now + 16_000)).toBe(5_000)
  })

  test('of several requests that were under way counts once, and waits for the longest', () => {
    const quota = paceOf()
    const places = [1, 2, 3].map(() => quota.start(now))
    for (const [nth, place] of places.entries()) {
      quota.refuse(place, { retryAfter: [undefined, undefined, 8_000][nth], connections: false }, now)
    }
    expect(quota.wait(now)).toBe(8_000)
    refuse(quota, now + 8_000)
    // The second refusal, not the fourth.
    expect(quota.wait(now + 8_000)).toBe(10_000)
  })

  test('is not shortened by another one', () => {
    const quota = paceOf()
    const [first, second] = [quota.start(now), quota.start(now)]
    quota.refuse(first, { retryAfter: 8_000, connections: false }, now)
    quota.refuse(second, { retryAfter: 1_000, connections: false }, now)
    expect(quota.wait(now)).toBe(8_000)
  })

  test('is followed by a gentle start: one request, then two, then four', () => {
    const quota = paceOf({ workers: 5 })
    refuse(quota, now, 1_000)
    const at = now + 1_000
    const open = () => {
      const places: number[] = []
      while (quota.wait(at) === 0) places.push(quota.start(at))
      expect(quota.wait(at)).toBe(onlyAnAnswerTells)
      return places
    }
    const [one, ...none] = open()
    expect(none).toEqual([])
    quota.finish(one ?? 0, now)
    const two = open()
    expect(two).toHaveLength(2)
    quota.finish(two[0] ?? 0, now)
    // Four may be under way, of which one is.
    expect(open()).toHaveLength(3)
    quota.finish(two[1] ?? 0, now)
    // Five are as many as there are workers.
    expect(open()).toHaveLength(2)
  })

  test('is not forgotten because of requests that started before it', () => {
    const quota = paceOf()
    const [first, second] = [quota.start(now), quota.start(now)]
    quota.refuse(first, { retryAfter: 1_000, connections: false }, now)
    quota.finish(second, now)
    const at = now + 1_000
    expect(quota.wait(at)).toBe(0)
    quota.start(at)
    expect(quota.wait(at)).toBe(onlyAnAnswerTells)
  })

  test('is no reason for a gentle start where the API reports its windows', () => {
    const quota = paceOf({ workers: 3 })
    refuse(quota, now, 1_000)
    const at = now + 1_000
    ask(quota, at, minuteWindow(99, at + minute))
    for (let nth = 0; nth < 3; nth += 1) {
      expect(quota.wait(at)).toBe(0)
      quota.start(at)
    }
  })

  test('that asks again and again for next to no time is no leave to storm', () => {
    const quota = paceOf()
    let at = now
    const waits: number[] = []
    for (let nth = 0; nth < 12; nth += 1) {
      refuse(quota, at, 1)
      waits.push(quota.wait(at))
      at += quota.wait(at)
    }
    expect(waits).toEqual([
      250, 500, 1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000, 60_000, 60_000,
    ])
  })

  test('that comes late, for a request from before the pause, does not begin the slow start again', () => {
    const quota = paceOf()
    const [first, second] = [quota.start(now), quota.start(now)]
    quota.refuse(first, { retryAfter: 1_000, connections: false }, now)
    const third = quota.start(now + 1_000)
    quota.refuse(second, { retryAfter: 1_000, connections: false }, now + 1_000)
    quota.finish(third, now)
    const at = now + 2_000
    expect(quota.wait(at)).toBe(0)
    quota.start(at)
    expect(quota.wait(at)).toBe(0)
    quota.start(at)
    expect(quota.wait(at)).toBe(onlyAnAnswerTells)
  })
})

describe('a refusal for too many connections', () => {
  test('lowers their number to those that were not refused, for good', () => {
    const quota = paceOf({ workers: 5 })
    const places = [1, 2, 3, 4, 5].map(() => quota.start(now))
    for (const place of places.slice(3))
      quota.refuse(place, { retryAfter: undefined, connections: true }, now)
    expect(quota.connections).toBe(3)
    for (const place of places.slice(0, 3)) quota.finish(place, now)
    expect(quota.connections).toBe(3)
  })

  test('lowers their number by one at least, and to one at most', () => {
    const quota = paceOf({ workers: 2 })
    const [first] = [quota.start(now), quota.start(now), quota.start(now), quota.start(now)]
    quota.refuse(first ?? 0, { retryAfter: undefined, connections: true }, now)
    expect(quota.connections).toBe(1)
    refuse(quota, now, undefined, true)
    expect(quota.connections).toBe(1)
    expect(paceOf({ workers: 1 }).connections).toBe(1)
  })

  test('waits a second, or as long as it says', () => {
    const quota = paceOf()
    refuse(quota, now, undefined, true)
    expect(quota.wait(now)).toBe(1_000)
    refuse(quota, now, 3_000, true)
    expect(quota.wait(now)).toBe(3_000)
  })

  test('is the only one that lowers it', () => {
    const quota = paceOf({ workers: 5 })
    refuse(quota, now, 1_000)
    expect(quota.connections).toBe(5)
  })
})

describe('the quota is spent', () => {
  test('while a refusal is waited out', () => {
    const quota = paceOf()
    expect(quota.isSpent(now)).toBe(false)
    refuse(quota, now, 7_000)
    expect(quota.isSpent(now + 6_999)).toBe(true)
    expect(quota.isSpent(now + 7_000)).toBe(false)
  })

  test('while one of its windows is used up, up to what is left to others', () => {
    const quota = paceOf()
    ask(quota, now, minuteWindow(50, now + minute), hourWindow(20, now + 2 * minute, 1_000))
    expect(quota.isSpent(now)).toBe(true)
    expect(quota.isSpent(now + 2 * minute - 1)).toBe(true)
    expect(quota.isSpent(now + 2 * minute)).toBe(false)
  })

  test('not while requests are only spread out', () => {
    const quota = paceOf()
    ask(quota, now, hourWindow(21, now + 30 * minute, 1_000))
    expect(quota.wait(now)).toBeGreaterThan(0)
    expect(quota.isSpent(now)).toBe(false)
  })

  test('not where no answer reports of a renewal', () => {
    const quota = paceOf()
    ask(quota, now, minuteWindow(0, undefined))
    expect(quota.isSpent(now)).toBe(false)
  })
})
