/**
 * Asks for pages over bare sockets and counts bytes, so that next to nothing is spent on this side: what the server can give.
 *
 *     node bench/drain.ts URL CONNECTIONS FILE_OF_PATHS
 */
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { connect } from 'node:net'
import process from 'node:process'

const [url = '', connections = '5', file = ''] = process.argv.slice(2)
const paths: readonly string[] = JSON.parse(readFileSync(file, 'utf8'))
const { hostname, port } = new URL(url)
let next = 0

const worker = async (): Promise<void> => {
  const socket = connect(Number(port), hostname)
  await once(socket, 'connect')
  let left = 0
  const ask = (): void => {
    const path = paths[next++]
    if (path === undefined) socket.end()
    else socket.write(`GET ${path} HTTP/1.1\r\nhost: ${hostname}\r\n\r\n`)
  }
  socket.on('data', (chunk: Buffer) => {
    if (left === 0) {
      const end = chunk.indexOf('\r\n\r\n') + 4
      const [, length] = /content-length: (\d+)/.exec(chunk.toString('latin1', 0, end)) ?? []
      if (end < 4 || length === undefined)
        throw new Error('a head came in pieces, which loopback does not do')
      left = Number(length) - (chunk.length - end)
    } else left -= chunk.length
    if (left === 0) ask()
  })
  ask()
  await once(socket, 'close')
}

await Promise.all(Array.from({ length: Number(connections) }, worker))
