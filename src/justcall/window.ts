import { mostCalls } from './digest.ts'
import { createSeenCalls, type SeenCalls } from './seen-calls.ts'
import type { TextMemory } from './text-store.ts'

/**
 * The calls that the next sync will read again: those that are not older than the lookback before the cursor.
 *
 * They are kept slice by slice, each until the cursor has left it behind by the lookback: a slice that cannot be verified
 * keeps the cursor where it is, and so what the next sync reads. Its memory is bounded: of more calls than a digest can
 * carry the newest are kept.
 */
export interface Window {
  /** The calls of the slice that is read next. */
  open(): SeenCalls
  /** Calls that may be met in any slice, whatever their starts say. */
  readonly anywhere: SeenCalls
  /** The next sync will read no call again that started before this instant. */
  moveTo(from: number): void
  /** The hashes of the calls that started at this instant or later, at most as many as a digest carries. */
  hashes(from: number): string[]
}

export function createWindow(texts: TextMemory): Window {
  let slices: SeenCalls[] = []
  const anywhere = createSeenCalls()

  return {
    anywhere,
    open() {
      const calls = createSeenCalls(texts.open())
      slices.push(calls)
      return calls
    },
    moveTo(from) {
      let newer = 0
      const kept: SeenCalls[] = []
      for (const slice of slices.toReversed()) {
        if (slice.latest >= from && newer < mostCalls) kept.unshift(slice)
        else slice.clear()
        newer += slice.size
      }
      slices = kept
    },
    hashes(from) {
      // A call that moved is in more than one of them, the newest version in the last.
      const calls = new Map<string, { instant: number; seen: SeenCalls }>()
      for (const seen of [...slices, anywhere]) {
        for (const [id, instant] of seen.starts()) calls.set(id, { instant, seen })
      }
      const covered = [...calls].filter(([, { instant }]) => instant >= from)
      if (covered.length > mostCalls) {
        covered.sort(([, a], [, b]) => (a.instant === b.instant ? 0 : b.instant - a.instant))
        covered.length = mostCalls
      }
      return covered.flatMap(([id, { seen }]) => seen.hashOf(id) ?? [])
    },
  }
}
