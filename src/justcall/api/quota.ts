import type { WindowReport } from './rate-limit-headers.ts'

/**
 * The windows of the API's quota, and when they let the next request start. It has no clock and never waits itself.
 *
 * What is left of a window is the least that an answer reported, less the requests under way: those may not have been
 * counted yet, and the server need not count them in the order in which they started. All times are Unix milliseconds.
 */
export interface Quota {
  /** How long the next request has to wait; Infinity until another answer has come. */
  wait(now: number): number
  /** A request starts. @returns its permit: its number among all requests. */
  start(now: number): number
  /** What an answer reported. */
  report(windows: readonly WindowReport[], now: number): void
  /** The request is over, and was not refused. */
  finish(permit: number, now: number): void
  /** The request was refused with 429. */
  refuse(permit: number, refusal: Refusal, now: number): void
  /** Whether the quota is used up, rather than spread out because it runs low. */
  isSpent(now: number): boolean
  /** How many requests may be under way at once: fewer after a refusal for too many connections. */
  readonly connections: number
}

export interface Refusal {
  /** `Retry-After`, in milliseconds. */
  readonly retryAfter: number | undefined
  /** It says that too many connections are open, not that too many requests were made. */
  readonly connections: boolean
}

interface Window {
  readonly limit: number
  readonly remaining: number
  readonly resetAt: number | undefined
}

export interface QuotaOptions {
  readonly workers: number
  readonly requestsPerMinute: number | undefined
  readonly random: () => number
}

const minute = 60_000
/** What is left of an hour is not spread so thin that a read seems to hang. */
const longestSpread = 15_000

export function createQuota({ workers, requestsPerMinute, random }: QuotaOptions): Quota {
  const windows = new Map<WindowReport['name'], Window>()
  /** When requests were over, in the last minute: they reached the server at some moment before. */
  const recentEnds: number[] = []
  let permits = 0
  let inFlight = 0
  let lastStart = Number.NEGATIVE_INFINITY
  let pausedUntil = Number.NEGATIVE_INFINITY
  /** The first permit since the newest pause. */
  let pausedAt = 0
  let refusals = 0
  let connections = workers
  /** After a pause few requests start at once, and twice as many with each that is answered. */
  let mostInFlight = workers

  const end = (now: number) => {
    inFlight -= 1
    if (requestsPerMinute !== undefined) recentEnds.push(now)
  }

  const ownCap = (now: number) => {
    if (requestsPerMinute === undefined) return 0
    while (recentEnds[0] !== undefined && recentEnds[0] <= now - minute) recentEnds.shift()
    if (inFlight + recentEnds.length < requestsPerMinute) return 0
    const oldest = recentEnds[inFlight + recentEnds.length - requestsPerMinute]
    return oldest === undefined ? Number.POSITIVE_INFINITY : oldest + minute - now
  }

  const leftOf = ({ remaining, limit }: Window) => remaining - reserveOf(limit)

  const windowWait = (name: WindowReport['name'], window: Window, now: number) => {
    if (window.resetAt !== undefined && now >= window.resetAt) {
      // Renewed, but only an answer shows by how much: one request goes first.
      windows.set(name, { ...window, remaining: window.limit, resetAt: undefined })
      mostInFlight = 1
      return 0
    }
    const usable = leftOf(window) - inFlight
    if (usable <= 0 && inFlight > 0 && (leftOf(window) > 0 || window.resetAt === undefined)) {
      return Number.POSITIVE_INFINITY
    }
    if (window.resetAt === undefined) return 0
    if (usable <= 0) return window.resetAt - now
    if (usable > Math.floor(window.limit / 30)) return 0
    const spacing = Math.min(longestSpread, (window.resetAt - lastStart) / (usable + 1))
    return Math.max(0, lastStart + spacing - now)
  }

  return {
    wait(now) {
      if (now < pausedUntil) return pausedUntil - now
      let longest = ownCap(now)
      for (const [name, window] of windows) longest = Math.max(longest, windowWait(name, window, now))
      if (longest > 0) return longest
      return inFlight >= mostInFlight ? Number.POSITIVE_INFINITY : 0
    },
    start(now) {
      permits += 1
      inFlight += 1
      lastStart = now
      return permits
    },
    report(reports, now) {
      for (const report of tightest(reports)) {
        const known = windows.get(report.name)
        const ahead = (report.resetAt ?? now) - (known?.resetAt ?? now)
        // Where no answer says when it is renewed, the newest replaces the one before.
        const isUndated = known?.resetAt === undefined && report.resetAt === undefined
        if (known === undefined || isUndated || ahead > (known.resetAt === undefined ? 0 : 1_000)) {
          windows.set(report.name, report)
        } else if (known.resetAt !== undefined) {
          const remaining = Math.min(known.remaining, report.remaining)
          if (ahead >= -1_000) windows.set(report.name, { ...known, remaining })
          // An earlier reset that is yet to come is of no earlier window: what is known was by a wrong clock.
          else if ((report.resetAt ?? now) > now + 1_000) windows.set(report.name, { ...report, remaining })
        }
      }
    },
    finish(permit, now) {
      end(now)
      if (permit < pausedAt) return
      mostInFlight = windows.size > 0 ? workers : Math.min(workers, mostInFlight * 2)
      refusals = 0
    },
    refuse(permit, { retryAfter, connections: tooMany }, now) {
      end(now)
      if (tooMany) connections = Math.max(1, connections - 1)
      const again = permit >= pausedAt
      if (again) refusals += 1
      const delay =
        retryAfter ?? (tooMany ? 1_000 : (untilReset(windows.values(), now) ?? backOff(refusals, random())))
      pausedUntil = Math.max(pausedUntil, now + Math.max(delay, leastWait(refusals)))
      if (!again) return
      pausedAt = permits + 1
      mostInFlight = 1
    },
    isSpent: (now) =>
      now < pausedUntil ||
      [...windows.values()].some((window) => (window.resetAt ?? now) > now && leftOf(window) <= 0),
    get connections() {
      return connections
    },
  }
}

/** What is left to the account's other users. */
const reserveOf = (limit: number) => Math.floor(limit / 50)

/** Both families of headers may report the same window. */
function tightest(reports: readonly WindowReport[]): WindowReport[] {
  const byName = new Map<string, WindowReport>()
  for (const report of reports) {
    const other = byName.get(report.name)
    if (other === undefined || report.remaining < other.remaining) byName.set(report.name, report)
  }
  return [...byName.values()]
}

function untilReset(windows: Iterable<Window>, now: number): number | undefined {
  const resets = [...windows]
    .filter(({ remaining }) => remaining <= 0)
    .map(({ resetAt }) => (resetAt ?? now) - now)
  const longest = Math.max(0, ...resets)
  return longest > 0 ? longest : undefined
}

/** A server that keeps asking for almost no delay is not believed. */
const leastWait = (refusals: number) => Math.min(minute, 250 * 2 ** (refusals - 1))

/** Nothing says how long: from 5 s to a minute, up to half as long again so that many connectors do not come at once. */
const backOff = (refusals: number, random: number) =>
  Math.min(minute, 5_000 * 2 ** (refusals - 1)) * (1 + random / 2)
