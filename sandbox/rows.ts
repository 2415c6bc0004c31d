import type { AccountSettings, Portion } from './account-options.ts'
import type { Call, CallGenerator } from './calls.ts'
import { draw, mix } from './random.ts'
import type { KeptRow } from './row-list.ts'
import { createStarts } from './shape.ts'

export type CallRow = KeptRow<Call>

export const createRows = (settings: AccountSettings, generator: CallGenerator): CallRow[] =>
  Array.from(createStarts(settings), (start, seq) => {
    const end = start + generator.duration(seq) * 1000
    return createRow(seq, start, end, settings, mix(settings.seed) ^ 0x5bd1e995)
  })

/** A row of an account's own. It is listed from its end, or late, and filled in then or later. */
export const createRow = (
  seq: number,
  start: number,
  end: number,
  { late, filledIn }: Pick<AccountSettings, 'late' | 'filledIn'>,
  key: number,
): KeptRow<never> => ({
  seq,
  start,
  listedAt: end + delayOf(late, key + seq, 1),
  removedAt: Number.POSITIVE_INFINITY,
  given: undefined,
  filledAt: filledIn.share > 0 ? end + delayOf(filledIn, key + seq, 3) : Number.NEGATIVE_INFINITY,
  edits: undefined,
})

export const createGivenRow = <G>(seq: number, start: number, listedAt: number, given: G): KeptRow<G> => ({
  seq,
  start,
  listedAt,
  removedAt: Number.POSITIVE_INFINITY,
  given,
  filledAt: Number.NEGATIVE_INFINITY,
  edits: undefined,
})

const delayOf = ({ share, upToMs }: Portion, key: number, lane: number): number =>
  share > 0 && draw(mix(key), lane) < share ? Math.ceil(draw(mix(key), lane + 1) * upToMs) : 0

/** Rows that are there from the beginning and have no time of their own: each comes after the one before. */
export const createStandingRows = (count: number): KeptRow<never>[] =>
  Array.from({ length: count }, (_, seq) => ({
    seq,
    start: seq,
    listedAt: Number.NEGATIVE_INFINITY,
    removedAt: Number.POSITIVE_INFINITY,
    given: undefined,
    filledAt: Number.NEGATIVE_INFINITY,
    edits: undefined,
  }))

/** Rows that lie in time as calls do. `lane` tells lists apart. @param secondsOf from a row's start to its end. */
export const createDatedRows = (
  settings: AccountSettings,
  count: number,
  lane: number,
  secondsOf: (seq: number) => number = () => 0,
): KeptRow<never>[] => {
  const shape = typeof settings.shape === 'object' ? 'steady' : settings.shape
  const seed = settings.seed + lane
  const starts = createStarts({ ...settings, shape, calls: count, seed })
  return Array.from(starts, (start, seq) =>
    createRow(seq, start, start + secondsOf(seq) * 1000, settings, mix(seed) ^ 0x5bd1e995),
  )
}
