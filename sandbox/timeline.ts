import { mix } from './random.ts'

/** A call's place in time. It stays sorted by `start` then `seq`, whatever is shown of the call. */
export interface Row {
  readonly seq: number
  /** Instants in ms. A call is listed from `listedAt` until `removedAt`. */
  readonly start: number
  readonly listedAt: number
  removedAt: number
}

/**
 * The rows that are listed at a moment, sorted, kept up to date as time goes on.
 *
 * Invariant: `listed` is exactly the rows with `listedAt <= at < removedAt`, and `upcoming` holds, in order of time, each
 * moment after `at` that changes that. Time that moves on costs only what happened in between; time that moves back costs
 * a rebuild.
 */
export interface Timeline<R extends Row> {
  /** Every row there ever was or will be, sorted. */
  readonly all: readonly R[]
  /** The rows listed at `now`, sorted. Do not keep it: it changes in place. */
  listed(now: number): readonly R[]
  insert(row: R): void
  /** A row is no longer listed from `at` (ms) on. */
  remove(row: R, at: number): void
  /** Nothing is listed or removed at `at`, but what is shown of a row changes then. */
  touch(at: number): void
  /** Grows whenever what `listed` shows may have changed. */
  version(now: number): number
}

export const createTimeline = <R extends Row>(rows: R[]): Timeline<R> => {
  let listed: R[] = []
  let upcoming: Change<R>[] = []
  let at = Number.NEGATIVE_INFINITY
  let version = 0
  const touches: number[] = []

  const rebuild = (now: number): void => {
    at = now
    version += 1
    listed = rows.filter((row) => row.listedAt <= now && now < row.removedAt)
    upcoming = touches.filter((moment) => moment > now).map((moment) => ({ at: moment }))
    for (const row of rows) upcoming.push(...changesAfter(row, now))
    upcoming.sort((a, b) => b.at - a.at)
  }
  const advance = (now: number): void => {
    if (now < at || at === Number.NEGATIVE_INFINITY) rebuild(now)
    at = now
    for (let next = upcoming.at(-1); next && next.at <= now; next = upcoming.at(-1)) {
      upcoming.pop()
      apply(next)
    }
  }
  const apply = ({ row }: Change<R>): void => {
    version += 1
    if (!row) return
    const place = placeOf(listed, row.start, row.seq)
    const present = listed[place] === row
    const due = row.listedAt <= at && at < row.removedAt
    if (due && !present) listed.splice(place, 0, row)
    if (!due && present) listed.splice(place, 1)
  }
  const schedule = (change: Change<R>): void => {
    if (change.at <= at) apply(change)
    else upcoming.splice(placeOfLater(upcoming, change.at), 0, change)
  }

  return {
    all: rows,
    listed(now) {
      advance(now)
      return listed
    },
    version(now) {
      advance(now)
      return version
    },
    insert(row) {
      rows.splice(placeOf(rows, row.start, row.seq), 0, row)
      for (const change of changesAfter(row, Number.NEGATIVE_INFINITY)) schedule(change)
    },
    remove(row, moment) {
      row.removedAt = moment
      schedule({ at: moment, row })
    },
    touch(moment) {
      touches.push(moment)
      schedule({ at: moment })
    },
  }
}

/** The index of the first row that does not lie before an instant, or before (`start`, `seq`). */
export const placeOf = (rows: readonly Row[], start: number, seq = -1): number => {
  let low = 0
  let high = rows.length
  while (low < high) {
    const middle = (low + high) >>> 1
    const row = rows[middle]
    if (row && (row.start < start || (row.start === start && row.seq < seq))) low = middle + 1
    else high = middle
  }
  return low
}

/** An order without meaning that stays the same for the same rows and seed. */
export const shuffled = <R extends Row>(rows: readonly R[], seed: number): R[] =>
  rows
    .map((row) => ({ row, rank: mix(row.seq ^ mix(seed)) }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ row }) => row)

interface Change<R> {
  readonly at: number
  readonly row?: R
}

const changesAfter = <R extends Row>(row: R, now: number): readonly Change<R>[] => {
  const settled = row.listedAt <= now && row.removedAt === Number.POSITIVE_INFINITY
  return settled
    ? NO_CHANGES
    : [
        { at: row.listedAt, row },
        { at: row.removedAt, row },
      ].filter((change) => change.at > now && change.at < Number.POSITIVE_INFINITY)
}

const NO_CHANGES: readonly never[] = []

/** `upcoming` is kept latest first, so that the next change is popped from its end. */
const placeOfLater = (changes: readonly Change<unknown>[], at: number): number => {
  let low = 0
  let high = changes.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((changes[middle]?.at ?? 0) > at) low = middle + 1
    else high = middle
  }
  return low
}
