/** What an answer told of one window of the quota. */
export interface WindowReport {
  readonly name: 'minute' | 'hour'
  readonly limit: number
  readonly remaining: number
  /** When it is renewed, in Unix milliseconds by our clock. */
  readonly resetAt: number | undefined
}

export type Headers = Readonly<Record<string, string | string[] | undefined>>

/**
 * The quota's windows as an answer's headers tell them: `X-RateLimit-*` for the minute, or `X-Rate-Limit-Burst-*` for the
 * minute and `X-Rate-Limit-*` for the hour.
 * @param skew how far the server's clock is ahead of ours, in milliseconds.
 */
export function rateLimitWindows(headers: Headers, now: number, skew: number): WindowReport[] {
  return families.flatMap(({ name, prefix }) => {
    const remaining = number(headers, `${prefix}-remaining`)
    if (remaining === undefined) return []
    const limit = number(headers, `${prefix}-limit`) ?? remaining
    return [{ name, limit, remaining, resetAt: resetTime(number(headers, `${prefix}-reset`), now, skew) }]
  })
}

/** By how much an answer's `Date` header is ahead of our clock, in milliseconds: cut to the second, and so up to 1 s too little. */
export function dateAhead(headers: Headers, now: number): number {
  const ahead = Date.parse(first(headers['date']) ?? '') - now
  return Number.isNaN(ahead) ? Number.NEGATIVE_INFINITY : ahead
}

/** The skew to reckon with, out of the largest difference seen: none where the clocks agree to the second, or it is not known. */
export const clockSkew = (ahead: number): number =>
  Number.isFinite(ahead) && Math.abs(ahead) >= 2_000 ? ahead : 0

export const header = (headers: Headers, name: string): string | undefined => first(headers[name])

const families = [
  { name: 'minute', prefix: 'x-ratelimit' },
  { name: 'minute', prefix: 'x-rate-limit-burst' },
  { name: 'hour', prefix: 'x-rate-limit' },
] as const

const first = (value: string | string[] | undefined) => (Array.isArray(value) ? value[0] : value)

function number(headers: Headers, name: string): number | undefined {
  const text = first(headers[name])
  if (text === undefined || !/^\s*\d+(\.\d+)?\s*$/.test(text)) return undefined
  return Number(text)
}

/** The contract says Unix seconds; milliseconds, and seconds from now, are told by their size. */
function resetTime(reset: number | undefined, now: number, skew: number): number | undefined {
  if (reset === undefined) return undefined
  if (reset > 1e11) return reset - skew
  return reset > 1e8 ? reset * 1000 - skew : now + reset * 1000
}
