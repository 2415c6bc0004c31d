/**
 * Days as the API's `start_date` and `end_date` mean them: whole days in the account's time zone, which we do not know.
 * A day is the number of days since 1970-01-01. An instant is Unix time in milliseconds.
 *
 * Zones reach from UTC-12 to UTC+14, so an instant falls on one of at most three days; the functions here give the
 * first and the last of them.
 */

const hour = 3_600_000
export const dayLength = 24 * hour

/** The day of an instant in the westernmost zone: no zone has an earlier one. */
export const earliestDay = (instant: number): number => Math.floor((instant - 12 * hour) / dayLength)

/** The day of an instant in the easternmost zone: no zone has a later one. */
export const latestDay = (instant: number): number => Math.floor((instant + 14 * hour) / dayLength)

/** The first instant at which a day is over in every zone. */
export const endOfDayEverywhere = (day: number): number => (day + 1) * dayLength + 12 * hour

/** The first instant at which a day has begun in any zone. */
export const startOfDayAnywhere = (day: number): number => day * dayLength - 14 * hour

/** YYYY-MM-DD, as the contract writes days. */
export const formatDay = (day: number): string => new Date(day * dayLength).toISOString().slice(0, 10)

/** A run of whole days, both ends in it; without `last` it has no end. */
export interface DayRange {
  readonly first: number
  readonly last: number | undefined
}

export const formatRange = ({ first, last }: DayRange): string =>
  last === undefined ? `${formatDay(first)} and later` : `${formatDay(first)} to ${formatDay(last)}`
