import { mostCalls } from './digest.ts'

/**
 * The calls that the next sync will read again, by hash: those not older than the lookback before the latest call.
 * Its memory is bounded: beyond what a digest can carry the newest calls are kept.
 */
export interface Window {
  /** @param instant when the call started; undefined if that cannot be told, which counts as the newest. */
  put(id: string, hash: string, instant: number | undefined): void
  /** Whether a call of this instant will be read again, by all that is known of later calls. */
  covers(instant: number | undefined): boolean
  /** A call that is not after the read's start is known, here or on a page further on. */
  extend(latest: number): void
  /** The cursor stays behind: whatever is seen from this instant on will be read again. */
  keepFrom(instant: number): void
  /** The hashes of the calls from this instant on, at most as many as a digest carries. */
  hashes(from: number): string[]
}

export function createWindow(lookback: number): Window {
  let entries = new Map<string, { hash: string; instant: number }>()
  let latest = Number.NEGATIVE_INFINITY
  let floor = Number.POSITIVE_INFINITY

  const begin = () => Math.min(latest - lookback, floor)
  const prune = (from: number) => {
    const kept = [...entries].filter(([, { instant }]) => instant >= from)
    if (kept.length > mostCalls) {
      kept.sort(([, a], [, b]) => b.instant - a.instant)
      kept.length = mostCalls
    }
    entries = new Map(kept)
  }

  return {
    put(id, hash, instant = Number.POSITIVE_INFINITY) {
      entries.set(id, { hash, instant })
      if (entries.size > 2 * mostCalls) prune(begin())
    },
    covers: (instant) => instant === undefined || instant >= begin(),
    extend(instant) {
      if (instant > latest) latest = instant
    },
    keepFrom(instant) {
      floor = Math.min(floor, instant)
    },
    hashes(from) {
      prune(from)
      return [...entries.values()].map(({ hash }) => hash)
    },
  }
}
