/**
 * How far a sync has come: the start of the latest call that is written and behind which nothing is missing.
 *
 * Invariant: it never goes backwards, never beyond the read's own start, and once a slice is not settled it stays
 * where it is, whatever comes later.
 */
export interface Cursor {
  /** Unix milliseconds; undefined while no call was ever written. */
  readonly at: number | undefined
  /** All calls up to this one are settled; undefined if there is none. */
  pass(latest: number | undefined): void
  /** A slice ended in which calls may be missing. */
  hold(): void
}

/**
 * @param from where the sync before came to.
 * @param now the read's own start.
 */
export function createCursor(from: number | undefined, now: number): Cursor {
  let at = from === undefined ? undefined : Math.min(from, now)
  let held = false
  return {
    get at() {
      return at
    },
    pass(latest) {
      if (held || latest === undefined || latest > now) return
      at = Math.max(at ?? latest, latest)
    },
    hold() {
      held = true
    },
  }
}
