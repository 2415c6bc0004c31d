/**
 * The least that any client does which prints calls as records: takes pages apart with `JSON.parse`, and writes each call as
 * a line. No types, no identities, no state, no order.
 *
 *     node bench/plain.ts URL CONNECTIONS FILE_OF_PATHS
 */
import { once } from 'node:events'
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
    const { data }: { data: readonly unknown[] } = JSON.parse(await body.text())
    const lines = data.map((call) => `{"type":"RECORD","record":${JSON.stringify(call)}}\n`)
    if (!process.stdout.write(lines.join(''))) await once(process.stdout, 'drain')
  }
}

await Promise.all(Array.from({ length: Number(connections) }, worker))
await agent.close()
