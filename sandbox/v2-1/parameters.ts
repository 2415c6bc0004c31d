import type { CallFilter } from '../query.ts'
import type { V21Behaviour } from './behaviour.ts'
import type { Failure } from './failure.ts'
import {
  findUnknown,
  findWrongNumber,
  findWrongWord,
  namesOfPaging,
  type Paging,
  type PagingForm,
  readPaging,
} from './paging.ts'
import { type Moment, RANGE_NAMES, type RangeLimits, readRange } from './range.ts'

/** The query of `GET /v2.1/calls`, read and checked. Absent means not asked for. */
export interface V21Parameters {
  readonly paging: Paging
  /** In the words of v2, as `account.list` takes them. */
  readonly filter: CallFilter & { readonly from: number | undefined; readonly to: number | undefined }
  readonly aiData: boolean
  readonly queueData: boolean
}

const PAGING: PagingForm = {
  perPage: { usual: 20, most: 100 },
  sorts: ['id', 'datetime'],
  lastFetched: 'last_call_id_fetched',
}

/** Reads a query. A wrong value is refused with 400. */
export const readV21Parameters = (
  query: URLSearchParams,
  limits: RangeLimits,
  moment: Moment,
): V21Parameters | Failure => {
  const wrong = findUnknown(query, NAMES, limits)
  if (wrong) return wrong
  const paging = readPaging(query, PAGING, limits)
  if ('body' in paging) return paging
  const range = findWrong(query) ?? readRange(query, limits, moment)
  if ('body' in range) return range
  return {
    paging,
    filter: { ...range, ...readFilter(query, limits) },
    aiData: isTrue(query.get('fetch_ai_data')),
    queueData: isTrue(query.get('fetch_queue_data')),
  }
}

const readFilter = (query: URLSearchParams, { ignoresFilters }: V21Behaviour): CallFilter => {
  if (ignoresFilters) return {}
  const type = typeOf(query.get('call_type'))
  const direction = DIRECTIONS[query.get('call_direction') ?? '']
  const agentId = query.get('agent_id')
  const phone = (name: string) => (query.has(name) ? `+${query.get(name)}` : undefined)
  return {
    direction: direction ?? type?.direction,
    status: type && direction !== undefined && direction !== type.direction ? 'none' : type?.status,
    agentId: agentId === null ? undefined : Number(agentId),
    number: phone('justcall_number'),
    contact: phone('contact_number'),
  }
}

const NAMES = [
  ...RANGE_NAMES,
  ...namesOfPaging(PAGING),
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

export const BOOLEANS = ['true', 'false', '1', '0']

export const isTrue = (text: string | null): boolean => text === 'true' || text === '1'

/** A type that no call of an account has matches none. */
const typeOf = (text: string | null) => {
  if (text === null) return undefined
  const [direction = '', status = ''] = text.split('_')
  return {
    direction: direction === 'INCOMING' ? 'inbound' : 'outbound',
    status: STATUSES[status] ?? 'none',
  }
}

const findWrong = (query: URLSearchParams): Failure | undefined =>
  ['agent_id', 'contact_number', 'justcall_number']
    .map((name) => findWrongNumber(query, name))
    .find(Boolean) ??
  findWrongWord(query, 'call_direction', Object.keys(DIRECTIONS)) ??
  findWrongWord(query, 'call_type', TYPES) ??
  findWrongWord(query, 'fetch_ai_data', BOOLEANS) ??
  findWrongWord(query, 'fetch_queue_data', BOOLEANS)
