import type { CallView } from './calls.ts'
import { toInstantText } from './days.ts'

/** One oddity of a record or a page, requestable by its name. */
export type OddName = keyof typeof MEMBERS | keyof typeof ROWS | 'bom'

/**
 * The JSON text of a page in which the first call, or every call, is odd.
 *
 * Written as text, since most of what is odd here (duplicate keys, digits beyond 2^53) does not survive as a value. A body
 * without a list of calls is written as it is.
 */
export const oddText = (
  body: Readonly<Record<string, unknown>>,
  odd: readonly OddName[],
  every: boolean,
): string => {
  const { data } = body
  if (!isCallList(data)) return JSON.stringify(body)
  const rows = data.flatMap((call, nth) => (every || nth === 0 ? oddRows(call, odd) : [JSON.stringify(call)]))
  const members = Object.entries(body).map(([key, value]): Member => [key, JSON.stringify(value)])
  const text = write(members.map(([key, raw]) => [key, key === 'data' ? `[${rows.join()}]` : raw]))
  return odd.includes('bom') ? `\ufeff${text}` : text
}

export const ODD_NAMES = (): readonly OddName[] => [...keysOf(MEMBERS), ...keysOf(ROWS), 'bom']

/** A key and the raw JSON text of its value; the value undefined takes the key away. */
type Member = readonly [key: string, raw: string | undefined]

/** Members that take the place of the call's own, or are added at its end. */
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

const oddRows = (call: CallView, odd: readonly OddName[]): readonly string[] => {
  const changes = keysOf(MEMBERS).flatMap((name) => (odd.includes(name) ? MEMBERS[name](call) : []))
  const own = Object.entries(call).map(([key, value]): Member => [key, JSON.stringify(value)])
  const kept = own.map((member) => changes.find(([key]) => key === member[0]) ?? member)
  const added = changes.filter(([key]) => !Object.hasOwn(call, key))
  const text = write([...kept, ...added])
  return keysOf(ROWS).reduce<readonly string[]>(
    (rows, name) => (odd.includes(name) ? rows.flatMap((row) => ROWS[name](row)) : rows),
    [text],
  )
}

const write = (members: readonly Member[]): string =>
  `{${members.flatMap(([key, raw]) => (raw === undefined ? [] : [`${JSON.stringify(key)}:${raw}`])).join()}}`

const withOffset = (call: CallView, minutes: number, suffix: string): string =>
  toInstantText(Date.parse(String(call.started_at)) + minutes * 60_000).replace('Z', suffix)

const isCallList = (data: unknown): data is readonly CallView[] => Array.isArray(data)

const keysOf = <K extends string>(table: Readonly<Record<K, unknown>>): K[] =>
  Object.keys(table).filter((key): key is K => Object.hasOwn(table, key))
