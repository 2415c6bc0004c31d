import { contentHash } from './content-hash.ts'
import { parseJsonExactly } from './exact-json.ts'
import type { TextStore } from './text-store.ts'

/** Calls by identity, in the version that was seen last. Only a call that is met again is hashed. */
export interface SeenCalls {
  readonly size: number
  /** The latest start among them, in Unix milliseconds. */
  readonly latest: number
  has(id: string): boolean
  /** The hash of a call's content; undefined if it was not seen. */
  hashOf(id: string): string | undefined
  put(id: string, call: SeenCall): void
  /** Each call's start in Unix milliseconds. */
  starts(): Iterable<readonly [id: string, instant: number]>
  /** Forgets all of them. */
  clear(): void
}

export interface SeenCall {
  /** When it started, in Unix milliseconds; undefined if that cannot be told, which counts as the latest. */
  readonly instant: number | undefined
  /** The hash of its content, or its JSON if it was not hashed yet. */
  readonly content: { readonly hash: string } | { readonly json: string }
}

/** @param texts holds calls that are not hashed yet, while there is room. */
export function createSeenCalls(texts?: TextStore): SeenCalls {
  /** A place among the texts, or a hash. */
  const calls = new Map<string, { readonly instant: number; readonly content: number | string }>()
  let latest = Number.NEGATIVE_INFINITY

  return {
    get size() {
      return calls.size
    },
    get latest() {
      return latest
    },
    has: (id) => calls.has(id),
    hashOf(id) {
      const content = calls.get(id)?.content
      if (typeof content !== 'number') return content
      return texts === undefined ? undefined : hashOfText(id, texts.get(content))
    },
    put(id, { instant = Number.POSITIVE_INFINITY, content }) {
      if (instant > latest) latest = instant
      const held =
        'hash' in content ? content.hash : (texts?.put(content.json) ?? hashOfText(id, content.json))
      calls.set(id, { instant, content: held })
    },
    *starts() {
      for (const [id, { instant }] of calls) yield [id, instant]
    },
    clear() {
      calls.clear()
      texts?.close()
      latest = Number.NEGATIVE_INFINITY
    },
  }
}

/** @param json a call's data. */
export const hashOfText = (id: string, json: string) =>
  contentHash(id, parseJsonExactly(json) as Record<string, unknown>)
