import { parseArgs } from 'node:util'
import { startSandbox } from './server.ts'

const { values } = parseArgs({
  options: { calls: { type: 'string', default: '5000' }, port: { type: 'string', default: '0' } },
})
const sandbox = await startSandbox({ account: { calls: Number(values.calls) }, port: Number(values.port) })
process.stdout.write(`${sandbox.url}\n`)
