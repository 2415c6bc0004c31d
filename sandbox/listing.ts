import type { Account } from './account.ts'
import type { Behaviour } from './api.ts'
import type { CallView } from './calls.ts'
import type { CallList, CallQuery } from './query.ts'
import { draw, mix } from './random.ts'

/** Which calls an API that hides some does not show. */
export const isHidden = ({ call_id }: Pick<CallView, 'call_id'>): boolean => call_id.endsWith('5')

/** The calls that a page shows, under what an API does to its list whichever version it speaks. */
export const listCalls = (
  account: Account,
  now: number,
  { listsTwice, hides, reorders }: Pick<Behaviour, 'listsTwice' | 'hides' | 'reorders'>,
  serial: number,
  query: CallQuery,
): CallList => {
  if (!listsTwice && hides === undefined && !reorders) return account.list(now, query)
  const { offset = 0, limit = Number.POSITIVE_INFINITY, ...filters } = query
  const { calls } = account.list(now, filters)
  const rows = calls.flatMap((call) => (listsTwice && call.call_id.endsWith('0') ? [call, call] : [call]))
  const shown = (some: CallView[]) => (hides === undefined ? some : some.filter((call) => !isHidden(call)))
  const ordered = reorders ? inSomeOrder(rows, mix(serial)) : rows
  const list = hides === 'from-list' ? shown(ordered) : ordered
  return { total: rows.length, calls: shown(list.slice(offset, offset + limit)) }
}

const inSomeOrder = <T>(items: readonly T[], key: number): T[] =>
  items
    .map((item, nth) => ({ item, rank: draw(key, nth) }))
    .toSorted((a, b) => a.rank - b.rank)
    .map(({ item }) => item)

/** The call with a link to its recording that no other read shows. */
export const sign = (call: CallView, key: number): CallView =>
  typeof call.recording_url === 'string'
    ? { ...call, recording_url: `${call.recording_url}?expires=3600&signature=${mix(key).toString(16)}` }
    : call

export const shuffleKeys = <T extends Readonly<Record<string, unknown>>>(call: T, key: number): T => {
  const shuffled = inSomeOrder(Object.entries(call), mix(key))
  // Keys keep the place that they were given first.
  return { ...Object.fromEntries(shuffled), ...call }
}
