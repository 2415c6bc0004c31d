import { mostCalls } from '../state/digest.ts'
import { createSeenRows, type SeenRows } from './seen-rows.ts'
import type { TextMemory } from './text-store.ts'

/**
 * The calls that the next sync will read again: those that are not older than the lookback before the cursor.
 *
 * They are kept slice by slice, each until the cursor has left it behind by the lookback: a slice that is not complete keeps
 * the cursor where it is, and so what the next sync reads. The memory is bounded: of more calls than a digest can carry
 * the newest are kept.
 */
export interface Window {
  /** The calls of the slice that is read next. */
  open(): SeenRows
  /** The slice that is read is left before its end: its calls stay known while its parts are read. */
  leave(): void
  /** Where else than in the slice that is read a call may have been seen in this read. */
  elsewhere(): readonly SeenRows[]
  /** A call whose start cannot be read, or does not lie in its slice: any slice may list it. */
  putUnplaced: SeenRows['put']
  isUnplaced(id: string): boolean
  /** The next sync will read no call again that started before this instant. */
  moveTo(from: number): void
  /** The hashes of the calls that started at this instant or later, at most as many as a digest carries. */
  hashes(from: number): string[]
}

/** A slice is seldom left, and rarely more than once. Where pages are not counted, 90 days are halved seven times until one is left. */
const mostLeft = 8

export function createWindow(texts: TextMemory): Window {
  let slices: SeenRows[] = []
  const left = new Set<SeenRows>()
  /** Two generations, so that their memory is bounded: the older is dropped when the younger is full. */
  let unplaced = [createSeenRows(), createSeenRows()] as const

  return {
    open() {
      const calls = createSeenRows(texts.open())
      slices.push(calls)
      return calls
    },
    leave() {
      const last = slices.at(-1)
      if (last === undefined) return
      left.add(last)
      const [oldest] = left
      if (left.size > mostLeft && oldest !== undefined) left.delete(oldest)
    },
    // A range that is asked for a day further shows calls of the next slice.
    elsewhere() {
      const previous = slices.slice(0, -1).findLast((slice) => !left.has(slice))
      return [...(previous === undefined ? [] : [previous]), ...left, ...unplaced]
    },
    isUnplaced: (id) => unplaced.some((calls) => calls.has(id)),
    putUnplaced(call, responseSeq, hash) {
      if (unplaced[0].size >= mostCalls) {
        unplaced[1].clear()
        unplaced = [createSeenRows(), unplaced[0]]
      }
      unplaced[0].put(call, responseSeq, hash)
    },
    moveTo(from) {
      let newer = 0
      const kept: SeenRows[] = []
      for (const slice of slices.toReversed()) {
        // What was left is read again in parts, which the cursor may be ahead of.
        if (left.has(slice) || (slice.latest >= from && newer < mostCalls)) kept.unshift(slice)
        else slice.clear()
        newer += slice.size
      }
      slices = kept
    },
    hashes(from) {
      // A call that moved is in more than one of them: the version shown last counts.
      const calls = new Map<string, { instant: number; seen: SeenRows }>()
      for (const seen of [...slices, ...unplaced.toReversed()]) {
        for (const [id, instant] of seen.starts()) {
          if (seen.answeredAt(id) >= (calls.get(id)?.seen.answeredAt(id) ?? -1))
            calls.set(id, { instant, seen })
        }
      }
      const covered = [...calls].filter(([, { instant }]) => instant >= from)
      if (covered.length > mostCalls) {
        covered.sort(([, a], [, b]) => (a.instant === b.instant ? 0 : b.instant - a.instant))
        covered.length = mostCalls
      }
      return covered.flatMap(([id, { seen }]) => seen.hashesOf(id)).slice(0, mostCalls)
    },
  }
}
