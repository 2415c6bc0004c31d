import type { NetworkFailure } from '../../airbyte/http/network-error.ts'
import { isRetryableStatus, retryDelay } from '../../airbyte/http/retry.ts'

/** Why an attempt to get a page failed. */
export type Failure =
  | {
      readonly kind: 'status'
      readonly status: number
      readonly text: string
      /** The body is JSON, as the API's own errors are. */
      readonly isJson?: boolean
      readonly retryAfter?: number | undefined
    }
  | NetworkFailure
  | { readonly kind: 'not a page'; readonly text: string }

/**
 * Whether the same request may succeed later. A GET is idempotent (RFC 9110, 9.2.2), so whatever the network does to it
 * may be repeated.
 */
export function isRetryable(failure: Failure): boolean {
  return failure.kind !== 'status' || isRetryableStatus(failure.status)
}

/** The API did not finish in time: a busy account's wide ranges are known for that. */
export const isTooSlow = (failure: Failure): boolean =>
  failure.kind === 'timeout' || (failure.kind === 'status' && failure.status === 504)

/**
 * How long to wait before the next attempt, in milliseconds. The API's own page on errors wants 5 s before a 502 is tried again and
 * 30 s before a 503; both get two quick tries first, since most are over at once.
 * @param failures how often the page has failed so far, this failure included.
 * @param random from 0 to below 1.
 */
export function backOff(failure: Failure, failures: number, random: number): number {
  if (failure.kind !== 'status') return retryDelay(failures, random)
  const { status, retryAfter } = failure
  const delay = retryDelay(failures, random, retryAfter)
  if (failures <= 2 || retryAfter !== undefined) return delay
  if (status === 502) return Math.max(delay, 5_000 + random * 5_000)
  if (status === 503) return Math.max(delay, 30_000 + random * 30_000)
  return delay
}
