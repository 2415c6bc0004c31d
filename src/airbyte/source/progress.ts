/** How far a stream or a check is, in numbers for people. What a report does not name stays as it was reported before. */
export interface Progress {
  /** Items that were read, whether or not they had to be sent: of about as many as the stream estimates. */
  readonly done?: number
  readonly requests?: number
  readonly retries?: number
  /** How many requests were refused for quota. */
  readonly refusals?: number
  /** How it ended, in one sentence. */
  readonly summary?: string
}
