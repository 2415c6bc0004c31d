import type { Row } from './timeline.ts'

/**
 * Numbers calls in the order in which they are logged (`listedAt`): unique, stable, and safe integers.
 *
 * A millisecond has room for 4,096 calls; more of them spill into the next.
 */
export const createLogIds = (rows: readonly Row[]) => {
  let ids: Map<number, number> | undefined
  const used = new Map<number, number>()
  const assign = (row: Row, known: Map<number, number>): number => {
    let ms = slotOf(row.listedAt)
    while ((used.get(ms) ?? 0) >= CALLS_A_MS) ms += 1
    const nth = used.get(ms) ?? 0
    used.set(ms, nth + 1)
    const id = ms * CALLS_A_MS + nth
    known.set(row.seq, id)
    return id
  }
  /** Most runs never ask, so the numbers are given out at the first question. */
  const all = (): Map<number, number> => {
    if (ids) return ids
    ids = new Map()
    const inOrder = rows.toSorted((a, b) => a.listedAt - b.listedAt || a.seq - b.seq)
    for (const row of inOrder) assign(row, ids)
    return ids
  }
  return {
    of: (row: Row): number => all().get(row.seq) ?? assign(row, all()),
    /** Numbers a row that was added later. */
    learn(row: Row): void {
      if (ids) assign(row, ids)
    },
  }
}

const CALLS_A_MS = 4096
const EPOCH = Date.UTC(2000, 0, 1)
/** Below 2^53 / 4096, with room to spill. */
const MAX_SLOT = 2 ** 41 - 2 ** 20

const slotOf = (listedAt: number): number =>
  Math.floor(Math.max(-MAX_SLOT, Math.min(MAX_SLOT, listedAt - EPOCH)))
