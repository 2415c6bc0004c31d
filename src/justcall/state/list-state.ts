import { hash } from 'node:crypto'
import { isJsonObject } from '../../airbyte/json/is-json-object.ts'
import { ConfigError } from '../../airbyte/protocol/errors.ts'
import type { JsonObject } from '../../airbyte/protocol/messages.ts'
import type { Settings } from '../config/settings.ts'
import { formatInstant, parseInstant } from '../time/instants.ts'
import { decodeDigest, encodeDigest } from './digest.ts'

/** The stream's state, as the code works with it. */
export interface ListState {
  /** The start of the latest row that was written, in Unix milliseconds; undefined if there was none. */
  readonly cursor: number | undefined
  readonly scope: Scope | undefined
  /** The rows of the lookback window that were sent, by hash; undefined if the state carries none. */
  readonly sent: ReadonlySet<string> | undefined
  /** It was written during a full refresh, which may be resumed from it. */
  readonly fullRefresh: boolean
  /** What is wrong with parts that a read can do without, a sentence each. */
  readonly damage: readonly string[]
}

/** What the rows up to the cursor were read with: their first instant, and a fingerprint of the filters. */
export interface Scope {
  readonly start: number
  readonly filters: string
}

export const noState: ListState = {
  cursor: undefined,
  scope: undefined,
  sent: undefined,
  fullRefresh: false,
  damage: [],
}

/** How the state of a stream is written. */
export interface StateForm {
  readonly stream: string
  /** The field of the cursor, by which the state names it. */
  readonly cursorField: string
  /** Under which field the stream has its cursor in the other version of the API. */
  readonly otherCursorField?: string
}

/**
 * @throws ConfigError if there is a cursor that cannot be read: a full read instead would be silent and dear.
 */
export function parseListState(
  state: JsonObject | undefined,
  { stream, cursorField, otherCursorField = '' }: StateForm,
): ListState {
  if (state === undefined) return noState
  const { [cursorField]: written, scope, digest, full_refresh: fullRefresh } = state
  if (written === undefined && state[otherCursorField] !== undefined)
    throw new ConfigError(ofOtherVersion(stream, otherCursorField))
  const cursor = parseInstant(written)
  const absent = written === null || (written === undefined && isJsonObject(scope))
  if (cursor === undefined && !absent) {
    const shown = written === undefined ? 'missing' : JSON.stringify(written)
    throw new ConfigError(
      `The state of stream "${stream}" cannot be used: its ${cursorField} is ${shown}, where a time like 2026-03-10T14:22:00Z is needed. Correct it, or clear the stream's state to read everything again.`,
    )
  }
  const sent = decodeDigest(digest)
  const scopeRead = parseScope(scope)
  const damage: string[] = []
  if (digest !== undefined && sent === undefined) damage.push(damagedDigest)
  if (scope !== undefined && scope !== null && scopeRead === undefined) damage.push(damagedScope)
  return {
    cursor,
    scope: scopeRead,
    sent,
    fullRefresh: fullRefresh === true,
    damage,
  }
}

const ofOtherVersion = (stream: string, field: string) =>
  `The state of stream "${stream}" cannot be used: it has ${field}, and so was written with the other API version (api_version). Set that one again, or clear the stream's state (refresh it), since schema and key differ.`

const damagedDigest =
  "The state's digest is damaged or was written by another version: the unchanged rows of the lookback window are sent again, once."
const damagedScope =
  "The state's scope is damaged or was written by another version: this sync cannot see whether start_date or the filters have changed since, and writes its own. If one of them has, clear the stream's state (refresh it) to load what it left out."

/** @param sent the hashes for the digest, in the last state of a sync. */
export function formatListState(
  { cursor, scope, fullRefresh }: Written,
  { cursorField }: StateForm,
  sent?: readonly string[],
): JsonObject {
  return {
    ...(cursor === undefined ? {} : { [cursorField]: formatInstant(cursor) }),
    scope: { start_date: formatInstant(scope.start), filters: scope.filters },
    ...(fullRefresh ? { full_refresh: true } : {}),
    ...(sent === undefined ? {} : { digest: encodeDigest(sent) }),
  }
}

interface Written {
  readonly cursor: number | undefined
  readonly scope: Scope
  readonly fullRefresh: boolean
}

/** The scope of a read that goes on from a state, and what of it the state's calls do not cover, a sentence each. */
export function continueScope(
  settings: Settings,
  { cursor, scope }: ListState,
): { readonly scope: Scope; readonly uncovered: readonly string[] } {
  const current: Scope = { start: settings.start, filters: fingerprint(settings.filters) }
  if (scope === undefined || cursor === undefined) return { scope: current, uncovered: [] }
  const uncovered: string[] = []
  if (current.start < scope.start) {
    uncovered.push(
      `start_date is now ${formatInstant(current.start)}, but what is up to the cursor was read from ${formatInstant(scope.start)} on: what lies between is not loaded. Clear the stream's state (refresh it) to load it.`,
    )
  }
  if (current.filters !== scope.filters) {
    uncovered.push(
      `The filters (direction, agent_id, number, status) have changed: calls up to ${formatInstant(cursor)} were selected by the former ones, and only later calls are by the new ones. Clear the stream's state (refresh it) to load all by the new ones.`,
    )
  }
  // What was never read stays uncovered at the next sync too.
  return { scope: { start: scope.start, filters: scope.filters }, uncovered }
}

function fingerprint(filters: Settings['filters']): string {
  return hash('sha256', JSON.stringify(Object.entries(filters).sort()), 'hex').slice(0, 8)
}

function parseScope(value: unknown): Scope | undefined {
  if (!isJsonObject(value)) return undefined
  const start = parseInstant(value['start_date'])
  const filters = value['filters']
  return start === undefined || typeof filters !== 'string' ? undefined : { start, filters }
}
