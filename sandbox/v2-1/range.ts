import { DAY_MS, dayOf, dayStart, isDay, MINUTE_MS } from '../days.ts'
import type { ParameterLimits } from '../parameters.ts'
import type { V21Behaviour } from './behaviour.ts'
import { type Failure, failure } from './failure.ts'

/** Instants (ms), half-open. */
export interface Range {
  readonly from: number | undefined
  readonly to: number | undefined
}

export interface Moment {
  readonly now: number
  /** Of the account's zone, east of UTC. */
  readonly offsetMinutes: number
}

export type RangeLimits = ParameterLimits & V21Behaviour & { readonly endExcluded?: boolean }

export const RANGE_NAMES = ['from_datetime', 'to_datetime'] as const

/**
 * Reads the bounds of a range. A wrong one is refused with 400; but an ISO instant answers 200 with a malformed body, as the
 * real API does.
 */
export const readRange = (query: URLSearchParams, limits: RangeLimits, moment: Moment): Range | Failure => {
  const bounds = RANGE_NAMES.map((name) => query.get(name) ?? '')
  if (bounds.some((text) => ISO_INSTANT.test(text))) return MALFORMED
  const [from, to] = bounds.map((text) => readMoment(text, moment.offsetMinutes))
  if (from === null) return failure(400, 'from_datetime must be yyyy-mm-dd hh:mm:ss or yyyy-mm-dd.')
  if (to === null) return failure(400, 'to_datetime must be yyyy-mm-dd hh:mm:ss or yyyy-mm-dd.')
  if (from !== undefined && to !== undefined && to < from) {
    return failure(400, 'to_datetime must not be before from_datetime.')
  }
  const end = to === undefined ? undefined : endOf(to, query.get('to_datetime') ?? '', limits)
  return findPastLimit(from, to, limits, moment) ?? { from: from ?? firstServed(limits, moment), to: end }
}

const MAX_RANGE_DAYS = 90
const ISO_INSTANT = /^\d{4}-\d\d-\d\dT/

/** What an ISO instant as a bound answers. */
const MALFORMED: Failure = { status: 200, body: { status: 'success', data: {} } }

/** The instant (ms) of a bound, undefined if there is none, null if it cannot be read. */
const readMoment = (text: string, offsetMinutes: number): number | undefined | null => {
  if (text === '') return undefined
  const [, day = '', time = '00:00:00'] = /^(\d{4}-\d\d-\d\d)(?: (\d\d:\d\d:\d\d))?$/.exec(text) ?? []
  const instant = Date.parse(`${day}T${time}Z`) - offsetMinutes * MINUTE_MS
  return isDay(day) && !Number.isNaN(instant) ? instant : null
}

/** Both bounds are inclusive, by the second. */
const endOf = (to: number, text: string, { wholeToDay, endExcluded }: RangeLimits): number => {
  if (wholeToDay && isDay(text)) return to + DAY_MS
  return endExcluded ? to : to + 1000
}

const findPastLimit = (
  from: number | undefined,
  to: number | undefined,
  limits: RangeLimits,
  moment: Moment,
): Failure | undefined => {
  const { maxRangeDays = MAX_RANGE_DAYS, maxAgeDays, slowRanges } = limits
  const days = from === undefined ? Number.POSITIVE_INFINITY : ((to ?? moment.now) - from) / DAY_MS
  if (from !== undefined && days > maxRangeDays) {
    return failure(400, `The date range must not exceed ${maxRangeDays} days.`)
  }
  if (from !== undefined && from < (firstServed(limits, moment) ?? from)) {
    return failure(400, `from_datetime must be within the last ${maxAgeDays} days.`)
  }
  return slowRanges !== undefined && days > slowRanges ? failure(504, 'Gateway time-out.') : undefined
}

/** The first moment of the history that is served. A request without a start gets everything from there on. */
const firstServed = ({ maxAgeDays }: RangeLimits, { now, offsetMinutes }: Moment): number | undefined =>
  maxAgeDays === undefined
    ? undefined
    : dayStart(dayOf(now, offsetMinutes), offsetMinutes) - maxAgeDays * DAY_MS
