import { PassThrough } from 'node:stream'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import {
  connectionStatus,
  errorTrace,
  estimate,
  log,
  type Message,
  rateLimited,
  streamStatus,
} from '../protocol/messages.ts'
import type { Environment } from '../source/source.ts'
import { createProgressReporter } from './progress-reporter.ts'

const line = { text: () => '', shown: false, made: 0 }

vi.mock('./progress-line.ts', () => ({
  createProgressLine: (_terminal: unknown, text: () => string) => {
    line.text = text
    line.made += 1
    return {
      show: () => {
        line.shown = true
      },
      hide: () => {
        line.shown = false
      },
    }
  },
}))

beforeEach(() => {
  Object.assign(line, { text: () => '', shown: false, made: 0 })
  vi.stubEnv('NO_COLOR', '1')
  vi.stubEnv('FORCE_COLOR', undefined)
})
afterEach(() => {
  vi.unstubAllEnvs()
})

interface Scene {
  readonly environment?: Environment
  readonly columns?: number
}

async function start({ environment = {}, columns = 100 }: Scene = {}) {
  const printed: string[] = []
  const clock = { now: 0 }
  const reporter = await createProgressReporter({
    terminal: Object.assign(new PassThrough(), { isTTY: true, columns, getColorDepth: () => 1 }),
    environment,
    print: (text) => printed.push(text),
    now: () => clock.now,
  })
  const send = (...messages: Message[]) => {
    for (const message of messages) reporter.onMessage(message)
  }
  return { ...reporter, send, printed, clock }
}

const record: Message = { type: 'RECORD', stream: 'calls', emittedAt: 0, records: [] }

describe('a read', () => {
  test('shows a line from start to end, then a one-line summary', async () => {
    const { send, report, printed, clock } = await start()
    expect(line.shown).toBe(false)
    send(streamStatus('calls', 'STARTED', 1_000), estimate('calls', 200, 1_000), record)
    report({ done: 100, requests: 2 })
    report({ done: 150 })
    clock.now = 11_000
    expect(line.shown).toBe(true)
    expect(line.text()).toBe('calls: 150 of about 200 (75 %) · 15/s · 00:03 left · 2 requests')
    report({ summary: 'All is read.' })
    send(log('INFO', 'All is read.'))
    expect(printed).toEqual([])
    send(streamStatus('calls', 'COMPLETE', 2_000))
    expect(line.shown).toBe(false)
    expect(printed).toEqual(['✔ All is read.'])
  })

  test('resets the progress with each stream', async () => {
    const { send, report, printed, clock } = await start()
    send(streamStatus('calls', 'STARTED', 0), estimate('calls', 200, 0))
    report({ done: 100, summary: 'Calls are read.' })
    send(streamStatus('calls', 'COMPLETE', 1), streamStatus('agents', 'STARTED', 0))
    clock.now = 500
    expect(line).toMatchObject({ shown: true, made: 1 })
    expect(line.text()).toBe('agents: 0 · 0 requests')
    send(streamStatus('agents', 'COMPLETE', 2))
    expect(printed).toEqual(['✔ Calls are read.', '✔ The stream agents was read.'])
  })

  test('shows that it waits for quota', async () => {
    const { send } = await start()
    send(streamStatus('calls', 'STARTED', 0), rateLimited('calls', 60_000, 0))
    send(streamStatus('calls', 'RUNNING', 0))
    expect(line.text()).toContain('waits for quota until 00:01:00 UTC, 01:00 left')
  })

  test('prints why it failed', async () => {
    const { send, printed } = await start()
    send(streamStatus('calls', 'STARTED', 0), streamStatus('calls', 'INCOMPLETE', 0))
    send(errorTrace({ message: 'It broke.', failure_type: 'config_error' }, 0))
    expect(line.shown).toBe(false)
    expect(printed).toEqual(['✖ It broke.'])
  })

  test('prints warnings and errors while it runs', async () => {
    const { send, printed } = await start()
    send(log('WARN', 'a'), log('INFO', 'b'), log('DEBUG', 'c'), log('ERROR', 'd'), log('FATAL', 'e'))
    expect(printed).toEqual(['⚠ a', '⚠ d', '⚠ e'])
  })

  test('removes the line when it is stopped', async () => {
    const { send, close } = await start()
    send(streamStatus('calls', 'STARTED', 0))
    close()
    expect(line.shown).toBe(false)
  })

  test('fits the width of the terminal', async () => {
    const { send } = await start({ columns: 20 })
    send(streamStatus('calls', 'STARTED', 0), estimate('calls', 200, 0))
    expect(line.text()).toBe('calls: 0 of about')
  })
})

describe('without a progress line', () => {
  test.each<[string, Scene]>([
    ['on a terminal that cannot clear a line', { environment: { TERM: 'dumb' } }],
    ['in CI', { environment: { CI: 'true' } }],
  ])('%s, prints only the summary', async (_, scene) => {
    const { send, report, close, printed } = await start(scene)
    send(streamStatus('calls', 'STARTED', 0))
    report({ summary: 'All is read.' })
    send(streamStatus('calls', 'COMPLETE', 0))
    close()
    expect(line.made).toBe(0)
    expect(printed).toEqual(['✔ All is read.'])
  })
})

describe('a check', () => {
  test('prints the summary of a success', async () => {
    const { send, report, printed } = await start()
    report({ requests: 1, summary: 'There are five calls.' })
    send(connectionStatus('SUCCEEDED'))
    expect(printed).toEqual(['✔ There are five calls.'])
    expect(line.shown).toBe(false)
  })

  test('prints a default sentence for a success without a summary', async () => {
    const { send, printed } = await start()
    send(connectionStatus('SUCCEEDED'))
    expect(printed).toEqual(['✔ The configuration works.'])
  })

  test('prints the message of a failure', async () => {
    const { send, printed } = await start()
    send(connectionStatus('FAILED', 'The key is wrong: copy it again.'))
    expect(printed).toEqual(['✖ The key is wrong: copy it again.'])
  })
})
