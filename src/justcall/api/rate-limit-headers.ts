import { unixTime } from '../../airbyte/http/retry.ts'

/** What an answer reported of one window of the quota. */
export interface WindowReport {
  readonly name: 'minute' | 'hour'
  readonly limit: number
  readonly remaining: number
  /** When it is renewed, in Unix milliseconds by our clock. */
  readonly resetAt: number | undefined
}

export type Headers = Readonly<Record<string, string | string[] | undefined>>

/**
 * The quota's windows as an answer's headers say them: `X-RateLimit-*` for the minute, or `X-Rate-Limit-Burst-*` for the
 * minute and `X-Rate-Limit-*` for the hour. What cannot be true is left out: nothing is answered within a limit of 0, and what
 * remains is no less than 0 and no more than the limit.
 * @param skew how far the server's clock is ahead of ours, in milliseconds.
 */
export function rateLimitWindows(headers: Headers, now: number, skew: number): WindowReport[] {
  return families.flatMap(({ name, prefix }) => {
    const remaining = number(headers, `${prefix}-remaining`)
    const limit = number(headers, `${prefix}-limit`)
    if (remaining === undefined || remaining < 0 || (limit !== undefined && limit <= 0)) return []
    const resetAt = resetTime(number(headers, `${prefix}-reset`), now, skew)
    return [{ name, limit: limit ?? remaining, remaining: Math.min(remaining, limit ?? remaining), resetAt }]
  })
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
  if (text === undefined || !/^\s*-?\d+(\.\d+)?\s*$/.test(text)) return undefined
  const value = Number(text)
  return Number.isFinite(value) ? value : undefined
}

/** The contract says Unix seconds; other units, and seconds from now, show by their size. What is no time near now is none. */
function resetTime(reset: number | undefined, now: number, skew: number): number | undefined {
  if (reset === undefined || reset < 0) return undefined
  if (reset <= mostSeconds) return now + reset * 1000
  const time = unixTime(reset, now + skew)
  return time === undefined ? undefined : time - skew
}

const mostSeconds = 2 * 24 * 3_600
