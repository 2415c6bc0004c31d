import type { CallView } from '../calls.ts'
import { type Member, replaceMembers } from '../raw-json.ts'

type CallObject = Readonly<Record<string, unknown>>

export const isCallObject = (row: CallObject): boolean => !('call_id' in row) && 'call_sid' in row

/** The changes that anomalies make to a v2.1 call object. They are worded for v2 and translated member by member. */
export const v21Changes = (
  row: CallObject,
  changesOf: (call: CallView) => readonly Member[],
): readonly Member[] => {
  const changes = changesOf(toV2(row))
  const direct = changes.flatMap(([key, raw]) => translate(key, raw))
  const nested = (['call_info', 'call_duration'] as const).flatMap((parent): Member[] => {
    const own = row[parent]
    const inner = changes.flatMap(([key, raw]): Member[] => {
      const place = NESTED.get(key)
      return place?.[0] === parent ? [[place[1], raw]] : []
    })
    return inner.length > 0 && isFields(own) ? [[parent, replaceMembers(own, inner)]] : []
  })
  return [...direct, ...nested]
}

const NESTED: ReadonlyMap<string, readonly ['call_info' | 'call_duration', string]> = new Map([
  ['duration', ['call_duration', 'total_duration']],
  ['notes', ['call_info', 'notes']],
  ['tags', ['call_info', 'call_traits']],
])

const isFields = (value: unknown): value is CallObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const toV2 = ({ id, ...row }: CallObject): CallView => {
  const { call_info: info, call_duration: duration } = row
  return {
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
    ...row,
    call_id: String(id),
    started_at: `${row['call_date']}T${row['call_time']}Z`,
    notes: isFields(info) ? info['notes'] : null,
    duration: isFields(duration) ? duration['total_duration'] : null,
  }
}

const translate = (key: string, raw: string | undefined): readonly Member[] => {
  if (key === 'call_id') return [['id', /^\d+$/.test(raw ?? '') ? `"${raw}"` : raw]]
  if (key === 'started_at') return startMembers(raw)
  return DROPPED.has(key) || NESTED.has(key) ? [] : [[key, raw]]
}

/** What v2.1 does not show, or not at the top level. */
const DROPPED = new Set([
  'voicemail',
  'direction',
  'from',
  'to',
  'status',
  'recording_url',
  'disposition',
  'ended_at',
])

const startMembers = (raw: string | undefined): readonly Member[] => {
  const [, date, time] = /^"(\d{4}-\d\d-\d\d)T(.*)"$/.exec(raw ?? '') ?? []
  if (date !== undefined && time !== undefined) {
    return [
      ['call_date', `"${date}"`],
      ['call_time', `"${time.replace(/Z$/, '')}"`],
    ]
  }
  return [
    ['call_date', raw],
    ['call_time', raw === undefined ? undefined : 'null'],
  ]
}
