import type { AccountSettings, Portion } from './account-options.ts'
import type { Call, CallGenerator } from './calls.ts'
import { draw, mix } from './random.ts'
import { createStarts } from './shape.ts'
import type { Row } from './timeline.ts'

/** What is kept of a call. Its fields are drawn from `seq` when it is shown, unless it was `given`. */
export interface CallRow extends Row {
  readonly given: Call | undefined
  /** Until this instant (ms), what people write after a call is not there yet. */
  readonly filledAt: number
  /** In order of time. */
  edits: readonly Edit[] | undefined
}

interface Edit {
  readonly at: number
  readonly patch: Readonly<Record<string, unknown>>
}

export const createRows = (settings: AccountSettings, generator: CallGenerator): CallRow[] => {
  const { late, filledIn } = settings
  const key = mix(settings.seed) ^ 0x5bd1e995
  return Array.from(createStarts(settings), (start, seq) => {
    const end = start + generator.duration(seq) * 1000
    const listedAt = end + delayOf(late, key + seq, 1)
    const filledAt = filledIn.share > 0 ? end + delayOf(filledIn, key + seq, 3) : Number.NEGATIVE_INFINITY
    return {
      seq,
      start,
      listedAt,
      removedAt: Number.POSITIVE_INFINITY,
      given: undefined,
      filledAt,
      edits: undefined,
    }
  })
}

export const createGivenRow = (seq: number, start: number, listedAt: number, given: Call): CallRow => ({
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
