import type { CallView } from '../calls.ts'
import { draw } from '../random.ts'
import type { Fields } from '../row-list.ts'
import type { V21Behaviour } from './behaviour.ts'
import { callSid } from './call-sid.ts'
import { dateFields, friendlyDuration } from './dates.ts'
import { showMissing } from './missing.ts'
import { contactName, digitsOf, emailOf, lineName } from './people.ts'

export interface CallObjectOptions {
  readonly id: number
  readonly offsetMinutes: number
  readonly aiData: boolean
  readonly queueData: boolean
}

/** A call as v2.1 shows it. Fields that v2 does not have are passed through, and may replace one of v2.1. */
export const toCallObject = (call: CallView, options: CallObjectOptions, behaviour: V21Behaviour): Fields => {
  const { id, offsetMinutes } = options
  const inbound = call.direction === 'inbound'
  const [contact, own] = inbound ? [call.from, call.to] : [call.to, call.from]
  const key = id % 2 ** 31
  const object: Fields = {
    id,
    call_sid: callSid(key),
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

const INSTANT = /^\d{4}-\d\d-\d\dT.*(Z|[+-]\d\d:?\d\d)$/

/** Anything but an instant is shown as the date, as it is. */
const datesOf = (startedAt: unknown, offsetMinutes: number, unpadded: boolean): Fields => {
  const instant =
    typeof startedAt === 'string' && INSTANT.test(startedAt) ? Date.parse(startedAt) : Number.NaN
  return Number.isNaN(instant)
    ? { call_date: startedAt, call_time: null, call_user_date: startedAt, call_user_time: null }
    : dateFields('call', instant, offsetMinutes, unpadded)
}

const durationOf = ({ duration, status }: CallView, at: number): Fields => {
  const ring = status === 'in-progress' ? 0 : 2 + Math.floor(at * 20)
  const known = typeof duration === 'number'
  return {
    ring_time: ring,
    friendly_duration: known ? friendlyDuration(duration) : null,
    total_duration: duration,
    queue_wait_time: 0,
    hold_time: 0,
    conversation_time: known ? duration : null,
    wrap_up_time: 0,
    handle_time: known ? duration : null,
  }
}
