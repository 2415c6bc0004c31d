/** Whether to retry a GET after this status. 429 is handled separately, as rate limiting. */
export const isRetryableStatus = (status: number): boolean =>
  status === 408 || status === 425 || status >= 500

/**
 * The delay before the next attempt, in milliseconds: 0.5 to 1 s after the first failure, doubled by each further one up to
 * 15 to 30 s, and never shorter than `Retry-After`. The lower bound applies to a `Retry-After` of next to nothing, too.
 * @param failures number of failures so far, including this one.
 * @param random from 0 to below 1.
 */
export const retryDelay = (failures: number, random: number, retryAfter = 0): number =>
  Math.max(retryAfter, ((1 + random) / 2) * Math.min(30_000, 500 * 2 ** failures))

/** Limits the attempts for a request, in addition to its time limit. */
export const maxAttempts = 30

/**
 * Parses `Retry-After` into milliseconds from now: seconds, an HTTP date (RFC 9110, 10.2.3) or the Unix time that some
 * servers send. Undefined if it is malformed, zero, in the past, or more than a month away.
 * @param now the server's clock in Unix milliseconds, to which a date refers.
 */
export function parseRetryAfter(value: string | undefined, now: number): number | undefined {
  const text = value?.trim() ?? ''
  const wait = /^\d+(\.\d+)?$/.test(text) ? waitOf(Number(text), now) : dateOf(text) - now
  return wait > 0 && wait <= month ? wait : undefined
}

const waitOf = (seconds: number, now: number) =>
  seconds * 1000 <= month ? seconds * 1000 : (unixTime(seconds, now) ?? now) - now

const dateOf = (text: string) => (/[a-z]{3}/i.test(text) ? Date.parse(text) : Number.NaN)

const day = 24 * 3_600_000
const month = 31 * day

/** Converts a Unix time in any unit from seconds to nanoseconds to milliseconds; undefined if none is within two days of now. */
export const unixTime = (value: number, now: number): number | undefined =>
  [value * 1e3, value, value / 1e3, value / 1e6].find((time) => Math.abs(time - now) <= 2 * day)
