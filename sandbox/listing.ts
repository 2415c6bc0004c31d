import type { Account } from './account.ts'
import type { Behaviour } from './api.ts'
import type { CallView } from './calls.ts'
import type { CallQuery } from './query.ts'
import { draw, mix } from './random.ts'
import type { Fields, Found, Slice } from './row-list.ts'

/** Which calls an API that hides some does not show. */
export const isHidden = ({ call_id }: Pick<CallView, 'call_id'>): boolean => isHiddenId(call_id)

/** Which rows of any list an API that hides some does not show. */
export const isHiddenId = (id: string | number): boolean => digitOf(id) === 5

/** The last digit of a text, or one drawn from a number: many numbers end in the same digit. */
const digitOf = (id: string | number): number =>
  typeof id === 'number' ? mix(id) % 10 : Number(id.slice(-1))

/** The rows that a page shows, under what an API does to its list whichever version it speaks. */
export const listRows = <V>(
  list: (slice: Slice) => Found<V>,
  idOf: (row: V) => string | number,
  { listsTwice, hides, reorders }: Pick<Behaviour, 'listsTwice' | 'hides' | 'reorders'>,
  serial: number,
  slice: Slice,
): Found<V> => {
  if (!listsTwice && hides === undefined && !reorders) return list(slice)
  const { offset = 0, limit = Number.POSITIVE_INFINITY } = slice
  const rows = list({}).rows.flatMap((row) => (listsTwice && digitOf(idOf(row)) === 0 ? [row, row] : [row]))
  const shown = (some: readonly V[]) =>
    hides === undefined ? some : some.filter((row) => !isHiddenId(idOf(row)))
  const ordered = reorders ? inSomeOrder(rows, mix(serial)) : rows
  const whole = hides === 'from-list' ? shown(ordered) : ordered
  return { total: rows.length, rows: shown(whole.slice(offset, offset + limit)) }
}

export const listCalls = (
  account: Account,
  now: number,
  behaviour: Pick<Behaviour, 'listsTwice' | 'hides' | 'reorders'>,
  serial: number,
  { offset, limit, ...filters }: CallQuery,
): Found<CallView> =>
  listRows(
    (slice) => {
      const { total, calls } = account.list(now, { ...filters, ...slice })
      return { total, rows: calls }
    },
    ({ call_id }) => call_id,
    behaviour,
    serial,
    { offset, limit },
  )

const inSomeOrder = <T>(items: readonly T[], key: number): T[] =>
  items
    .map((item, nth) => ({ item, rank: draw(key, nth) }))
    .toSorted((a, b) => a.rank - b.rank)
    .map(({ item }) => item)

/** The call with a link to its recording that no other read shows. */
export const sign = (call: CallView, key: number): CallView =>
  typeof call.recording_url === 'string' ? { ...call, recording_url: signed(call.recording_url, key) } : call

/** The row with links to recordings and media, at any depth, that no other read shows. */
export const signLinks = <T extends Fields>(row: T, key: number): T =>
  JSON.parse(JSON.stringify(row), (_, value: unknown) =>
    typeof value === 'string' && /^https:\/\/(recordings|media)\./.test(value) ? signed(value, key) : value,
  )

const signed = (link: string, key: number) => `${link}?expires=3600&signature=${mix(key).toString(16)}`

export const shuffleKeys = <T extends Readonly<Record<string, unknown>>>(call: T, key: number): T => {
  const shuffled = inSomeOrder(Object.entries(call), mix(key))
  // Keys keep the place that they were given first.
  return { ...Object.fromEntries(shuffled), ...call }
}
