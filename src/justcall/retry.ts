import type { NetworkFailure } from '../airbyte/network-error.ts'

/** Why an attempt to get a page failed. */
export type Failure =
  | {
      readonly kind: 'status'
      readonly status: number
      readonly text: string
      readonly retryAfter?: number | undefined
    }
  | NetworkFailure
  | { readonly kind: 'not a page'; readonly text: string }

/**
 * Whether the same request may succeed later. A GET is idempotent (RFC 9110, 9.2.2), so whatever the network does to it
 * may be repeated. 429 is not here: it is a matter of pace, not a fault.
 */
export function isRetryable(failure: Failure): boolean {
  if (failure.kind !== 'status') return true
  return failure.status === 408 || failure.status === 425 || failure.status >= 500
}

/**
 * How long to wait before the next attempt, in milliseconds: exponential with full jitter, from half a second to half a
 * minute. `Retry-After` replaces it. The API's own page on errors wants 5 s before a 502 is tried again and 30 s before a
 * 503; both get two quick tries first, since most are over at once.
 * @param failures how often the page has failed so far, this failure included.
 * @param random from 0 to below 1.
 */
export function backOff(failure: Failure, failures: number, random: number): number {
  if (failure.kind === 'status' && failure.retryAfter !== undefined) return failure.retryAfter
  const jittered = random * Math.min(30_000, 500 * 2 ** failures)
  if (failures <= 2 || failure.kind !== 'status') return jittered
  if (failure.status === 502) return Math.max(jittered, 5_000 + random * 5_000)
  if (failure.status === 503) return Math.max(jittered, 30_000 + random * 30_000)
  return jittered
}

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
