import type { CallView } from '../calls.ts'
import { MINUTE_MS } from '../days.ts'
import { draw } from '../random.ts'
import { FAMILY_NAMES, GIVEN_NAMES } from '../vocabulary.ts'
import type { V21Behaviour } from './behaviour.ts'

export interface CallObjectOptions {
  readonly id: number
  readonly offsetMinutes: number
  readonly aiData: boolean
  readonly queueData: boolean
}

type Fields = Readonly<Record<string, unknown>>

/** A call as v2.1 shows it. Fields that v2 does not have are passed through, and may replace one of v2.1. */
export const toCallObject = (call: CallView, options: CallObjectOptions, behaviour: V21Behaviour): Fields => {
  const { id, offsetMinutes } = options
  const inbound = call.direction === 'inbound'
  const [contact, own] = inbound ? [call.from, call.to] : [call.to, call.from]
  const key = id % 2 ** 31
  const object: Fields = {
    id,
    call_sid: `CA${[1, 2, 3, 4].map((lane) => hex(draw(key, lane))).join('')}`,
    contact_number: digitsOf(contact),
    contact_name: contactName(contact),
    contact_email: null,
    justcall_number: digitsOf(own),
    justcall_line_name: lineName(own),
    agent_id: call.agent_id,
    agent_name: call.agent_name,
    agent_email: emailOf(call.agent_name),
    agent_active: call.agent_id == null ? null : 'Active',
    ...datesOf(call.started_at, offsetMinutes, behaviour.unpaddedHours ?? false),
    cost_incurred: typeof call.duration === 'number' ? Math.ceil(call.duration / 60) * 0.005 : null,
    call_info: {
      direction: DIRECTIONS.get(call.direction) ?? call.direction,
      type: typeOf(call.status, behaviour.capitalTypes ?? false),
      missed_call_reason: call.status === 'missed' ? 'No answer' : null,
      status: 'Unarchived',
      disposition: call.disposition,
      notes: call.notes,
      rating: null,
      recording: call.recording_url,
      recording_child: null,
      voicemail_transcription: null,
      call_traits: [],
    },
    call_duration: durationOf(call, draw(key, 5)),
    ivr_info: { digit_pressed: null, content: null },
    ...(options.queueData ? { queue: { entered_at_position: null, exit_reason: null } } : {}),
    ...(options.aiData ? { justcall_ai: AI_DATA } : {}),
    ...Object.fromEntries(Object.entries(call).filter(([name]) => !KNOWN.has(name))),
  }
  return showMissing(object, behaviour.missing === undefined ? null : behaviour.missing)
}

/** The fields of a v2 call, which v2.1 shows elsewhere or not at all. A call keeps its `id`. */
const KNOWN = new Set([
  'id',
  'call_id',
  'direction',
  'from',
  'to',
  'agent_id',
  'agent_name',
  'status',
  'duration',
  'recording_url',
  'voicemail',
  'notes',
  'disposition',
  'tags',
  'started_at',
  'ended_at',
])

const DIRECTIONS = new Map<unknown, string>([
  ['inbound', 'Incoming'],
  ['outbound', 'Outgoing'],
])

const TYPES = new Map<unknown, string>([
  ['completed', 'answered'],
  ['missed', 'missed'],
  ['voicemail', 'voicemail'],
  ['busy', 'busy'],
  ['in-progress', 'In Progress'],
])

const AI_DATA: Fields = {
  call_moments: [],
  customer_sentiment: null,
  call_score: null,
  tags: [],
  manual_call_score: null,
  call_summary: null,
}

const typeOf = (status: unknown, capital: boolean): unknown => {
  const type = TYPES.get(status) ?? status
  return capital && typeof type === 'string' ? type.charAt(0).toUpperCase() + type.slice(1) : type
}

const digitsOf = (number: unknown): unknown =>
  typeof number === 'string' ? number.replace(/^\+/, '') : number

/** Half of the contacts are known by name. */
const contactName = (number: unknown): string | null => {
  const key = Number(String(number).slice(-4)) || 0
  if (draw(key, 1) < 0.5) return null
  const pick = (names: readonly string[], lane: number) => names[Math.floor(draw(key, lane) * names.length)]
  return `${pick(GIVEN_NAMES, 2)} ${pick(FAMILY_NAMES, 3)}`
}

const LINE_NAMES = ['Sales', 'Support', 'Billing']

const lineName = (number: unknown): string | null => {
  const key = Number(String(number).slice(-4)) || 0
  return LINE_NAMES[key % (LINE_NAMES.length + 1)] ?? null
}

const emailOf = (name: unknown): string | null =>
  typeof name === 'string'
    ? `${name
        .normalize('NFD')
        .toLowerCase()
        .replace(/[^a-z ]/g, '')
        .replaceAll(' ', '.')}@example.com`
    : null

const INSTANT = /^\d{4}-\d\d-\d\dT.*(Z|[+-]\d\d:?\d\d)$/

/** Anything but an instant is shown as the date, as it is. */
const datesOf = (startedAt: unknown, offsetMinutes: number, unpadded: boolean): Fields => {
  const instant =
    typeof startedAt === 'string' && INSTANT.test(startedAt) ? Date.parse(startedAt) : Number.NaN
  if (Number.isNaN(instant)) {
    return { call_date: startedAt, call_time: null, call_user_date: startedAt, call_user_time: null }
  }
  const [date, time] = dateAndTime(instant, unpadded)
  const [userDate, userTime] = dateAndTime(instant + offsetMinutes * MINUTE_MS, unpadded)
  return { call_date: date, call_time: time, call_user_date: userDate, call_user_time: userTime }
}

const dateAndTime = (instant: number, unpadded: boolean): readonly [string, string] => {
  const [date = '', time = ''] = new Date(instant).toISOString().slice(0, -5).split('T')
  return [date, unpadded ? time.replace(/^0/, '') : time]
}

const durationOf = ({ duration, status }: CallView, at: number): Fields => {
  const ring = status === 'in-progress' ? 0 : 2 + Math.floor(at * 20)
  const known = typeof duration === 'number'
  return {
    ring_time: ring,
    friendly_duration: known ? friendly(duration) : null,
    total_duration: duration,
    queue_wait_time: 0,
    hold_time: 0,
    conversation_time: known ? duration : null,
    wrap_up_time: 0,
    handle_time: known ? duration : null,
  }
}

const friendly = (seconds: number): string =>
  [seconds / 3600, (seconds / 60) % 60, seconds % 60]
    .map((part) => String(Math.floor(part)).padStart(2, '0'))
    .join(':')

const hex = (at: number): string =>
  Math.floor(at * 2 ** 32)
    .toString(16)
    .padStart(8, '0')

/** Null, undefined and empty text are missing values. */
const showMissing = (fields: Fields, missing: V21Behaviour['missing']): Fields => {
  const entries = Object.entries(fields)
  const kept = missing === 'absent' ? entries.filter(([, value]) => !isMissing(value)) : entries
  return Object.fromEntries(
    kept.map(([name, value]) => {
      if (isMissing(value)) return [name, missing]
      return [name, isFields(value) ? showMissing(value, missing) : value]
    }),
  )
}

const isMissing = (value: unknown): boolean => value === null || value === undefined || value === ''

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
