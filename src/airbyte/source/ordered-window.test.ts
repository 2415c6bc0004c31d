import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { orderedWindow } from './ordered-window.ts'

/** Waits until nothing is left to do but what tests control. */
const settle = () => new Promise((resolve) => setImmediate(resolve))

/** Tasks that the test settles. */
function tasksOf(count: number) {
  const started: number[] = []
  const pending = new Map<number, { resolve: (value: number) => void; reject: (reason: unknown) => void }>()
  let returned = false
  async function* tasks(): AsyncGenerator<() => Promise<number>, void, undefined> {
    try {
      for (let nth = 0; nth < count; nth += 1) {
        yield () => {
          started.push(nth)
          return new Promise<number>((resolve, reject) => pending.set(nth, { resolve, reject }))
        }
      }
    } finally {
      returned = true
    }
  }
  return {
    tasks: tasks(),
    started,
    finish: (nth: number) => pending.get(nth)?.resolve(nth),
    fail: (nth: number, reason: unknown) => pending.get(nth)?.reject(reason),
    returned: () => returned,
  }
}

describe('yields results in the order of the tasks', () => {
  test('in whatever order they finish', async () => {
    const { tasks, finish } = tasksOf(3)
    const results = orderedWindow(tasks, () => 3)
    const all = Array.fromAsync(results)
    for (const nth of [2, 0, 1]) {
      await settle()
      finish(nth)
    }
    expect(await all).toEqual([0, 1, 2])
  })

  test('without tasks', async () => {
    expect(await Array.fromAsync(orderedWindow(tasksOf(0).tasks, () => 3))).toEqual([])
  })

  test('for any tasks, windows and delays', async () => {
    const scenario = fc.record({
      count: fc.nat(20),
      size: fc.integer({ min: 1, max: 6 }),
      delays: fc.array(fc.nat(4), { minLength: 20, maxLength: 20 }),
    })
    await fc.assert(
      fc.asyncProperty(scenario, async ({ count, size, delays }) => {
        let running = 0
        let most = 0
        async function* tasks() {
          for (let nth = 0; nth < count; nth += 1) {
            yield async () => {
              running += 1
              most = Math.max(most, running)
              for (let turn = 0; turn < (delays[nth] ?? 0); turn += 1) await Promise.resolve()
              running -= 1
              return nth
            }
          }
        }
        const results = await Array.fromAsync(orderedWindow(tasks(), () => size))
        expect(results).toEqual(Array.from({ length: count }, (_, nth) => nth))
        expect(most).toBeLessThanOrEqual(size + 1)
      }),
      { numRuns: 50 },
    )
  })
})

describe('the window is bounded', () => {
  test('starts nothing before the first result is requested', async () => {
    const { tasks, started } = tasksOf(9)
    const results = orderedWindow(tasks, () => 3)
    await settle()
    expect(started).toEqual([])
    await results.return()
  })

  test('pauses with its consumer', async () => {
    const { tasks, started, finish } = tasksOf(9)
    const results = orderedWindow(tasks, () => 3)
    const first = results.next()
    await settle()
    // The one that is awaited, and three ahead.
    expect(started).toEqual([0, 1, 2, 3])
    for (const nth of [0, 1, 2, 3]) finish(nth)
    expect(await first).toEqual({ done: false, value: 0 })
    await settle()
    expect(started).toEqual([0, 1, 2, 3])
    expect(await results.next()).toEqual({ done: false, value: 1 })
    await settle()
    expect(started).toEqual([0, 1, 2, 3, 4])
  })

  test('can shrink and grow', async () => {
    const { tasks, started, finish } = tasksOf(9)
    let size = 1
    const results = orderedWindow(tasks, () => size)
    const first = results.next()
    await settle()
    expect(started).toEqual([0, 1])
    size = 3
    finish(0)
    await first
    const second = results.next()
    await settle()
    expect(started).toEqual([0, 1, 2, 3, 4])
    finish(1)
    await second
  })
})

describe('throws an error in its turn', () => {
  test('of a task, after the results before it', async () => {
    const { tasks, finish, fail, returned } = tasksOf(4)
    const results = orderedWindow(tasks, () => 4)
    const first = results.next()
    await settle()
    fail(1, new Error('broken'))
    await settle()
    finish(2)
    finish(0)
    expect(await first).toEqual({ done: false, value: 0 })
    await expect(results.next()).rejects.toThrow('broken')
    expect(await results.next()).toEqual({ done: true, value: undefined })
    await settle()
    expect(returned()).toBe(true)
  })

  test('of the iterator, after the results of earlier tasks', async () => {
    async function* tasks() {
      yield async () => 'a'
      yield async () => 'b'
      throw new Error('no more')
    }
    const results = orderedWindow(tasks(), () => 5)
    expect(await results.next()).toEqual({ done: false, value: 'a' })
    expect(await results.next()).toEqual({ done: false, value: 'b' })
    await expect(results.next()).rejects.toThrow('no more')
  })

  test('of a task that throws synchronously', async () => {
    async function* tasks(): AsyncGenerator<() => Promise<string>, void, undefined> {
      yield async () => 'a'
      yield () => {
        throw new Error('at once')
      }
    }
    const results = orderedWindow(tasks(), () => 5)
    expect(await results.next()).toEqual({ done: false, value: 'a' })
    await expect(results.next()).rejects.toThrow('at once')
  })

  test('but not of a task that fails after the consumer returned', async () => {
    const { tasks, finish, fail } = tasksOf(3)
    const results = orderedWindow(tasks, () => 3)
    const first = results.next()
    await settle()
    finish(0)
    await first
    await results.return()
    fail(1, new Error('broken'))
    await settle()
  })
})

test('ends the iterator when the consumer returns', async () => {
  const { tasks, started, finish, returned } = tasksOf(9)
  const results = orderedWindow(tasks, () => 2)
  const first = results.next()
  await settle()
  finish(0)
  await first
  await results.return()
  await settle()
  expect(returned()).toBe(true)
  expect(started).toEqual([0, 1, 2])
  expect(await results.next()).toEqual({ done: true, value: undefined })
})

describe('a size that is not a number of at least 1 is an argument error that names it', () => {
  test.each([Number.NaN, 0, -1, 0.5, Number.NEGATIVE_INFINITY, Number(undefined)])('%s', async (size) => {
    const { tasks, started } = tasksOf(3)
    await expect(orderedWindow(tasks, () => size).next()).rejects.toThrow(
      new RangeError(`The size of a window must be a number of 1 or more, not ${size}.`),
    )
    expect(started).toEqual([])
  })

  test.each([undefined, null, '5', {}])('%j, from JavaScript', async (size) => {
    const untyped = JSON.parse(JSON.stringify({ size }))
    await expect(orderedWindow(tasksOf(3).tasks, () => untyped.size).next()).rejects.toThrow(RangeError)
  })

  test('also if it becomes so later, at the next result', async () => {
    const sizes = [1, 1, 1]
    async function* tasks() {
      for (let n = 0; n < 5; n += 1) yield async () => n
    }
    const results = orderedWindow(tasks(), () => sizes.shift() ?? 0)
    const read = async () => {
      for await (const result of results) expect(result).toBeLessThan(5)
    }
    await expect(read()).rejects.toThrow('not 0.')
  })

  test('accepts infinity and fractions above 1', async () => {
    for (const size of [Number.POSITIVE_INFINITY, 1.5]) {
      async function* tasks() {
        yield async () => 'a'
      }
      expect(await orderedWindow(tasks(), () => size).next()).toEqual({ done: false, value: 'a' })
    }
  })
})
