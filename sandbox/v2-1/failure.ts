import type { Refusal } from '../refusal.ts'
import type { Api } from './behaviour.ts'

/** An answer of v2.1 without a list: errors are `status: "failed"` and a message. */
export interface Failure {
  readonly status: number
  readonly body: Readonly<Record<string, unknown>>
}

export const failure = (status: number, message: string): Failure => ({
  status,
  body: { status: 'failed', message },
})

/** What a missing or wrong key answers. */
export const V21_UNAUTHORIZED = failure(401, 'Unauthorized')

/** An error in the words of the version that the API speaks. */
export const wordedFor = (api: Api | undefined, refusal: Refusal): Failure =>
  api === 'v2.1' ? failure(refusal.status, refusal.body.message) : refusal
