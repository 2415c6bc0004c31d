/**
 * A process of its own that serves an account's call list, rendered beforehand. It asks for no key, and speaks just as
 * much HTTP over bare sockets as clients need that ask with GET and keep their connections: it must never be what is
 * waited for.
 *
 *     node bench/server.ts CALLS FROM TO [v2|v2.1]
 *
 * `GET /requests` answers the paths asked for so far and forgets them; `GET /latency?ms=200` makes it slow from there on, and
 * `GET /end-date?excluded=true` makes it leave the day of `end_date` out.
 */
import { createServer, type Socket } from 'node:net'
import process from 'node:process'
import { renderCalls } from './pages.ts'

const [calls = '1000', from = '2025-01-01', to = '2025-12-31', served] = process.argv.slice(2)
const version = served === 'v2.1' ? 'v2.1' : 'v2'
const rendered = renderCalls({ calls: Number(calls), from, to, version })
let latency = 0
let endExcluded = false
let paths: string[] = []

const server = createServer({ noDelay: true }, (socket) => {
  let head = ''
  socket.setEncoding('latin1').on('data', (text: string) => {
    head += text
    for (let end = head.indexOf('\r\n\r\n'); end >= 0; end = head.indexOf('\r\n\r\n')) {
      const [, path = '/'] = head.split(' ', 2)
      head = head.slice(end + 4)
      answer(socket, path)
    }
  })
  socket.on('error', () => socket.destroy())
})
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  process.stdout.write(`http://127.0.0.1:${port}\n`)
})

function answer(socket: Socket, path: string): void {
  const query = new URLSearchParams(path.slice(path.indexOf('?')))
  if (path === '/requests') {
    send(socket, [Buffer.from(JSON.stringify(paths))])
    paths = []
  } else if (path.startsWith('/latency')) {
    latency = Number(query.get('ms'))
    send(socket, [Buffer.from('{}')])
  } else if (path.startsWith('/end-date')) {
    endExcluded = query.get('excluded') === 'true'
    send(socket, [Buffer.from('{}')])
  } else {
    paths.push(path)
    const day = (name: string) => query.get(name)?.slice(0, 10)
    const isV2 = version === 'v2'
    const body = rendered.page({
      startDate: day(isV2 ? 'start_date' : 'from_datetime'),
      endDate: day(isV2 ? 'end_date' : 'to_datetime'),
      page: isV2 ? Number(query.get('page') ?? 1) : Number(query.get('page') ?? 0) + 1,
      perPage: Number(query.get('per_page') ?? (isV2 ? 25 : 20)),
      endExcluded,
    })
    if (latency === 0) send(socket, body)
    else setTimeout(send, latency, socket, body)
  }
}

function send(socket: Socket, parts: readonly Uint8Array[]): void {
  const length = parts.reduce((sum, part) => sum + part.length, 0)
  socket.cork()
  socket.write(`HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${length}\r\n\r\n`)
  for (const part of parts) socket.write(part)
  socket.uncork()
}
