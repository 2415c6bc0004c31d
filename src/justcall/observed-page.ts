/** What verification remembers of an answer. */
export interface ObservedPage {
  readonly number: number
  /** The rows' identities. */
  readonly ids: readonly string[]
  /** When each of the calls was over, where the slice is still open; in Unix milliseconds. */
  readonly moments: readonly (number | undefined)[]
  /** The slice's total as this answer told it. */
  readonly total: number | undefined
  /** That, or a number in its place that its pages deny. */
  readonly claimed: number | undefined
  readonly totalPages: number
  /** How many answers there were when it was asked for, and its own place among them. */
  readonly askedAfter: number
  readonly answered: number
  /** When it was asked for, and when it was answered, by the server's clock; in Unix milliseconds. */
  readonly askedAt: number
  readonly answeredAt: number
}
