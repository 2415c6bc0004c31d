import type { Context } from '../../src/airbyte/source/source.ts'
import type { VirtualClock } from './virtual-clock.ts'

/** What a read gets from outside, where time is a virtual clock's and nobody looks on. */
export function virtualContext(
  clock: VirtualClock,
  given: Pick<Context, 'signal' | 'random'> & Partial<Context>,
): Context {
  return {
    environment: {},
    debug: false,
    now: clock.now,
    sleep: clock.sleep,
    redact: (text) => text,
    hide: () => {},
    notify: () => {},
    progress: () => {},
    ...given,
  }
}
