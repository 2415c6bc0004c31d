import type { Context } from '../../airbyte/source/source.ts'
import { QuotaSpent } from '../transient-errors.ts'
import type { Pace } from './quota.ts'

/**
 * Lets requests through one by one as the pace allows, first come first served, so that all workers wait as one.
 * Long waits are told to the platform: why, until when, and once a minute that they go on.
 */
export interface Gate {
  /**
   * Resolves when the next request may start, and starts it in the pace. @returns its place.
   * @throws QuotaSpent if the wait would be longer than `mostWait`; the signal's reason if it is aborted.
   */
  pass(): Promise<number>
  /** Something was answered: whoever waits may go on earlier, or has to wait longer. */
  reconsider(): void
  /** How long the gate was shut in all, in milliseconds: time in which nothing can be blamed on a page. */
  shutFor(): number
}

interface Waiter {
  readonly resolve: (place: number) => void
  readonly reject: (reason: unknown) => void
}

const minute = 60_000
/** Shorter waits are not worth a line, nor are longer ones where requests are only spread out. */
const worthTelling = 1_000
const long = 20_000

export function createGate(pace: Pace, context: Context, mostWait: number): Gate {
  const waiters: Waiter[] = []
  let timer: AbortController | undefined
  let toldUntil = 0
  let toldAt = Number.NEGATIVE_INFINITY
  let shutSince: number | undefined
  let shutTotal = 0

  const fail = (reason: unknown) => {
    for (const waiter of waiters.splice(0)) waiter.reject(reason)
  }
  context.signal.addEventListener('abort', () => fail(context.signal.reason), { once: true })

  const open = (now: number) => {
    if (shutSince !== undefined) shutTotal += now - shutSince
    shutSince = undefined
  }

  const pump = () => {
    timer?.abort()
    timer = undefined
    while (waiters.length > 0) {
      const now = context.now()
      const wait = pace.wait(now)
      if (wait === 0) {
        open(now)
        waiters.shift()?.resolve(pace.start(now))
        continue
      }
      if (wait === Number.POSITIVE_INFINITY) return
      shutSince ??= now
      if (wait > mostWait) return fail(new QuotaSpent(now + wait, mostWait, ''))
      if (wait >= worthTelling && (wait >= long || pace.isSpent(now))) tell(now + wait, now)
      pumpLater(Math.min(wait, minute))
      return
    }
  }

  const pumpLater = (wait: number) => {
    const alarm = new AbortController()
    timer = alarm
    context
      .sleep(Math.ceil(wait), AbortSignal.any([context.signal, alarm.signal]))
      .then(pump, () => undefined)
  }

  const tell = (until: number, now: number) => {
    const changed = Math.abs(until - toldUntil) > 1_000
    if (!changed && now - toldAt < minute) return
    if (changed) context.notify({ type: 'rate_limited', until: Math.round(until) })
    toldUntil = until
    toldAt = now
    const seconds = Math.ceil((until - now) / 1000)
    const message = `Waiting ${seconds} s for the API's quota, until ${new Date(until).toISOString()}.`
    context.notify({ type: 'log', level: 'INFO', message })
  }

  return {
    pass() {
      if (context.signal.aborted) return Promise.reject(context.signal.reason)
      return new Promise((resolve, reject) => {
        waiters.push({ resolve, reject })
        if (timer === undefined) pump()
      })
    },
    reconsider: pump,
    shutFor: () => shutTotal + (shutSince === undefined ? 0 : context.now() - shutSince),
  }
}
