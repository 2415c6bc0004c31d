import type { CallView, Traits } from './calls.ts'
import { placeOf, type Row } from './timeline.ts'

/** `none` is an order without meaning that stays the same from one request to the next. */
export type Order = 'newest' | 'oldest' | 'none'

export interface CallQuery extends CallFilter {
  /** Instants (ms) of the start of the call, half-open. */
  readonly from?: number | undefined
  readonly to?: number | undefined
  /** Default `newest`. */
  readonly order?: Order | undefined
  /** What the order goes by, default `start`. */
  readonly sortBy?: 'start' | 'logId' | undefined
  readonly offset?: number | undefined
  readonly limit?: number | undefined
}

export interface CallFilter {
  readonly direction?: string | undefined
  readonly agentId?: number | undefined
  /** One of the account's own numbers. */
  readonly number?: string | undefined
  /** The number at the other end. */
  readonly contact?: string | undefined
  readonly status?: string | undefined
}

export interface CallList {
  /** How many calls match, without `offset` and `limit`. */
  readonly total: number
  readonly calls: readonly CallView[]
}

/** Where the rows of the query's range begin and end, by two binary searches. */
export const boundsOf = (
  rows: readonly Row[],
  { from, to }: Pick<CallQuery, 'from' | 'to'>,
): readonly [number, number] => {
  const low = from === undefined ? 0 : placeOf(rows, from)
  return [low, to === undefined ? rows.length : Math.max(low, placeOf(rows, to))]
}

/** Tells filters apart; undefined for none. */
export const filterKeyOf = (filter: CallFilter): string | undefined => {
  const { direction, agentId, number, contact, status } = filter
  return isFiltered(filter) ? JSON.stringify([direction, agentId, number, contact, status]) : undefined
}

const isFiltered = ({ direction, agentId, number, contact, status }: CallFilter): boolean =>
  [direction, agentId, number, contact, status].some((value) => value !== undefined)

/** What a filter compares. An edit may have put anything there. */
export interface FilterTraits {
  readonly direction: unknown
  readonly agentId: unknown
  readonly number: unknown
  /** Undefined where only a whole call has it. */
  readonly contact?: unknown
  readonly status: unknown
}

export const fits = (traits: FilterTraits, filter: CallFilter): boolean =>
  (filter.direction === undefined || traits.direction === filter.direction) &&
  (filter.agentId === undefined || traits.agentId === filter.agentId) &&
  (filter.number === undefined || traits.number === filter.number) &&
  (filter.contact === undefined || traits.contact === filter.contact) &&
  (filter.status === undefined || traits.status === filter.status)

export const filterTraitsOf = ({ direction, agent, number, status }: Traits): FilterTraits => ({
  direction,
  agentId: agent?.id ?? null,
  number,
  status,
})

export const filterTraitsOfView = (view: CallView): FilterTraits => ({
  direction: view.direction,
  agentId: view.agent_id,
  number: view.direction === 'inbound' ? view.to : view.from,
  contact: view.direction === 'inbound' ? view.from : view.to,
  status: view.status,
})

/** Keeps what was found by a key for as long as the version stays: pages of one list share it. */
export const createFoundCache = <R extends Row>() => {
  const found = new Map<string, readonly R[]>()
  let foundAt = -1
  return (version: number, key: string, find: () => readonly R[]): readonly R[] => {
    if (version !== foundAt || found.size >= CACHE_SIZE) found.clear()
    foundAt = version
    const known = found.get(key) ?? find()
    found.set(key, known)
    return known
  }
}

const CACHE_SIZE = 256
