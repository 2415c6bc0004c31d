import type { CallView } from '../calls.ts'
import { type Member, replaceMembers } from '../raw-json.ts'
import type { Fields } from '../row-list.ts'

/** A call of v2 always has a `started_at`. */
export const isV21Row = (row: Fields): boolean => !('started_at' in row)

/** The changes that anomalies make to a row of v2.1. They are worded for a call of v2 and translated member by member. */
export const v21Changes = (
  row: Fields,
  changesOf: (call: CallView) => readonly Member[],
): readonly Member[] => {
  const changes = changesOf(toV2(row))
  const direct = changes.flatMap(([key, raw]) => translate(row, key, raw))
  const nested = PARENTS.flatMap((parent): Member[] => {
    const own = row[parent]
    const inner = changes.flatMap(([key, raw]): Member[] => {
      const place = placeOf(row, key)
      return place?.[0] === parent && place[1] !== undefined ? [[place[1], raw]] : []
    })
    return inner.length > 0 && isFields(own) ? [[parent, replaceMembers(own, inner)]] : []
  })
  return [...direct, ...nested]
}

const PARENTS = ['call_info', 'call_duration', 'sms_info'] as const

type Place = readonly [member: string, inner?: string]

/** Where rows of the several lists have a number, a text and a list. The first that a row has counts. */
const PLACES: ReadonlyMap<string, readonly Place[]> = new Map([
  [
    'duration',
    [
      ['call_duration', 'total_duration'],
      ['call_info', 'duration'],
      ['call_score'],
      ['extension'],
      ['total_members'],
      ['maximum_calls_per_agent'],
      ['cost_incurred'],
    ],
  ],
  [
    'notes',
    [
      ['call_info', 'notes'],
      ['sms_info', 'body'],
      ['call_summary'],
      ['name'],
      ['group_name'],
      ['justcall_line_name'],
    ],
  ],
  ['tags', [['call_info', 'call_traits'], ['tags'], ['groups'], ['members'], ['other_numbers']]],
])

const placeOf = (row: Fields, key: string): Place | undefined =>
  PLACES.get(key)?.find(([member, inner]) => {
    const own = row[member]
    return inner === undefined ? member in row : isFields(own) && inner in own
  })

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const keyOf = (row: Fields): string => ('id' in row ? 'id' : 'call_id')

/** The prefix of the fields with the row's instant. */
const dateOf = (row: Fields): string | undefined =>
  ['call', 'sms', 'created'].find((prefix) => `${prefix}_date` in row)

const valueAt = (row: Fields, key: string): unknown => {
  const [member = '', inner] = placeOf(row, key) ?? []
  const own = row[member]
  return inner === undefined || !isFields(own) ? own : own[inner]
}

const toV2 = ({ id, ...row }: Fields): CallView => {
  const whole = id === undefined ? row : { id, ...row }
  const date = dateOf(row)
  return {
    ...V2_FIELDS,
    ...row,
    call_id: String(whole[keyOf(whole)]),
    started_at: date === undefined ? undefined : `${row[`${date}_date`]}T${row[`${date}_time`]}Z`,
    notes: valueAt(row, 'notes'),
    duration: valueAt(row, 'duration'),
  }
}

const V2_FIELDS = {
  direction: undefined,
  from: undefined,
  to: undefined,
  status: undefined,
  recording_url: undefined,
  disposition: undefined,
  ended_at: undefined,
  agent_id: null,
  agent_name: null,
  voicemail: false,
  tags: [],
}

const translate = (row: Fields, key: string, raw: string | undefined): readonly Member[] => {
  if (key === 'call_id') return [[keyOf(row), /^\d+$/.test(raw ?? '') ? `"${raw}"` : raw]]
  if (key === 'started_at') return startMembers(dateOf(row), raw)
  if (PLACES.has(key)) {
    const [member, inner] = placeOf(row, key) ?? []
    return member === undefined || inner !== undefined ? [] : [[member, raw]]
  }
  return Object.hasOwn(V2_FIELDS, key) && !(key in row) ? [] : [[key, raw]]
}

const startMembers = (prefix: string | undefined, raw: string | undefined): readonly Member[] => {
  if (prefix === undefined) return []
  const [, date, time] = /^"(\d{4}-\d\d-\d\d)T(.*)"$/.exec(raw ?? '') ?? []
  if (date !== undefined && time !== undefined) {
    return [
      [`${prefix}_date`, `"${date}"`],
      [`${prefix}_time`, `"${time.replace(/Z$/, '')}"`],
    ]
  }
  return [
    [`${prefix}_date`, raw],
    [`${prefix}_time`, raw === undefined ? undefined : 'null'],
  ]
}
