import { parseJsonExactly } from '../../airbyte/json/exact-json.ts'
import { contentHash } from './content-hash.ts'
import type { TextStore } from './text-store.ts'

/**
 * Calls by identity, in the newest version that was seen. Nearly all of them are never met again and soon forgotten, so
 * they are held as text while there is room, and hashed only if that is asked for.
 */
export interface SeenRows {
  readonly size: number
  /** The latest start among them, in Unix milliseconds. */
  readonly latest: number
  has(id: string): boolean
  /** The place of the answer that showed it last; -1 if it was not seen. */
  answeredAt(id: string): number
  /** When it started, in Unix milliseconds; Infinity if that cannot be read, undefined if it was not seen. */
  startOf(id: string): number | undefined
  /** The hash of its content; undefined if it was not seen. */
  hashOf(id: string): string | undefined
  /** @param hash the hash of its content, if it is known already. */
  put(call: SeenRow, responseSeq: number, hash: string | undefined): void
  /** All its versions for the digest: an API may list one call in several rows. Without them, its hash is the only one. */
  keep(id: string, hashes: readonly string[]): void
  hashesOf(id: string): readonly string[]
  /** A later answer has shown the same version. */
  confirm(id: string, responseSeq: number): void
  /** Each call's start, in Unix milliseconds. */
  starts(): Iterable<readonly [id: string, instant: number]>
  /** Forgets all of them. */
  clear(): void
}

export interface SeenRow {
  readonly id: string
  /** When it started, in Unix milliseconds; undefined if it is unknown, which counts as the latest. */
  readonly instant: number | undefined
  /** Its data. */
  readonly json: string
}

/** @param texts holds calls that are not hashed yet. */
export function createSeenRows(texts?: TextStore): SeenRows {
  // Lists side by side, since an object a call would grow old in the heap.
  const places = new Map<string, number>()
  let instants: number[] = []
  let answers: number[] = []
  /** The place of its text, or its hash. */
  let contents: (number | string)[] = []
  const versions = new Map<string, readonly string[]>()
  let latest = Number.NEGATIVE_INFINITY
  const hashOf = (id: string) => {
    const content = contents[places.get(id) ?? -1]
    return typeof content === 'number' ? hashOfText(id, texts?.get(content) ?? '') : content
  }

  return {
    get size() {
      return places.size
    },
    get latest() {
      return latest
    },
    has: (id) => places.has(id),
    answeredAt: (id) => answers[places.get(id) ?? -1] ?? -1,
    startOf: (id) => instants[places.get(id) ?? -1],
    hashOf,
    keep(id, hashes) {
      versions.set(id, hashes)
    },
    hashesOf: (id) => versions.get(id) ?? [hashOf(id)].filter((hash) => hash !== undefined),
    put({ id, instant = Number.POSITIVE_INFINITY, json }, responseSeq, hash) {
      if (instant > latest) latest = instant
      places.set(id, instants.length)
      instants.push(instant)
      answers.push(responseSeq)
      contents.push(hash ?? texts?.put(json) ?? hashOfText(id, json))
    },
    confirm(id, responseSeq) {
      const place = places.get(id)
      if (place !== undefined) answers[place] = Math.max(answers[place] ?? 0, responseSeq)
    },
    *starts() {
      for (const [id, place] of places) yield [id, instants[place] ?? Number.POSITIVE_INFINITY]
    },
    clear() {
      places.clear()
      versions.clear()
      instants = []
      answers = []
      contents = []
      texts?.close()
      latest = Number.NEGATIVE_INFINITY
    },
  }
}

/** @param json a call's data. */
export const hashOfText = (id: string, json: string): string =>
  contentHash(id, parseJsonExactly(json) as Record<string, unknown>)
