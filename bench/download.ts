/**
 * Downloads pages as undici's `request` gives them, and parses nothing: what a read is measured against.
 *
 *     node bench/download.ts URL CONNECTIONS FILE_OF_PATHS
 */
import { readFileSync } from 'node:fs'
import process from 'node:process'
import { Agent } from 'undici'

const [url = '', connections = '5', file = ''] = process.argv.slice(2)
const paths: readonly string[] = JSON.parse(readFileSync(file, 'utf8'))
const agent = new Agent({ connections: Number(connections), pipelining: 1 })
let next = 0

const worker = async (): Promise<void> => {
  for (let path = paths[next++]; path !== undefined; path = paths[next++]) {
    const { body } = await agent.request({ origin: url, path, method: 'GET' })
    for await (const chunk of body) void chunk
  }
}

await Promise.all(Array.from({ length: Number(connections) }, worker))
await agent.close()
