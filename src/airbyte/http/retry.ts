/**
 * Whether a GET that was answered with this status may succeed later. 429 is not here: it is rate limiting, not a fault.
 */
export const isRetryableStatus = (status: number): boolean =>
  status === 408 || status === 425 || status >= 500

/**
 * How long to wait before the next attempt, in milliseconds: from 0.5 to 1 s after the first failure, twice as long after each
 * further one, from 15 to 30 s in the end, and never shorter than `Retry-After` asks. The lower bounds keep a server that asks
 * for next to nothing from being stormed.
 * @param failures how often it has failed so far, this failure included.
 * @param random from 0 to below 1.
 */
export const retryDelay = (failures: number, random: number, retryAfter = 0): number =>
  Math.max(retryAfter, ((1 + random) / 2) * Math.min(30_000, 500 * 2 ** failures))

/** How often a request is made before it is given up, however patient who waits for it is: within five minutes 24 times at most. */
export const mostAttempts = 30

/**
 * `Retry-After` in milliseconds from now: seconds or an HTTP date (RFC 9110, 10.2.3), or the Unix time that some servers send.
 * Undefined if it is none of these, or advises nothing: no time at all, a time that is over, or more than a month.
 * @param now Unix milliseconds by the server's clock, since a date is meant by it.
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

/**
 * A Unix time in milliseconds, of one in seconds, milli-, micro- or nanoseconds: whichever is within two days of now.
 * Undefined if none is: then it is no time.
 */
export const unixTime = (value: number, now: number): number | undefined =>
  [value * 1e3, value, value / 1e3, value / 1e6].find((time) => Math.abs(time - now) <= 2 * day)
