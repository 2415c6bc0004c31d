import type { CallView } from './calls.ts'
import { toInstantText } from './days.ts'
import { type Member, replaceMembers, writeObject } from './raw-json.ts'
import { isV21Row, v21Changes } from './v2-1/anomalies.ts'

/** One anomaly of a record or a page, requestable by its name. */
export type AnomalyName = keyof typeof MEMBERS | keyof typeof ROWS | 'bom'

/**
 * The JSON text of a page in which the first call or row, or every one, has anomalies.
 *
 * Written as text, since most anomalies (duplicate keys, digits beyond 2^53) do not survive as a value. A body
 * without a list of calls is written as it is.
 */
export const textWithAnomalies = (
  body: Readonly<Record<string, unknown>>,
  names: readonly AnomalyName[],
  every: boolean,
): string => {
  const { data } = body
  if (!isCallList(data)) return JSON.stringify(body)
  const rows = data.flatMap((call, nth) =>
    every || nth === 0 ? rowsWithAnomalies(call, names) : [JSON.stringify(call)],
  )
  const members = Object.entries(body).map(([key, value]): Member => [key, JSON.stringify(value)])
  const text = writeObject(members.map(([key, raw]) => [key, key === 'data' ? `[${rows.join()}]` : raw]))
  return names.includes('bom') ? `\ufeff${text}` : text
}

export const ANOMALY_NAMES = (): readonly AnomalyName[] => [...keysOf(MEMBERS), ...keysOf(ROWS), 'bom']

/** Members that take the place of the call's own, or are appended. */
const MEMBERS = {
  'string-integers': (call) => [
    ['agent_id', `"${call.agent_id ?? 42}"`],
    ['duration', `"${call.duration}"`],
  ],
  'string-boolean': (call) => [['voicemail', `"${call.voicemail}"`]],
  'string-tags': () => [['tags', '"upgrade,pricing"']],
  'word-integer': () => [['duration', '"three minutes"']],
  'fractional-integer': () => [['duration', '185.7']],
  'numeric-id': () => [['call_id', '814729']],
  'null-id': () => [['call_id', 'null']],
  'missing-id': () => [['call_id', undefined]],
  'started-null': () => [['started_at', 'null']],
  'started-missing': () => [['started_at', undefined]],
  'started-unreadable': () => [['started_at', '"last Tuesday"']],
  'started-offset': (call) => [['started_at', `"${withOffset(call, 330, '+05:30')}"`]],
  'started-fraction': (call) => [['started_at', `"${String(call.started_at).replace('Z', '.123456Z')}"`]],
  'started-no-zone': (call) => [
    ['started_at', `"${String(call.started_at).replace('T', ' ').replace('Z', '')}"`],
  ],
  'started-number': (call) => [['started_at', String(Date.parse(String(call.started_at)) / 1000)]],
  'started-future': () => [['started_at', '"2999-01-01T00:00:00Z"']],
  'unknown-fields': () => [
    ['call_score', '4.50'],
    ['ai_summary', '{"topics":["renewal"],"sentiment":null}'],
  ],
  'null-fields': (call) =>
    Object.keys(call).map((key): Member => [key, key === 'call_id' ? undefined : 'null']),
  'proto-keys': () => [
    ['__proto__', '{"polluted":true}'],
    ['constructor', '{"prototype":{"polluted":true}}'],
  ],
  'deep-nesting': () => [['context', '['.repeat(10_000) + ']'.repeat(10_000)]],
  'lone-surrogate': () => [['notes', '"half \\ud83d of an emoji"']],
  'nul-character': () => [['notes', '"before\\u0000after"']],
  'line-separators': () => [['notes', '"line\u2028paragraph\u2029end"']],
  'long-text': () => [['notes', `"${'é'.repeat(1_000_000)}"`]],
  'big-numbers': () => [
    ['duration', '9007199254740993'],
    ['external_id', '12345678901234567890'],
  ],
  'overflowing-number': () => [['duration', '1e400']],
} as const satisfies Record<string, (call: CallView) => readonly Member[]>

/** What stands in the list in place of one call. */
const ROWS = {
  'duplicate-keys': (text) => [text.replace(/}$/, ',"duration":1,"duration":2}')],
  'duplicate-row': (text) => [text, text],
  'null-row': () => ['null'],
  'text-row': () => ['"call"'],
} as const satisfies Record<string, (text: string) => readonly string[]>

const rowsWithAnomalies = (call: CallView, names: readonly AnomalyName[]): readonly string[] => {
  const changesOf = (view: CallView) =>
    keysOf(MEMBERS).flatMap((name) => (names.includes(name) ? MEMBERS[name](view) : []))
  const text = replaceMembers(call, isV21Row(call) ? v21Changes(call, changesOf) : changesOf(call))
  return keysOf(ROWS).reduce<readonly string[]>(
    (rows, name) => (names.includes(name) ? rows.flatMap((row) => ROWS[name](row)) : rows),
    [text],
  )
}

const withOffset = (call: CallView, minutes: number, suffix: string): string =>
  toInstantText(Date.parse(String(call.started_at)) + minutes * 60_000).replace('Z', suffix)

const isCallList = (data: unknown): data is readonly CallView[] => Array.isArray(data)

const keysOf = <K extends string>(table: Readonly<Record<K, unknown>>): K[] =>
  Object.keys(table).filter((key): key is K => Object.hasOwn(table, key))
