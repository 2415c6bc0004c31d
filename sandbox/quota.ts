import { type Refusal, refusal } from './refusal.ts'

export interface QuotaOptions {
  /** `rolling`: the last `windowMs` count. `fixed`: windows begin at multiples of `windowMs`. Default `rolling`. */
  readonly kind?: 'rolling' | 'fixed'
  readonly requestsPerWindow: number
  /** Default 60,000: the published limits are a minute's. */
  readonly windowMs?: number
  /** A second limit, of an hour. */
  readonly hourly?: number
  /** Requests in progress at once. */
  readonly concurrent?: number
  /**
   * `ratelimit`: X-RateLimit-Limit, -Remaining and -Reset, of the window. `rate-limit`: X-Rate-Limit-* of the hour and
   * X-Rate-Limit-Burst-* of the window. Resets are Unix seconds. Default `ratelimit`.
   */
  readonly headers?: 'ratelimit' | 'rate-limit' | 'none'
  /** Default `seconds`. */
  readonly retryAfter?: 'seconds' | 'date' | 'none'
  /** How far the server's clock is ahead, which shows in resets and dates. Default 0. */
  readonly clockSkewMs?: number
}

export interface Quota {
  /** Asks for one request at `now` (ms). A refused one costs nothing, and must not be followed by `leave`. */
  enter(now: number): Verdict
  /** An admitted request has ended. */
  leave(): void
}

interface Verdict {
  readonly headers: Readonly<Record<string, string>>
  /** Absent when the request is admitted. */
  readonly refusal?: Refusal
}

export const createQuota = (options: QuotaOptions): Quota => {
  const { kind = 'rolling', windowMs = 60_000, concurrent = Number.POSITIVE_INFINITY } = options
  const burst = createWindow(kind, options.requestsPerWindow, windowMs)
  const hour = createWindow(kind, options.hourly ?? Number.POSITIVE_INFINITY, HOUR_MS)
  let open = 0

  return {
    enter(now) {
      const freeAt = Math.max(burst.freeAt(now), hour.freeAt(now))
      if (freeAt > now) {
        const seconds = Math.max(1, Math.ceil((freeAt - now) / 1000))
        const message = `Rate limit exceeded. Retry after ${seconds} seconds.`
        return refuse(options, now, seconds, message, 'RATE_LIMIT_EXCEEDED', burst, hour)
      }
      if (open >= concurrent) {
        const message = `Too many concurrent connections. Your plan allows ${concurrent}.`
        return refuse(options, now, 1, message, 'CONCURRENT_LIMIT_EXCEEDED', burst, hour)
      }
      open += 1
      burst.count(now)
      hour.count(now)
      return { headers: quotaHeaders(options, now, burst, hour) }
    },
    leave() {
      open -= 1
    },
  }
}

interface Window {
  readonly limit: number
  count(now: number): void
  remaining(now: number): number
  /** When the next request is admitted: `now` unless the window is full. */
  freeAt(now: number): number
  /** When the count next falls. */
  resetAt(now: number): number
}

const HOUR_MS = 3_600_000

const createWindow = (kind: 'rolling' | 'fixed', limit: number, ms: number): Window =>
  kind === 'rolling' ? createRollingWindow(limit, ms) : createFixedWindow(limit, ms)

const createFixedWindow = (limit: number, ms: number): Window => {
  let start = Number.NEGATIVE_INFINITY
  let used = 0
  const roll = (now: number): void => {
    const begun = Math.floor(now / ms) * ms
    if (begun === start) return
    start = begun
    used = 0
  }
  const remaining = (now: number): number => {
    roll(now)
    return Math.max(0, limit - used)
  }
  return {
    limit,
    remaining,
    count(now) {
      roll(now)
      used += 1
    },
    freeAt: (now) => (remaining(now) > 0 ? now : start + ms),
    resetAt(now) {
      roll(now)
      return start + ms
    },
  }
}

const createRollingWindow = (limit: number, ms: number): Window => {
  let times: number[] = []
  let first = 0
  const remaining = (now: number): number => {
    while (first < times.length && (times[first] ?? 0) + ms <= now) first += 1
    if (first > 1000) {
      times = times.slice(first)
      first = 0
    }
    return Math.max(0, limit - (times.length - first))
  }
  return {
    limit,
    remaining,
    count(now) {
      if (limit < Number.POSITIVE_INFINITY) times.push(now)
    },
    freeAt: (now) => (remaining(now) > 0 ? now : (times[times.length - limit] ?? now) + ms),
    resetAt(now) {
      remaining(now)
      return (times[first] ?? now) + ms
    },
  }
}

const quotaHeaders = (
  options: QuotaOptions,
  now: number,
  burst: Window,
  hour: Window,
): Record<string, string> => {
  const { headers = 'ratelimit', clockSkewMs = 0 } = options
  const family = (prefix: string, window: Window): Record<string, string> =>
    window.limit === Number.POSITIVE_INFINITY
      ? {}
      : {
          [`${prefix}-limit`]: String(window.limit),
          [`${prefix}-remaining`]: String(window.remaining(now)),
          [`${prefix}-reset`]: String(Math.ceil((window.resetAt(now) + clockSkewMs) / 1000)),
        }
  if (headers === 'none') return {}
  if (headers === 'ratelimit') return family('x-ratelimit', burst)
  return { ...family('x-rate-limit', hour), ...family('x-rate-limit-burst', burst) }
}

const refuse = (
  options: QuotaOptions,
  now: number,
  seconds: number,
  message: string,
  code: string,
  ...windows: readonly [Window, Window]
): Verdict => {
  const { retryAfter = 'seconds', clockSkewMs = 0 } = options
  const date = new Date(now + clockSkewMs + seconds * 1000).toUTCString()
  const value = { seconds: String(seconds), date, none: undefined }[retryAfter]
  return {
    headers: {
      ...quotaHeaders(options, now, ...windows),
      ...(value === undefined ? {} : { 'retry-after': value }),
    },
    refusal: refusal(429, message, code),
  }
}
