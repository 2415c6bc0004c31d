import { describe, expect, test } from 'vitest'
import { createAccount } from '../sandbox/account.ts'
import { type RunningCommand, startCommand } from './command.ts'
import { describeMessage, type Output, readOutput } from './protocol.ts'
import { account, lastState, runRead, startApi, startRead, writeConfig } from './setup.ts'

const signals = [
  ['SIGTERM', 143],
  ['SIGINT', 130],
] as const

/** Large enough that no signal can come too late, and slow enough that it comes during pages under way. */
const large = { account: { ...account, calls: 20_000 }, latencyMs: 5 } as const

async function stop(running: RunningCommand, signal: NodeJS.Signals) {
  const begin = performance.now()
  running.kill(signal)
  const exit = await running.exited
  return { ...exit, milliseconds: performance.now() - begin }
}

const last = ({ messages }: Output) => messages.slice(-1).map(describeMessage)

describe.each(signals)('%s', (signal, exitCode) => {
  test('during a read ends it within a second, INCOMPLETE last and no line torn', async () => {
    const running = startRead((await startApi(large)).url)
    await running.saw('"RECORD"')
    const exit = await stop(running, signal)
    expect(exit).toMatchObject({ exitCode, signal: null })
    expect(exit.milliseconds).toBeLessThan(1000)
    const { stdout, stderr } = await running.ended
    const output = readOutput(stdout)
    expect(last(output)).toEqual(['calls INCOMPLETE'])
    expect(output.statuses).toEqual(['calls STARTED', 'calls RUNNING', 'calls INCOMPLETE'])
    expect(output.errors).toEqual([])
    expect(stderr).toBe('')
  })

  test('ends a read whose reader has stopped reading within a second', async () => {
    // One line that no pipe can hold: once it has begun, the connector waits for its reader.
    const calls = createAccount({ calls: 0 })
    calls.add({ started_at: '2024-03-10T14:22:00Z', notes: 'x'.repeat(4_000_000) })
    for (let day = 10; day < 30; day += 1) calls.add({ started_at: `2024-02-${day}T12:00:00Z` })
    const config = { per_page: 1, start_date: '2024-02-01' }
    const running = startRead((await startApi({ account: calls })).url, { config })
    await running.saw('"RECORD"')
    running.stdout.pause()
    const exit = await stop(running, signal)
    expect(exit).toMatchObject({ exitCode, signal: null })
    expect(exit.milliseconds).toBeLessThan(1000)
    running.stdout.destroy()
  })

  test('ends a read that waits for the API', async () => {
    const asked = Promise.withResolvers<void>()
    const { url } = await startApi({ faults: [{ fault: 'hang' }], onRequest: () => asked.resolve() })
    const running = startRead(url)
    await running.until(asked.promise)
    await running.saw('STARTED')
    const exit = await stop(running, signal)
    expect(exit).toMatchObject({ exitCode, signal: null })
    expect(exit.milliseconds).toBeLessThan(1000)
    expect(last(readOutput((await running.ended).stdout))).toEqual(['calls INCOMPLETE'])
  })

  test('ends a read that waits for quota', async () => {
    const fault = { kind: 'status', status: 429, retryAfter: '600' } as const
    const running = startRead((await startApi({ faults: [{ fault }] })).url)
    await running.saw('RATE_LIMITED')
    const exit = await stop(running, signal)
    expect(exit).toMatchObject({ exitCode, signal: null })
    expect(exit.milliseconds).toBeLessThan(1000)
    expect(last(readOutput((await running.ended).stdout))).toEqual(['calls INCOMPLETE'])
  })

  test('ends a check that waits for the API', async () => {
    const asked = Promise.withResolvers<void>()
    const { url } = await startApi({ faults: [{ fault: 'hang' }], onRequest: () => asked.resolve() })
    const running = startCommand(['check', '--config', writeConfig(url)])
    await running.until(asked.promise)
    const exit = await stop(running, signal)
    expect(exit).toMatchObject({ exitCode, signal: null })
    expect(exit.milliseconds).toBeLessThan(1000)
    expect(readOutput((await running.ended).stdout).errors).toEqual([])
  })
})

describe('a read that was stopped', () => {
  test('leaves a state from which the next one brings all that is missing', async () => {
    const sandbox = await startApi(large)
    const config = { lookback_days: 0 }
    const running = startRead(sandbox.url, { config })
    await running.saw('"stream_state":{"started_at"')
    await stop(running, 'SIGTERM')
    const first = readOutput((await running.ended).stdout)
    expect(first.statuses.at(-1)).toBe('calls INCOMPLETE')
    sandbox.set({ latencyMs: 0 })
    const second = await runRead(sandbox.url, { config, state: lastState(first) })
    expect(second).toMatchObject({ exitCode: 0, errors: [] })
    const ids = [...first.records, ...second.records].map(({ data }) => data['call_id'])
    expect(new Set(ids).size).toBe(20_000)
    expect(second.records.length).toBeLessThan(20_000)
  })
})
