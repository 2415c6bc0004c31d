import type { Context } from '../../airbyte/source/source.ts'
import { QuotaSpent } from './failures.ts'
import { createQuota, type Quota, type QuotaOptions } from './quota.ts'

/**
 * Lets requests through one by one as the quota allows, first come first served: all workers wait as one. Long waits are
 * reported to the platform: why, until when, and once a minute that they go on.
 */
export interface RateLimiter extends Pick<Quota, 'report' | 'finish' | 'refuse' | 'connections'> {
  /**
   * Resolves with a permit when the next request may start.
   * @param signal of who waits: once it is aborted, the request gets no permit.
   * @throws QuotaSpent if the wait would be longer than `maxWait`; the reason of either signal if it is aborted.
   */
  acquire(signal: AbortSignal): Promise<number>
  /** An answer has come: those that wait may start earlier, or have to wait longer. */
  reconsider(): void
  /** How long no request could start, in milliseconds: time in which nothing can be blamed on a page. */
  waited(): number
}

export interface RateLimiterOptions extends Omit<QuotaOptions, 'random'> {
  /** In milliseconds. */
  readonly maxWait: number
}

interface Waiter {
  readonly signal: AbortSignal
  readonly resolve: (permit: number) => void
  readonly reject: (reason: unknown) => void
}

const minute = 60_000
/** Shorter waits are not worth a line, nor are longer ones where requests are only spread out. */
const worthALine = 1_000
const long = 20_000

export function createRateLimiter({ maxWait, ...limits }: RateLimiterOptions, context: Context): RateLimiter {
  const quota = createQuota({ ...limits, random: context.random })
  const waiters: Waiter[] = []
  let timer: AbortController | undefined
  let reportedUntil = 0
  let reportedAt = Number.NEGATIVE_INFINITY
  let waitingSince: number | undefined
  let waitedBefore = 0

  const fail = (reason: unknown) => {
    for (const waiter of waiters.splice(0)) waiter.reject(reason)
  }
  context.signal.addEventListener('abort', () => fail(context.signal.reason), { once: true })

  const endWait = (now: number) => {
    if (waitingSince !== undefined) waitedBefore += now - waitingSince
    waitingSince = undefined
  }

  const grant = () => {
    timer?.abort()
    timer = undefined
    while (true) {
      const [waiter] = waiters
      if (waiter === undefined) return endWait(context.now())
      if (waiter.signal.aborted) {
        waiters.shift()
        waiter.reject(waiter.signal.reason)
        continue
      }
      const now = context.now()
      const wait = quota.wait(now)
      if (wait === 0) {
        endWait(now)
        waiters.shift()
        waiter.resolve(quota.start(now))
        continue
      }
      if (wait === Number.POSITIVE_INFINITY) return
      waitingSince ??= now
      if (wait > maxWait) return fail(new QuotaSpent(now + wait, maxWait, ''))
      if (wait >= worthALine && (wait >= long || quota.isSpent(now))) report(now + wait, now)
      grantLater(Math.min(wait, minute))
      return
    }
  }

  const grantLater = (wait: number) => {
    const alarm = new AbortController()
    timer = alarm
    context
      .sleep(Math.ceil(wait), AbortSignal.any([context.signal, alarm.signal]))
      .then(grant, () => undefined)
  }

  const report = (until: number, now: number) => {
    const isChanged = Math.abs(until - reportedUntil) > 1_000
    if (!isChanged && now - reportedAt < minute) return
    if (isChanged) context.notify({ type: 'rate_limited', until: Math.round(until) })
    reportedUntil = until
    reportedAt = now
    const seconds = Math.ceil((until - now) / 1000)
    const message = `Waiting ${seconds} s for the API's quota, until ${new Date(until).toISOString()}.`
    context.notify({ type: 'log', level: 'INFO', message })
  }

  return {
    acquire(signal) {
      const { aborted, reason } = context.signal.aborted ? context.signal : signal
      if (aborted) return Promise.reject(reason)
      return new Promise((resolve, reject) => {
        waiters.push({ signal, resolve, reject })
        if (timer === undefined) grant()
      })
    },
    reconsider: grant,
    waited: () => waitedBefore + (waitingSince === undefined ? 0 : context.now() - waitingSince),
    report: quota.report,
    finish: quota.finish,
    refuse: quota.refuse,
    get connections() {
      return quota.connections
    },
  }
}
