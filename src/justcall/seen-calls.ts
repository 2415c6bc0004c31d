import { contentHash } from './content-hash.ts'
import { parseJsonExactly } from './exact-json.ts'
import { parseInstant } from './instants.ts'
import type { TextStore } from './text-store.ts'

/**
 * Calls by identity, in the version that was seen last. Nearly all of them are never met again and soon forgotten, so they
 * are held as text, and looked into only if they are asked for.
 */
export interface SeenCalls {
  readonly size: number
  /** The latest start among them, in Unix milliseconds. */
  readonly latest: number
  has(id: string): boolean
  /** The hash of a call's content; undefined if it was not seen. */
  hashOf(id: string): string | undefined
  /**
   * @param instant when it started, in Unix milliseconds; undefined if that cannot be told, which counts as the latest.
   * @param hash the hash of its content, if it is known already.
   */
  put(id: string, instant: number | undefined, json: string, hash: string | undefined): void
  /** Each call's start in Unix milliseconds. */
  starts(): Iterable<readonly [id: string, instant: number]>
  /** Forgets all of them. */
  clear(): void
}

/** @param texts holds calls that are not hashed yet, while there is room. */
export function createSeenCalls(texts?: TextStore): SeenCalls {
  /** The place of its text, or its hash. */
  const calls = new Map<string, number | string>()
  /** The starts of those that are held as a hash. */
  const instants = new Map<string, number>()
  let latest = Number.NEGATIVE_INFINITY
  const textAt = (place: number) => texts?.get(place) ?? ''

  return {
    get size() {
      return calls.size
    },
    get latest() {
      return latest
    },
    has: (id) => calls.has(id),
    hashOf(id) {
      const held = calls.get(id)
      return typeof held === 'number' ? hashOfText(id, textAt(held)) : held
    },
    put(id, instant = Number.POSITIVE_INFINITY, json, hash) {
      if (instant > latest) latest = instant
      const held = hash ?? texts?.put(json) ?? hashOfText(id, json)
      calls.set(id, held)
      if (typeof held === 'string') instants.set(id, instant)
    },
    *starts() {
      for (const [id, held] of calls) {
        const instant =
          typeof held === 'number' ? parseInstant(callOf(textAt(held))['started_at']) : instants.get(id)
        yield [id, instant ?? Number.POSITIVE_INFINITY]
      }
    },
    clear() {
      calls.clear()
      instants.clear()
      texts?.close()
      latest = Number.NEGATIVE_INFINITY
    },
  }
}

/** @param json a call's data. */
export const hashOfText = (id: string, json: string) => contentHash(id, callOf(json))

const callOf = (json: string) => parseJsonExactly(json) as Record<string, unknown>
