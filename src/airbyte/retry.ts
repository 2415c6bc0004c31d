/**
 * Whether a GET that was answered with this status may succeed later. 429 is not here: it is a matter of pace, not a fault.
 */
export const isRetryableStatus = (status: number): boolean =>
  status === 408 || status === 425 || status >= 500

/**
 * How long to wait before the next attempt, in milliseconds: exponential with full jitter, below 1 s after the first
 * failure, below half a minute in the end.
 * @param failures how often it has failed so far, this failure included.
 * @param random from 0 to below 1.
 */
export const exponentialBackOff = (failures: number, random: number): number =>
  random * Math.min(30_000, 500 * 2 ** failures)

/**
 * `Retry-After` in milliseconds from now: seconds or an HTTP date (RFC 9110, 10.2.3); undefined if it is neither.
 * @param now Unix milliseconds by the server's clock, since a date is meant by it.
 */
export function parseRetryAfter(value: string | undefined, now: number): number | undefined {
  if (value === undefined) return undefined
  const text = value.trim()
  if (/^\d+(\.\d+)?$/.test(text)) return Math.min(Number(text) * 1000, longest)
  const date = /[a-z]{3}/i.test(text) ? Date.parse(text) : Number.NaN
  return Number.isNaN(date) ? undefined : Math.min(Math.max(0, date - now), longest)
}

/** A year: longer than anybody waits, and a time that a date can still name. */
const longest = 366 * 24 * 3_600_000
