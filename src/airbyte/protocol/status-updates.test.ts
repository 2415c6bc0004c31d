import { describe, expect, test } from 'vitest'
import { createNotices, type Notice, withNotices } from './status-updates.ts'

const said = (message: string): Notice => ({ type: 'log', level: 'INFO', message })

describe('notices', () => {
  test('are taken once, in the order in which they were sent', () => {
    const notices = createNotices()
    notices.send(said('a'))
    notices.send(said('b'))
    expect(notices.take()).toEqual([said('a'), said('b')])
    expect(notices.take()).toEqual([])
  })

  test('wake whoever waits for them, those that were there before as well', async () => {
    const notices = createNotices()
    const arrival = notices.arrival()
    notices.send(said('a'))
    await arrival
    notices.take()
    notices.send(said('b'))
    await notices.arrival()
    expect(notices.take()).toEqual([said('b')])
  })
})

describe('items come with the notices between them', () => {
  test('in their order', async () => {
    const notices = createNotices()
    async function* main() {
      notices.send(said('before a'))
      yield 'a'
      yield 'b'
      notices.send(said('before c'))
      yield 'c'
      notices.send(said('at the end'))
    }
    expect(await Array.fromAsync(withNotices(main(), notices))).toEqual([
      said('before a'),
      'a',
      'b',
      said('before c'),
      'c',
      said('at the end'),
    ])
  })

  test('as soon as they arrive, while the next item is waited for', async () => {
    const notices = createNotices()
    const { promise, resolve } = Promise.withResolvers<void>()
    async function* main() {
      await promise
      yield 'a'
    }
    const items = withNotices(main(), notices)
    const first = items.next()
    notices.send(said('one'))
    expect(await first).toEqual({ done: false, value: said('one') })
    const second = items.next()
    notices.send(said('two'))
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
    const items = withNotices(main(), createNotices())
    await items.next()
    await new Promise((resolve) => setImmediate(resolve))
    expect(asked).toEqual(['a'])
    await items.next()
    expect(asked).toEqual(['a', 'b'])
  })

  test('before a failure', async () => {
    const notices = createNotices()
    async function* main(): AsyncGenerator<string, void, undefined> {
      yield 'a'
      notices.send(said('going to fail'))
      throw new Error('broken')
    }
    const items = withNotices(main(), notices)
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
    for await (const item of withNotices(main(), createNotices())) {
      expect(item).toBe('a')
      break
    }
    expect(ended).toBe(true)
  })
})
