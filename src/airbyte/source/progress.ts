/** Progress of a stream or a check, for people. Fields that a report omits keep their last value. */
export interface Progress {
  /** Items read so far, sent or not, out of the estimate of the stream. */
  readonly done?: number
  readonly requests?: number
  readonly retries?: number
  /** Requests refused because the quota was used up. */
  readonly refusals?: number
  /** The result, in one sentence. */
  readonly summary?: string
}
