import { DAY_MS, dayOf, dayStart, isDay, MINUTE_MS } from '../days.ts'
import type { ParameterLimits } from '../parameters.ts'
import type { V21Behaviour } from './behaviour.ts'
import { type Failure, failure } from './failure.ts'

/** The query of `GET /v2.1/calls`, read and checked. Absent means not asked for. */
export interface V21Parameters {
  /** Instants (ms), half-open. */
  readonly from: number | undefined
  readonly to: number | undefined
  readonly sort: 'id' | 'datetime'
  readonly order: 'asc' | 'desc'
  /** In the words of v2, as `account.list` takes them. */
  readonly direction: string | undefined
  readonly status: string | undefined
  readonly agentId: number | undefined
  readonly number: string | undefined
  readonly contact: string | undefined
  readonly lastCallId: number | undefined
  readonly aiData: boolean
  readonly queueData: boolean
  /** As asked for; undefined is the first page. */
  readonly page: number | undefined
  readonly perPage: number
}

const MAX_RANGE_DAYS = 90

export interface Moment {
  readonly now: number
  /** Of the account's zone, east of UTC. */
  readonly offsetMinutes: number
}

type Limits = ParameterLimits & V21Behaviour & { readonly endExcluded?: boolean }

/**
 * Reads a query. A wrong value is refused with 400; but an ISO instant as a bound answers 200 with a malformed body, as the
 * real API does.
 */
export const readV21Parameters = (
  query: URLSearchParams,
  limits: Limits,
  moment: Moment,
): V21Parameters | Failure => {
  const wrong = findUnknown(query, limits) ?? findWrong(query, limits)
  if (wrong) return wrong
  const bounds = ['from_datetime', 'to_datetime'].map((name) => query.get(name) ?? '')
  if (bounds.some((text) => ISO_INSTANT.test(text))) return MALFORMED
  const [from, to] = bounds.map((text) => readMoment(text, moment.offsetMinutes))
  if (from === null) return failure(400, 'from_datetime must be yyyy-mm-dd hh:mm:ss or yyyy-mm-dd.')
  if (to === null) return failure(400, 'to_datetime must be yyyy-mm-dd hh:mm:ss or yyyy-mm-dd.')
  if (from !== undefined && to !== undefined && to < from) {
    return failure(400, 'to_datetime must not be before from_datetime.')
  }
  const type = limits.ignoresFilters ? undefined : typeOf(query.get('call_type'))
  const text = (name: string) => (limits.ignoresFilters ? undefined : (query.get(name) ?? undefined))
  const direction = DIRECTIONS[text('call_direction') ?? '']
  const phone = (name: string) => {
    const digits = text(name)
    return digits === undefined ? undefined : `+${digits}`
  }
  const end = to === undefined ? undefined : endOf(to, query.get('to_datetime') ?? '', limits)
  const parameters: V21Parameters = {
    from,
    to: end,
    sort: query.get('sort') === 'datetime' ? 'datetime' : 'id',
    order: query.get('order') === 'asc' ? 'asc' : 'desc',
    direction: direction ?? type?.direction,
    status: type && direction !== undefined && direction !== type.direction ? 'none' : type?.status,
    agentId: numberOf(text('agent_id')),
    number: phone('justcall_number'),
    contact: phone('contact_number'),
    lastCallId: numberOf(query.get('last_call_id_fetched') ?? undefined),
    aiData: isTrue(query.get('fetch_ai_data')),
    queueData: isTrue(query.get('fetch_queue_data')),
    page: numberOf(query.get('page') ?? undefined),
    perPage: Math.min(MAX_PER_PAGE, numberOf(query.get('per_page') ?? undefined) ?? 20),
  }
  return findPastLimit(from, to, limits, moment) ?? withinServed(parameters, limits, moment)
}

const NAMES = [
  'from_datetime',
  'to_datetime',
  'page',
  'per_page',
  'sort',
  'order',
  'last_call_id_fetched',
  'call_direction',
  'call_type',
  'agent_id',
  'contact_number',
  'justcall_number',
  'ivr_digit',
  'call_traits[]',
  'disposition_codes[]',
  'ai_agent_ids[]',
  'fetch_queue_data',
  'fetch_ai_data',
]
const MAX_PER_PAGE = 100
const ISO_INSTANT = /^\d{4}-\d\d-\d\dT/
const DIRECTIONS: Readonly<Record<string, string>> = { Incoming: 'inbound', Outgoing: 'outbound' }
const STATUSES: Readonly<Record<string, string>> = {
  ANSWERED: 'completed',
  UNANSWERED: 'missed',
  MISSED: 'missed',
  VOICEMAIL: 'voicemail',
  BUSY: 'busy',
}
const TYPES = [
  ...['ANSWERED', 'UNANSWERED', 'BUSY', 'FAILED', 'RESTRICTED', 'BLOCKED', 'CANCELLED'].map(
    (type) => `OUTGOING_${type}`,
  ),
  ...['ANSWERED', 'BUSY', 'FAILED', 'MISSED', 'ABANDONED', 'VOICEMAIL'].map((type) => `INCOMING_${type}`),
]

/** What an ISO instant as a bound answers. */
const MALFORMED: Failure = { status: 200, body: { status: 'success', data: {} } }

const numberOf = (text: string | undefined): number | undefined =>
  text === undefined ? undefined : Number(text)

const isTrue = (text: string | null): boolean => text === 'true' || text === '1'

/** A type that no call of an account has matches none. */
const typeOf = (text: string | null) => {
  if (text === null) return undefined
  const [direction = '', status = ''] = text.split('_')
  return {
    direction: direction === 'INCOMING' ? 'inbound' : 'outbound',
    status: STATUSES[status] ?? 'none',
  }
}

const findUnknown = (query: URLSearchParams, { unknownParameters }: V21Behaviour): Failure | undefined => {
  if (unknownParameters !== 'refused') return undefined
  const unknown = [...query.keys()].find((name) => !NAMES.includes(name))
  return unknown === undefined ? undefined : failure(400, `Unknown parameter ${unknown}.`)
}

const findWrong = (query: URLSearchParams, behaviour: V21Behaviour): Failure | undefined => {
  const numbers = [
    'page',
    'per_page',
    'agent_id',
    'contact_number',
    'justcall_number',
    'last_call_id_fetched',
  ]
  for (const name of numbers) {
    const text = query.get(name)
    if (text !== null && !/^\d{1,16}$/.test(text)) return failure(400, `${name} must be a number.`)
  }
  const allowed = (name: string, values: readonly string[]): Failure | undefined => {
    const text = query.get(name)
    return text === null || values.includes(text)
      ? undefined
      : failure(400, `${name} must be one of ${values.join(', ')}.`)
  }
  const perPage = Number(query.get('per_page') ?? 20)
  if (perPage < 1) return failure(400, 'per_page must be at least 1.')
  if (perPage > MAX_PER_PAGE && behaviour.refusesLargePages) {
    return failure(400, `per_page must be at most ${MAX_PER_PAGE}.`)
  }
  if (query.get('page') === '0' && behaviour.firstPage === 1 && !behaviour.zeroIsFirst) {
    return failure(400, 'page must be at least 1.')
  }
  return (
    allowed('sort', ['id', 'datetime']) ??
    allowed('order', ['asc', 'desc']) ??
    allowed('call_direction', Object.keys(DIRECTIONS)) ??
    allowed('call_type', TYPES) ??
    allowed('fetch_ai_data', BOOLEANS) ??
    allowed('fetch_queue_data', BOOLEANS)
  )
}

const BOOLEANS = ['true', 'false', '1', '0']

/** The instant (ms) of a bound, undefined if there is none, null if it cannot be read. */
const readMoment = (text: string, offsetMinutes: number): number | undefined | null => {
  if (text === '') return undefined
  const [, day = '', time = '00:00:00'] = /^(\d{4}-\d\d-\d\d)(?: (\d\d:\d\d:\d\d))?$/.exec(text) ?? []
  const instant = Date.parse(`${day}T${time}Z`) - offsetMinutes * MINUTE_MS
  return isDay(day) && !Number.isNaN(instant) ? instant : null
}

/** Both bounds are inclusive, by the second. */
const endOf = (to: number, text: string, { wholeToDay, endExcluded }: Limits): number => {
  if (wholeToDay && isDay(text)) return to + DAY_MS
  return endExcluded ? to : to + 1000
}

const findPastLimit = (
  from: number | undefined,
  to: number | undefined,
  { maxRangeDays = MAX_RANGE_DAYS, maxAgeDays, slowRanges }: Limits,
  { now, offsetMinutes }: Moment,
): Failure | undefined => {
  const days = from === undefined ? Number.POSITIVE_INFINITY : ((to ?? now) - from) / DAY_MS
  if (from !== undefined && days > maxRangeDays) {
    return failure(400, `The date range must not exceed ${maxRangeDays} days.`)
  }
  if (from !== undefined && maxAgeDays !== undefined && from < served(maxAgeDays, now, offsetMinutes)) {
    return failure(400, `from_datetime must be within the last ${maxAgeDays} days.`)
  }
  return slowRanges !== undefined && days > slowRanges ? failure(504, 'Gateway time-out.') : undefined
}

/** The first moment of the history that is served. */
const served = (maxAgeDays: number, now: number, offsetMinutes: number): number =>
  dayStart(dayOf(now, offsetMinutes), offsetMinutes) - maxAgeDays * DAY_MS

/** A request without a start gets everything that is served. */
const withinServed = (
  parameters: V21Parameters,
  { maxAgeDays }: Limits,
  { now, offsetMinutes }: Moment,
): V21Parameters =>
  parameters.from === undefined && maxAgeDays !== undefined
    ? { ...parameters, from: served(maxAgeDays, now, offsetMinutes) }
    : parameters
