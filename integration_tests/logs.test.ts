import { beforeAll, describe, expect, test } from 'vitest'
import { atOnce, type CommandResult, runCommand } from './command.ts'
import { readOutput } from './protocol.ts'
import { account, runRead, type Sync, startApi, startRead, writeConfig } from './setup.ts'

const levelsOf = ({ logs }: CommandResult) => [...new Set(logs.map(({ level }) => level))]

describe('logs', { concurrent: true }, () => {
  test.each<readonly [string, Sync]>([
    ['--debug', { flags: ['--debug'] }],
    ['LOG_LEVEL=debug', { env: { LOG_LEVEL: 'debug' } }],
    ['LOG_LEVEL=DEBUG', { env: { LOG_LEVEL: 'DEBUG' } }],
  ])('report every request with %s', async (_how, sync) => {
    const sandbox = await startApi()
    const result = await runRead(sandbox.url, sync)
    expect(result).toMatchObject({ exitCode: 0, stderr: '' })
    const debug = result.logs.filter(({ level }) => level === 'DEBUG')
    expect(debug).toHaveLength(sandbox.requests.length)
    for (const { message } of debug) expect(message).toMatch(/GET \/v2\/calls\?.*200/)
    expect(result.records).toHaveLength(account.calls)
  })

  test.each<readonly [string, Sync]>([
    ['without them', {}],
    ['with LOG_LEVEL=info', { env: { LOG_LEVEL: 'info' } }],
  ])('keep that to themselves %s', async (_how, sync) => {
    const result = await runRead((await startApi()).url, sync)
    expect(levelsOf(result)).toEqual(['INFO'])
  })

  test('report the request of a check with --debug', async () => {
    const result = await runCommand(['check', '--config', writeConfig((await startApi()).url), '--debug'])
    expect(result).toMatchObject({ exitCode: 0, stderr: '' })
    const debug = result.logs.filter(({ level }) => level === 'DEBUG')
    expect(debug.map(({ message }) => message)).toEqual([expect.stringMatching(/GET \/v2\/calls\?.*200/)])
  })

  test('warn of a page that fails again and again', async () => {
    const fault = { kind: 'status', status: 500, retryAfter: '0' } as const
    const sandbox = await startApi({ faults: [{ fault, when: { times: 4 } }] })
    const result = await runRead(sandbox.url)
    expect(result).toMatchObject({ exitCode: 0, errors: [] })
    expect(result.logs.filter(({ level }) => level === 'WARN')).not.toHaveLength(0)
    expect(result.logs.some(({ message }) => message.includes('Internal server error'))).toBe(true)
  })

  test('report a wait for quota: why and until when', async () => {
    const fault = { kind: 'status', status: 429, retryAfter: '600' } as const
    const begin = Date.now()
    const running = startRead((await startApi({ faults: [{ fault }] })).url)
    await running.saw(/"RATE_LIMITED"[\s\S]*"LOG".*quota/)
    running.kill('SIGTERM')
    const { logs, traces } = readOutput((await running.ended).stdout)
    const waits = traces.flatMap((trace) =>
      trace.type === 'STREAM_STATUS' ? (trace.stream_status.reasons ?? []) : [],
    )
    expect(waits).toEqual([{ type: 'RATE_LIMITED', rate_limited: { quota_reset: expect.any(Number) } }])
    const [until] = /(?<="quota_reset":)\d+/.exec(JSON.stringify(waits)) ?? []
    expect(Number(until)).toBeGreaterThanOrEqual(begin + 600_000)
    expect(Number(until)).toBeLessThanOrEqual(Date.now() + 600_000)
    expect(logs.some(({ message }) => /\d+ s\b.*quota.*until 20\d\d-/.test(message))).toBe(true)
  })
})

/** Characters that JSON, addresses and base64 each write in a way of their own. */
const key = 'key+with/odd=chars&more'
const secret = 'p@ss/w+rd="x"\\y&z%41?'
const pair = `${key}:${secret}`

const formsOf = (text: string): string[] => [
  text,
  JSON.stringify(text).slice(1, -1),
  JSON.stringify(JSON.stringify(text).slice(1, -1)).slice(1, -1),
  encodeURIComponent(text),
  encodeURI(text),
  new URLSearchParams({ text }).toString().slice('text='.length),
  Buffer.from(text).toString('base64'),
  Buffer.from(text).toString('base64').replace(/=+$/, ''),
  Buffer.from(text).toString('base64url'),
  Buffer.from(text).toString('hex'),
]

describe('at debug, where the API repeats the secret in every form', { concurrent: true }, () => {
  let text: string
  let result: CommandResult
  beforeAll(async () => {
    const sandbox = await startApi({
      behaviour: { credentials: { key, secret } },
      faults: [
        { fault: { kind: 'echo-secret', status: 500 }, when: { times: 3 } },
        { fault: { kind: 'echo-secret', status: 403 }, when: { page: 2 } },
      ],
    })
    const config = { api_key: key, api_secret: secret, num_workers: 1 }
    result = await runRead(sandbox.url, { config, flags: ['--debug'], nodeArgs: atOnce })
    text = `${result.lines.join('\n')}${result.stderr}`
  })

  test('a read reports it, so that there was something to hide', () => {
    expect(result.exitCode).toBe(1)
    expect(result.errors).toMatchObject([{ message: expect.stringContaining('Cannot serve ****') }])
    expect(result.logs.filter(({ message }) => message.includes('x-debug-authorization'))).not.toHaveLength(0)
  })

  test.each([
    ['key', key],
    ['secret', secret],
    ['pair', pair],
  ])('the %s is nowhere to be found', (_name, hidden) => {
    expect(formsOf(hidden).filter((form) => text.includes(form))).toEqual([])
  })

  test('what is not secret is left as it is', () => {
    expect(result.records).toHaveLength(100)
    expect(result.records.filter(({ data }) => JSON.stringify(data).includes('****'))).toEqual([])
  })
})
