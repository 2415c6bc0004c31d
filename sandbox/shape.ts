import { DAY_MS, dayStart, isDay, MINUTE_MS } from './days.ts'
import { createRandom } from './random.ts'

/**
 * How an account's calls lie in time: evenly, in bursts, on working days between 8 and 18 o'clock of the account's zone,
 * or an exact number a day of that zone.
 */
export type Shape =
  | 'steady'
  | 'bursty'
  | 'working-hours'
  | { readonly days: Readonly<Record<string, number>> }

export interface ShapeOptions {
  readonly shape: Shape
  /** Total of calls; an explicit `days` brings its own. */
  readonly calls: number
  /** Instants (ms), half-open. */
  readonly from: number
  readonly to: number
  readonly offsetMinutes: number
  readonly seed: number
}

/**
 * The starts of all calls (ms, whole seconds), ascending.
 *
 * They are drawn in order: the nth of N falls in the nth part of the cumulated weight, so nothing needs to be sorted.
 */
export const createStarts = (options: ShapeOptions): Float64Array => {
  const { shape, calls, from, to, offsetMinutes, seed } = options
  const random = createRandom(seed)
  if (typeof shape === 'object') return startsOfDays(shape.days, offsetMinutes, random)
  const starts = new Float64Array(to > from ? calls : 0)
  const length = Math.ceil((to - from) / HOUR_MS)
  const weights = Float64Array.from({ length }, (_, hour) => {
    const start = from + hour * HOUR_MS
    const share = Math.min(HOUR_MS, to - start) / HOUR_MS
    return share * weightOf(shape, start + offsetMinutes * MINUTE_MS, random)
  })
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  let hour = 0
  let before = 0
  for (let nth = 0; nth < starts.length; nth += 1) {
    const aim = ((nth + random()) / starts.length) * total
    while (hour < length - 1 && before + (weights[hour] ?? 0) <= aim) {
      before += weights[hour] ?? 0
      hour += 1
    }
    const start = from + hour * HOUR_MS
    const within = (aim - before) / (weights[hour] ?? 1)
    starts[nth] = wholeSecond(start + Math.min(within, 1) * Math.min(HOUR_MS, to - start - 1), from)
  }
  return starts
}

const HOUR_MS = 3_600_000

/** A whole second that is not before the range, which itself may begin within a second. */
const wholeSecond = (instant: number, from: number): number => {
  const second = Math.floor(instant / 1000) * 1000
  return second < from ? second + 1000 : second
}

const weightOf = (
  shape: 'steady' | 'bursty' | 'working-hours',
  local: number,
  random: () => number,
): number => {
  if (shape === 'steady') return 1
  if (shape === 'bursty') return random() < 0.02 ? 60 : 0.2 + random() ** 4
  const date = new Date(local)
  const day = date.getUTCDay()
  const hour = date.getUTCHours()
  if (day === 0 || day === 6) return 0.02
  if (hour < 8 || hour >= 18) return 0.03
  return hour === 12 ? 0.6 : 1
}

const startsOfDays = (
  days: Readonly<Record<string, number>>,
  offsetMinutes: number,
  random: () => number,
): Float64Array => {
  const entries = Object.entries(days).sort(([a], [b]) => (a < b ? -1 : 1))
  const wrong = entries.find(([day, count]) => !isDay(day) || !Number.isInteger(count) || count < 0)
  if (wrong) throw new RangeError(`days takes YYYY-MM-DD to a number of calls, got ${JSON.stringify(wrong)}`)
  const starts = new Float64Array(entries.reduce((sum, [, count]) => sum + count, 0))
  let filled = 0
  for (const [day, count] of entries) {
    const start = dayStart(day, offsetMinutes)
    for (let nth = 0; nth < count; nth += 1) {
      starts[filled] = wholeSecond(start + ((nth + random()) / count) * DAY_MS, start)
      filled += 1
    }
  }
  return starts
}
