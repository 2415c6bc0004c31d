/** Time that passes only when nothing else can happen, so that a read of hours takes milliseconds, the same at each run. */
export interface VirtualClock {
  now(): number
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>
  /** Lets time pass until the promise is settled. @throws Error if it waits for something that no time brings. */
  run<T>(promise: Promise<T>): Promise<T>
  /** Time passes while nobody reads. */
  skip(milliseconds: number): void
}

interface Timer {
  readonly at: number
  readonly order: number
  readonly fire: () => void
}

/**
 * @param isBusy whether something is under way that takes real time, such as a request by a socket: no time passes then,
 * however many turns of the event loop it takes, and the clock does not give up.
 */
export function createVirtualClock(start: number, isBusy = () => false): VirtualClock {
  let now = start
  let order = 0
  let timers: Timer[] = []

  return {
    now: () => now,
    sleep(milliseconds, signal) {
      return new Promise((resolve, reject) => {
        if (signal.aborted) return reject(signal.reason)
        order += 1
        const timer: Timer = { at: now + Math.max(0, milliseconds), order, fire: resolve }
        timers.push(timer)
        signal.addEventListener(
          'abort',
          () => {
            timers = timers.filter((other) => other !== timer)
            reject(signal.reason)
          },
          { once: true },
        )
      })
    },
    async run(promise) {
      let settled = false
      const settle = () => {
        settled = true
      }
      promise.then(settle, settle)
      let idle = 0
      while (!settled) {
        await new Promise(setImmediate)
        if (settled) break
        if (isBusy()) {
          idle = 0
          continue
        }
        const next = timers.reduce<Timer | undefined>(earlier, undefined)
        if (next === undefined) {
          idle += 1
          if (idle > 1_000) throw new Error('everything waits, and no time will end it')
          continue
        }
        idle = 0
        timers = timers.filter((timer) => timer !== next)
        now = Math.max(now, next.at)
        next.fire()
      }
      return promise
    },
    skip(milliseconds) {
      now += milliseconds
    },
  }
}

const earlier = (best: Timer | undefined, timer: Timer): Timer =>
  best === undefined || timer.at < best.at || (timer.at === best.at && timer.order < best.order)
    ? timer
    : best
