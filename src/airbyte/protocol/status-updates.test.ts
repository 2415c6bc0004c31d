import { describe, expect, test } from 'vitest'
import { createStatusUpdates, type StatusUpdate, withStatusUpdates } from './status-updates.ts'

const said = (message: string): StatusUpdate => ({ type: 'log', level: 'INFO', message })

describe('updates', () => {
  test('are taken once, in the order in which they were sent', () => {
    const updates = createStatusUpdates()
    updates.send(said('a'))
    updates.send(said('b'))
    expect(updates.take()).toEqual([said('a'), said('b')])
    expect(updates.take()).toEqual([])
  })

  test('wake whoever waits for them, those that were there before as well', async () => {
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

describe('items come with the updates between them', () => {
  test('in their order', async () => {
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

  test('as soon as they arrive, while the next item is waited for', async () => {
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

  test('and the next item is asked for only when the one before was taken', async () => {
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

  test('before a failure', async () => {
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

  test('until the consumer leaves, which ends the items too', async () => {
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
