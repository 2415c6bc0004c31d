import { createLogIds } from './log-ids.ts'
import { boundsOf, createFoundCache, type Order } from './query.ts'
import { createTimeline, type Row, shuffled } from './timeline.ts'

export type Fields = Readonly<Record<string, unknown>>

/** What is kept of a row. Its fields are drawn from `seq` when it is shown, and what was `given` replaces them. */
export interface KeptRow<G = Fields> extends Row {
  readonly given: G | undefined
  /** Until this instant (ms), what is written afterwards is not there yet. */
  readonly filledAt: number
  /** In order of time. */
  edits: readonly Edit[] | undefined
}

interface Edit {
  readonly at: number
  readonly patch: Fields
}

export interface Slice {
  readonly offset?: number | undefined
  readonly limit?: number | undefined
}

export interface RowQuery<R> extends Slice {
  /** Instants (ms) of the row's place in time, half-open. */
  readonly from?: number | undefined
  readonly to?: number | undefined
  /** Default `newest`. */
  readonly order?: Order | undefined
  /** What the order goes by, default `start`. */
  readonly sortBy?: 'start' | 'logId' | undefined
  /** `key` tells filters apart. */
  readonly filter?: { readonly key: string; readonly fits: (row: R) => boolean } | undefined
}

export interface Found<V> {
  /** How many rows match, without `offset` and `limit`. */
  readonly total: number
  readonly rows: readonly V[]
}

interface RowListOptions<G, V> {
  readonly rows: KeptRow<G>[]
  readonly seed: number
  /** What errors call a row. */
  readonly noun: string
  /** The field that edits cannot change. */
  readonly key: keyof V & string
  /** @param logId numbers rows in the order in which they are logged. */
  readonly idOf: (row: KeptRow<G>, logId: (row: KeptRow<G>) => number) => unknown
  /** A fresh object of the row's fields at `now`, without edits. */
  readonly draw: (row: KeptRow<G>, now: number) => V
}

/** Rows that come, change and go as time goes on. They are drawn again each time they are shown. */
export const createRowList = <G, V extends Fields>(options: RowListOptions<G, V>) => {
  const { rows: all, seed, key, draw } = options
  const timeline = createTimeline(all)
  const found = createFoundCache<KeptRow<G>>()
  const logIds = createLogIds(timeline.all)
  const idOf = (row: KeptRow<G>) => options.idOf(row, logIds.of)
  /** Made at the first question, since most runs never ask. */
  let index: Map<unknown, KeptRow<G>> | undefined

  const find = (id: unknown): KeptRow<G> | undefined => {
    index ??= new Map(timeline.all.map((row) => [idOf(row), row]))
    return index.get(id)
  }
  const rowOf = (id: unknown): KeptRow<G> => {
    const row = find(id)
    if (!row) throw new RangeError(`No ${options.noun} ${id} in this account`)
    return row
  }
  const show = (row: KeptRow<G>, now: number): V => {
    const drawn = draw(row, now)
    if (!row.edits) return drawn
    const patches = row.edits.filter(({ at }) => at <= now).map(({ patch }) => patch)
    return Object.assign(drawn, ...patches, { [key]: drawn[key] })
  }
  const matching = (now: number, query: RowQuery<KeptRow<G>>): readonly KeptRow<G>[] => {
    const { filter, order, sortBy } = query
    const rows = timeline.listed(now)
    const range = rows.slice(...boundsOf(rows, query))
    const matches = filter ? range.filter(filter.fits) : range
    if (order === 'none') return shuffled(matches, seed)
    return sortBy === 'logId' ? matches.toSorted((a, b) => logIds.of(a) - logIds.of(b)) : matches
  }
  const stretchOf = (now: number, query: RowQuery<KeptRow<G>>): Stretch<KeptRow<G>> => {
    const { from, to, order, sortBy, filter } = query
    if (order === 'none' || sortBy === 'logId' || filter) {
      const cacheKey = JSON.stringify([from, to, filter?.key, order === 'none' ? order : sortBy])
      const rows = found(timeline.version(now), cacheKey, () => matching(now, query))
      return { rows, low: 0, high: rows.length }
    }
    const rows = timeline.listed(now)
    const [low, high] = boundsOf(rows, query)
    return { rows, low, high }
  }

  return {
    all: timeline.all,
    find,
    idOf,
    logIdOf: logIds.of,
    show,
    visible: (now: number): V[] => timeline.listed(now).map((row) => show(row, now)),
    list(now: number, query: RowQuery<KeptRow<G>>): Found<V> {
      const { rows, low, high } = stretchOf(now, query)
      const total = high - low
      const { offset = 0, limit = total, order = 'newest' } = query
      const length = Math.max(0, Math.min(limit, total - offset))
      const first = order === 'newest' ? high - 1 - offset : low + offset
      const step = order === 'newest' ? -1 : 1
      const page = Array.from({ length }, (_, nth) => rows[first + nth * step])
      return { total, rows: page.flatMap((row) => (row ? [show(row, now)] : [])) }
    },
    insert(row: KeptRow<G>): void {
      timeline.insert(row)
      logIds.learn(row)
      index?.set(idOf(row), row)
    },
    edit(id: unknown, patch: Fields, at = Number.NEGATIVE_INFINITY): void {
      const row = rowOf(id)
      row.edits = [...(row.edits ?? []), { at, patch }].sort((a, b) => a.at - b.at)
      timeline.touch(at)
    },
    remove(id: unknown, at = Number.NEGATIVE_INFINITY): void {
      timeline.remove(rowOf(id), at)
    },
  }
}

export type RowList<G, V extends Fields> = ReturnType<typeof createRowList<G, V>>

interface Stretch<R> {
  readonly rows: readonly R[]
  readonly low: number
  readonly high: number
}
