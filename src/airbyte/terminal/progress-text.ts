import type { Progress } from '../source/progress.ts'
import { groupDigits } from '../source/wording.ts'

export interface Reading extends Progress {
  readonly stream: string
  /** Unix time in milliseconds, as are the others. */
  readonly startedAt: number
  /** About how many items there are. */
  readonly total?: number
  /** When quota is there again that the stream waits for. */
  readonly waitingUntil?: number
}

/** How a reading goes, in a line of at most `columns` characters: what does not fit is left out, the least telling first. */
export function progressText(reading: Reading, now: number, columns: number): string {
  const { stream, requests = 0, retries = 0, refusals = 0 } = reading
  const [first, ...parts] = [
    `${stream}: ${share(reading)}`,
    ...(isWaiting(reading, now) ? [waiting(reading.waitingUntil, now)] : pace(reading, now)),
    `${groupDigits(requests)} ${requests === 1 ? 'request' : 'requests'}`,
    ...(refusals > 0 ? [`${groupDigits(refusals)} refused for quota`] : []),
    ...(retries > 0 ? [`${groupDigits(retries)} retried`] : []),
  ]
  let line = first
  for (const part of parts) {
    if (line.length + separator.length + part.length > columns) break
    line += separator + part
  }
  return line.slice(0, Math.max(0, columns))
}

const separator = ' · '

function share({ done = 0, total }: Reading): string {
  if (total === undefined || total < done || total === 0) return groupDigits(done)
  return `${groupDigits(done)} of about ${groupDigits(total)} (${Math.floor((done / total) * 100)} %)`
}

const isWaiting = (reading: Reading, now: number): reading is Reading & { waitingUntil: number } =>
  reading.waitingUntil !== undefined && reading.waitingUntil > now

const waiting = (until: number, now: number): string =>
  `waits for quota until ${new Date(until).toISOString().slice(11, 19)} UTC, ${span(until - now)} left`

function pace({ startedAt, done = 0, total = 0 }: Reading, now: number): string[] {
  const seconds = (now - startedAt) / 1000
  if (done === 0 || seconds < 1) return []
  const perSecond = done / seconds
  const left = total > done ? [`${span(((total - done) / perSecond) * 1000)} left`] : []
  return [`${perSecond < 10 ? perSecond.toFixed(1) : groupDigits(Math.round(perSecond))}/s`, ...left]
}

const day = 86_400_000

/** "00:05", "01:10:00". */
const span = (milliseconds: number): string =>
  milliseconds >= day
    ? 'more than a day'
    : new Date(milliseconds).toISOString().slice(11, 19).replace(/^00:/, '')
