/**
 * How far a sync has come: the start of the latest call that is written and behind which nothing is missing.
 *
 * Invariant: it never goes backwards, never beyond the read's own start, and once a slice could not be verified it stays
 * where it is, whatever comes later.
 */
export interface Cursor {
  /** Unix milliseconds; undefined while no call was ever written. */
  readonly at: number | undefined
  /** Since when syncs have left it where it is for want of verification, in Unix milliseconds; undefined if nothing does. */
  readonly heldSince: number | undefined
  /** A slice ended, all before it having ended too. @param latest the latest start in it; undefined if it is empty. */
  pass(latest: number | undefined): void
  /** A slice ended without being verified. */
  hold(): void
}

/**
 * @param from where the sync before came to.
 * @param now the read's own start.
 * @param heldSince since when it was held there.
 */
export function createCursor(from: number | undefined, now: number, heldSince?: number): Cursor {
  const beginning = from === undefined ? undefined : Math.min(from, now)
  let at = beginning
  let held = false
  return {
    get at() {
      return at
    },
    get heldSince() {
      // Amid a read that was not held yet, it may still come to where the syncs before were.
      if (at === beginning && heldSince !== undefined) return Math.min(heldSince, now)
      return held ? now : undefined
    },
    pass(latest) {
      if (held || latest === undefined || latest > now) return
      if (at === undefined || latest > at) at = latest
    },
    hold() {
      held = true
    },
  }
}
