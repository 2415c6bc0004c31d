import { MINUTE_MS } from '../days.ts'
import type { Fields } from '../row-list.ts'

/** An instant (ms) as the four fields that begin with a prefix: date and time in UTC and in the account's zone. */
export const dateFields = (
  prefix: string,
  instant: number,
  offsetMinutes: number,
  unpadded = false,
): Fields => {
  const [date, time] = dateAndTime(instant, unpadded)
  const [userDate, userTime] = dateAndTime(instant + offsetMinutes * MINUTE_MS, unpadded)
  return {
    [`${prefix}_date`]: date,
    [`${prefix}_time`]: time,
    [`${prefix}_user_date`]: userDate,
    [`${prefix}_user_time`]: userTime,
  }
}

/** A date and a time in UTC; with `unpadded`, hours below ten have one digit. */
export const dateAndTime = (instant: number, unpadded = false): readonly [date: string, time: string] => {
  const [date = '', time = ''] = new Date(instant).toISOString().slice(0, -5).split('T')
  return [date, unpadded ? time.replace(/^0/, '') : time]
}

/** Seconds as `hh:mm:ss`. */
export const friendlyDuration = (seconds: number): string =>
  [seconds / 3600, (seconds / 60) % 60, seconds % 60]
    .map((part) => String(Math.floor(part)).padStart(2, '0'))
    .join(':')

/** The instant (ms) of a date and a time in UTC, NaN if there is none. */
export const instantOf = (date: unknown, time: unknown): number =>
  Date.parse(`${date}T${String(time).padStart(8, '0')}Z`)
