import { describe, expect, test } from 'vitest'
import { createStatusUpdates, type StatusUpdate, withStatusUpdates } from './status-updates.ts'

const said = (message: string): StatusUpdate => ({ type: 'log', level: 'INFO', message })

describe('a queue of status updates', () => {
  test('returns each update once, in order', () => {
    const updates = createStatusUpdates()
    updates.send(said('a'))
    updates.send(said('b'))
    expect(updates.take()).toEqual([said('a'), said('b')])
    expect(updates.take()).toEqual([])
  })

  test('resolves arrival for new and for queued updates', async () => {
    const updates = createStatusUpdates()
    const arrival = updates.arrival()
    updates.send(said('a'))
    await arrival
    updates.take()
    updates.send(said('b'))
    await updates.arrival()
    expect(updates.take()).toEqual([said('b')])
  })
})

describe('withStatusUpdates', () => {
  test('keeps the order of items and updates', async () => {
    const updates = createStatusUpdates()
    async function* main() {
      updates.send(said('before a'))
      yield 'a'
      yield 'b'
      updates.send(said('before c'))
      yield 'c'
      updates.send(said('at the end'))
    }
    expect(await Array.fromAsync(withStatusUpdates(main(), updates))).toEqual([
      said('before a'),
      'a',
      'b',
      said('before c'),
      'c',
      said('at the end'),
    ])
  })

  test('yields updates while the next item is pending', async () => {
    const updates = createStatusUpdates()
    const { promise, resolve } = Promise.withResolvers<void>()
    async function* main() {
      await promise
      yield 'a'
    }
    const items = withStatusUpdates(main(), updates)
    const first = items.next()
    updates.send(said('one'))
    expect(await first).toEqual({ done: false, value: said('one') })
    const second = items.next()
    updates.send(said('two'))
    expect(await second).toEqual({ done: false, value: said('two') })
    resolve()
    expect(await items.next()).toEqual({ done: false, value: 'a' })
    expect(await items.next()).toEqual({ done: true, value: undefined })
  })

  test('requests the next item only after the previous one was taken', async () => {
    const asked: string[] = []
    async function* main() {
      asked.push('a')
      yield 'a'
      asked.push('b')
      yield 'b'
    }
    const items = withStatusUpdates(main(), createStatusUpdates())
    await items.next()
    await new Promise((resolve) => setImmediate(resolve))
    expect(asked).toEqual(['a'])
    await items.next()
    expect(asked).toEqual(['a', 'b'])
  })

  test('yields updates before an error', async () => {
    const updates = createStatusUpdates()
    async function* main(): AsyncGenerator<string, void, undefined> {
      yield 'a'
      updates.send(said('going to fail'))
      throw new Error('broken')
    }
    const items = withStatusUpdates(main(), updates)
    await items.next()
    expect(await items.next()).toEqual({ done: false, value: said('going to fail') })
    await expect(items.next()).rejects.toThrow('broken')
  })

  test('ends the items when the consumer returns', async () => {
    let ended = false
    async function* main() {
      try {
        yield 'a'
        yield 'b'
      } finally {
        ended = true
      }
    }
    for await (const item of withStatusUpdates(main(), createStatusUpdates())) {
      expect(item).toBe('a')
      break
    }
    expect(ended).toBe(true)
  })
})
