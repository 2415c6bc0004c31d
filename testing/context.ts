import type { Context } from '../src/airbyte/source/source.ts'
import type { VirtualClock } from './virtual-clock.ts'

/** The time at which tests stand still unless they have a clock. */
export const noon = Date.parse('2026-03-12T12:00:00Z')

/** What a command gets from outside. Time stands still unless the test has a clock, and a sleep is a failure. */
export const testContext = (more: Partial<Context> = {}): Context => ({
  signal: new AbortController().signal,
  environment: {},
  debug: false,
  now: () => noon,
  random: () => 0.5,
  sleep: () => Promise.reject(new Error('nothing should sleep here')),
  redact: (text) => text,
  hide: () => {},
  notify: () => undefined,
  progress: () => undefined,
  onEnd: () => undefined,
  ...more,
})

/** The same on a virtual clock. */
export const virtualContext = (
  clock: VirtualClock,
  given: Pick<Context, 'signal' | 'random'> & Partial<Context>,
): Context => testContext({ now: clock.now, sleep: clock.sleep, ...given })
