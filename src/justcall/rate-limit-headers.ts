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

/** How far the server's clock is ahead of ours by its `Date` header, in milliseconds; 0 where they agree to the second. */
export function clockSkew(headers: Headers, now: number): number {
  const date = Date.parse(first(headers['date']) ?? '')
  const skew = date - now
  return Number.isNaN(skew) || Math.abs(skew) < 2_000 ? 0 : skew
}

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
