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
import { createOnlooker } from './progress-reporter.ts'

const line = { text: () => '', shown: false, made: 0 }

vi.mock('./live-line.ts', () => ({
  createLiveLine: (_terminal: unknown, text: () => string) => {
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

async function meet({ environment = {}, columns = 100 }: Scene = {}) {
  const told: string[] = []
  const clock = { now: 0 }
  const onlooker = await createOnlooker({
    terminal: Object.assign(new PassThrough(), { isTTY: true, columns, getColorDepth: () => 1 }),
    environment,
    tell: (text) => told.push(text),
    now: () => clock.now,
  })
  const see = (...messages: Message[]) => {
    for (const message of messages) onlooker.see(message)
  }
  return { ...onlooker, see, told, clock }
}

const record: Message = { type: 'RECORD', stream: 'calls', emittedAt: 0, records: [] }

describe('a read', () => {
  test('is shown as a line from its start to its end, and told of in one', async () => {
    const { see, report, told, clock } = await meet()
    expect(line.shown).toBe(false)
    see(streamStatus('calls', 'STARTED', 1_000), estimate('calls', 200, 1_000), record)
    report({ done: 100, requests: 2 })
    report({ done: 150 })
    clock.now = 11_000
    expect(line.shown).toBe(true)
    expect(line.text()).toBe('calls: 150 of about 200 (75 %) · 15/s · 00:03 left · 2 requests')
    report({ summary: 'All is read.' })
    see(log('INFO', 'All is read.'))
    expect(told).toEqual([])
    see(streamStatus('calls', 'COMPLETE', 2_000))
    expect(line.shown).toBe(false)
    expect(told).toEqual(['✔ All is read.'])
  })

  test('begins anew with each stream', async () => {
    const { see, report, told, clock } = await meet()
    see(streamStatus('calls', 'STARTED', 0), estimate('calls', 200, 0))
    report({ done: 100, summary: 'Calls are read.' })
    see(streamStatus('calls', 'COMPLETE', 1), streamStatus('agents', 'STARTED', 0))
    clock.now = 500
    expect(line).toMatchObject({ shown: true, made: 1 })
    expect(line.text()).toBe('agents: 0 · 0 requests')
    see(streamStatus('agents', 'COMPLETE', 2))
    expect(told).toEqual(['✔ Calls are read.', '✔ The stream agents was read.'])
  })

  test('that waits says so', async () => {
    const { see } = await meet()
    see(streamStatus('calls', 'STARTED', 0), rateLimited('calls', 60_000, 0))
    see(streamStatus('calls', 'RUNNING', 0))
    expect(line.text()).toContain('waits for quota until 00:01:00 UTC, 01:00 left')
  })

  test('that fails says why', async () => {
    const { see, told } = await meet()
    see(streamStatus('calls', 'STARTED', 0), streamStatus('calls', 'INCOMPLETE', 0))
    see(errorTrace({ message: 'It broke.', failure_type: 'config_error' }, 0))
    expect(line.shown).toBe(false)
    expect(told).toEqual(['✖ It broke.'])
  })

  test('tells of its troubles while it goes on', async () => {
    const { see, told } = await meet()
    see(log('WARN', 'a'), log('INFO', 'b'), log('DEBUG', 'c'), log('ERROR', 'd'), log('FATAL', 'e'))
    expect(told).toEqual(['⚠ a', '⚠ d', '⚠ e'])
  })

  test('that is stopped leaves no line', async () => {
    const { see, leave } = await meet()
    see(streamStatus('calls', 'STARTED', 0))
    leave()
    expect(line.shown).toBe(false)
  })

  test('fits the terminal', async () => {
    const { see } = await meet({ columns: 20 })
    see(streamStatus('calls', 'STARTED', 0), estimate('calls', 200, 0))
    expect(line.text()).toBe('calls: 0 of about')
  })
})

describe('no line is shown', () => {
  test.each<[string, Scene]>([
    ['on a terminal that cannot clear one', { environment: { TERM: 'dumb' } }],
    ['where a machine looks on', { environment: { CI: 'true' } }],
  ])('%s, but how it ended', async (_, scene) => {
    const { see, report, leave, told } = await meet(scene)
    see(streamStatus('calls', 'STARTED', 0))
    report({ summary: 'All is read.' })
    see(streamStatus('calls', 'COMPLETE', 0))
    leave()
    expect(line.made).toBe(0)
    expect(told).toEqual(['✔ All is read.'])
  })
})

describe('a check', () => {
  test('that succeeds says what it found', async () => {
    const { see, report, told } = await meet()
    report({ requests: 1, summary: 'There are five calls.' })
    see(connectionStatus('SUCCEEDED'))
    expect(told).toEqual(['✔ There are five calls.'])
    expect(line.shown).toBe(false)
  })

  test('that succeeds and found nothing to say is told of as well', async () => {
    const { see, told } = await meet()
    see(connectionStatus('SUCCEEDED'))
    expect(told).toEqual(['✔ The configuration works.'])
  })

  test('that fails says what to do', async () => {
    const { see, told } = await meet()
    see(connectionStatus('FAILED', 'The key is wrong: mend it.'))
    expect(told).toEqual(['✖ The key is wrong: mend it.'])
  })
})
