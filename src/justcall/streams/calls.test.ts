import { once } from 'node:events'
import { createServer } from 'node:http'
import { expect, test } from 'vitest'
import { callsStream } from './calls.ts'
import { createSharedConnection } from './connection.ts'

test('a read that its consumer leaves ends the waits of its requests', async () => {
  const server = createServer(({ url }, response) => {
    const page = new URL(`http://api${url}`).searchParams.get('page')
    if (page !== '0' && page !== '1') return response.writeHead(503).end()
    const data = Array.from({ length: 100 }, (_, n) => ({ id: n, call_id: `${page}-${n}` }))
    return response.end(JSON.stringify({ status: 'success', count: 2_000, total_pages: 20, data }))
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : undefined

  const waits: AbortSignal[] = []
  let waiting = () => {}
  const isWaiting = new Promise<void>((resolve) => {
    waiting = resolve
  })
  const stream = await callsStream('v2', createSharedConnection())
  const output = stream.read(
    {
      config: {
        api_key: 'key',
        api_secret: 'secret',
        start_date: '2026-01-01',
        base_url: `http://127.0.0.1:${port}`,
      },
      syncMode: 'full_refresh',
      state: undefined,
    },
    {
      signal: new AbortController().signal,
      environment: {},
      debug: false,
      now: () => Date.UTC(2026, 0, 2),
      random: () => 0,
      sleep: (_, signal) => {
        waits.push(signal)
        waiting()
        return new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason))
        })
      },
      redact: (text) => text,
      hide: () => {},
      notify: () => {},
      progress: () => {},
      onEnd: () => {},
    },
  )
  for await (const item of output) {
    if (item.type !== 'records') continue
    await isWaiting
    break
  }
  server.close()
  expect(waits.map(({ aborted }) => aborted)).not.toContain(false)
})
