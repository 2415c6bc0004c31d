import type { Progress } from '../source/progress.ts'
import { groupDigits } from '../source/wording.ts'

export interface StreamProgress extends Progress {
  readonly stream: string
  /** Unix time in milliseconds. */
  readonly startedAt: number
  /** Estimated number of items. */
  readonly total?: number
  /** When the quota resets that the stream waits for, in Unix milliseconds. */
  readonly waitingUntil?: number
}

/** Progress as a line of at most `columns` characters. Parts that do not fit are left out, the least important first. */
export function progressText(progress: StreamProgress, now: number, columns: number): string {
  const { stream, requests = 0, retries = 0, refusals = 0 } = progress
  const [first, ...parts] = [
    `${stream}: ${doneOf(progress)}`,
    ...(isWaiting(progress, now) ? [waiting(progress.waitingUntil, now)] : rate(progress, now)),
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

function doneOf({ done = 0, total }: StreamProgress): string {
  if (total === undefined || total < done || total === 0) return groupDigits(done)
  return `${groupDigits(done)} of about ${groupDigits(total)} (${Math.floor((done / total) * 100)} %)`
}

const isWaiting = (
  progress: StreamProgress,
  now: number,
): progress is StreamProgress & { waitingUntil: number } =>
  progress.waitingUntil !== undefined && progress.waitingUntil > now

const waiting = (until: number, now: number): string =>
  `waits for quota until ${new Date(until).toISOString().slice(11, 19)} UTC, ${duration(until - now)} left`

function rate({ startedAt, done = 0, total = 0 }: StreamProgress, now: number): string[] {
  const seconds = (now - startedAt) / 1000
  if (done === 0 || seconds < 1) return []
  const perSecond = done / seconds
  const left = total > done ? [`${duration(((total - done) / perSecond) * 1000)} left`] : []
  return [`${perSecond < 10 ? perSecond.toFixed(1) : groupDigits(Math.round(perSecond))}/s`, ...left]
}

const day = 86_400_000

/** "00:05", "01:10:00". */
const duration = (milliseconds: number): string =>
  milliseconds >= day
    ? 'more than a day'
    : new Date(milliseconds).toISOString().slice(11, 19).replace(/^00:/, '')
