import { isJsonObject } from '../src/airbyte/json/is-json-object.ts'
import { parseInstant } from '../src/justcall/time/instants.ts'
import type { Form } from './form.ts'

/** What came out of the syncs so far, and the promises that can be checked as it comes. */
export interface Ledger {
  /**
   * Takes over what a platform has of one read, in its order.
   * @throws Error if a call came twice or came again unchanged, or if a state is ahead of the calls or behind an earlier state.
   */
  take(items: readonly Item[], read: Read): { readonly added: number; readonly changed: number }
  /** @throws Error if a call that is wanted, and was listed all the while, did not come in a version that it had meanwhile. */
  holdAgainst(listed: Listed, isWanted?: (call: Call) => boolean): void
  has(call: Call): boolean
  /** A full refresh begins: its states begin again as well. */
  beginAnew(): void
  /** Where the last state stands, in Unix milliseconds. */
  readonly cursor: number
}

export type Item = { readonly record: Call } | { readonly state: Call }

type Call = Readonly<Record<string, unknown>>

/** The calls as the API listed them around a read. */
export interface Listed {
  readonly before: readonly Call[]
  /** As edits made them meanwhile, older ones first. */
  readonly edited: readonly Call[]
  readonly after: readonly Call[]
}

export interface Read {
  /** No state may be past it, in Unix milliseconds. */
  readonly startedAt: number
  /** Whether a call may not come again as it came last. */
  isKnown(id: string): boolean
  /** What was listed meanwhile: a call that changed during a read may come more than once. */
  readonly listed?: Listed
}

/** @param content tells the versions of a call apart: what it leaves out is no change. */
export function createLedger(form: Form, content: (call: Call) => string): Ledger {
  /** Each call as it came last. */
  const latest = new Map<string, string>()
  let latestStart = Number.NEGATIVE_INFINITY
  let cursor = Number.NEGATIVE_INFINITY

  const takeState = (state: Call, startedAt: number) => {
    const next = parseInstant(state[form.cursorField])
    if (next === undefined) return
    if (next < cursor) throw new Error('5: the cursor went backwards')
    if (next > latestStart) throw new Error('5: the cursor is ahead of what was written')
    if (next > startedAt) throw new Error("5: the cursor is past the sync's start")
    cursor = next
  }

  return {
    take(items, { startedAt, isKnown, listed = { before: [], edited: [], after: [] } }) {
      const views = [...listed.before, ...listed.edited, ...listed.after]
      const isNewer = (id: string, version: string) => {
        const versions = views.filter((view) => form.id(view) === id).map(content)
        const sent = versions.indexOf(latest.get(id) ?? '')
        return sent >= 0 && sent < versions.indexOf(version)
      }
      const inThisRead = new Map<string, Set<string>>()
      let [added, changed] = [0, 0]
      for (const item of items) {
        if ('state' in item) {
          takeState(item.state, startedAt)
          continue
        }
        const { record } = item
        const id = form.id(record)
        const version = content(record)
        const versions = inThisRead.get(id) ?? new Set()
        // Of two answers that were under way at once nothing shows which is the older, and the older one may come last: then
        // the newer version has to come once more.
        if (versions.has(version) && !isNewer(id, version))
          throw new Error(`2: ${id} came twice within one read`)
        inThisRead.set(id, versions.add(version))
        if (latest.get(id) === version && isKnown(id)) throw new Error(`2: ${id} came again unchanged`)
        if (latest.has(id)) changed += 1
        else added += 1
        latest.set(id, version)
        latestStart = Math.max(latestStart, form.start(record) ?? latestStart)
      }
      return { added, changed }
    },
    holdAgainst({ before, edited, after }, isWanted = () => true) {
      const stayed = new Set(after.map(form.id))
      const versions = Map.groupBy([...before, ...edited, ...after], form.id)
      for (const call of before) {
        const id = form.id(call)
        if (!stayed.has(id) || !isWanted(call)) continue
        const have = latest.get(id)
        if (have === undefined) throw new Error(`1: ${id} of ${String(form.start(call))} is lost`)
        const shown = versions.get(id) ?? []
        if (!shown.some((version) => content(version) === have))
          throw new Error(
            `3 or 4: ${id} is not as the API gave it: ${have} instead of ${JSON.stringify(shown.at(-1))}`,
          )
      }
    },
    has: (call) => latest.has(form.id(call)),
    beginAnew() {
      cursor = Number.NEGATIVE_INFINITY
    },
    get cursor() {
      return cursor
    },
  }
}

/** A call without what counts as no change: the order of its fields and a link's query. */
export function comparable(call: Call): string {
  const entries = Object.entries(call).map(([name, value]) => [
    name,
    typeof value === 'string' && value.startsWith('https://')
      ? value.replace(/\?.*/, '')
      : isJsonObject(value)
        ? comparable(value)
        : value,
  ])
  return JSON.stringify(entries.sort(([a], [b]) => (String(a) < String(b) ? -1 : 1)))
}

/** What a platform has of an output that stopped anywhere: the records and states of its whole lines. */
export function receivedOf(text: string): Item[] {
  const lines = text
    .slice(0, text.lastIndexOf('\n') + 1)
    .split('\n')
    .slice(0, -1)
  return lines.flatMap((line): Item[] => {
    const { type, record, state } = JSON.parse(line)
    if (type === 'RECORD') return [{ record: record.data }]
    return type === 'STATE' ? [{ state: state.stream.stream_state }] : []
  })
}

export const recordsIn = (items: readonly Item[]): Call[] =>
  items.flatMap((item) => ('record' in item ? [item.record] : []))

export const statesIn = (items: readonly Item[]): Call[] =>
  items.flatMap((item) => ('state' in item ? [item.state] : []))

/** The last state among what came, as a platform gives it to the next sync. */
export const nextStateOf = (items: readonly Item[]): unknown => {
  const last = statesIn(items).at(-1)
  const descriptor = { name: 'calls' }
  return last && [{ type: 'STREAM', stream: { stream_descriptor: descriptor, stream_state: last } }]
}
