/**
 * The instant of an ISO 8601 timestamp, in Unix milliseconds, finer fractions cut off; undefined if it is none.
 * Offsets and fractions are understood; a time without a zone is UTC, a day alone its midnight in UTC.
 */
export function parseInstant(value: unknown): number | undefined {
  if (typeof value !== 'string') return undefined
  const match = iso.exec(value)
  if (match === null) return undefined
  const [
    ,
    year,
    month,
    day,
    hour = '0',
    minute = '0',
    second = '0',
    fraction = '',
    sign,
    zoneHour,
    zoneMinute = '0',
  ] = match
  if (!isDay(Number(year), Number(month), Number(day))) return undefined
  // 24:00 is the midnight that ends the day, 60 the leap second.
  if (Number(hour) > 24 || Number(minute) > 59 || Number(second) > 60) return undefined
  if (Number(hour) === 24 && Number(minute) + Number(second) + Number(fraction) > 0) return undefined
  const utc = new Date(0)
  utc.setUTCFullYear(Number(year), Number(month) - 1, Number(day))
  utc.setUTCHours(Number(hour), Number(minute), Number(second), Number(fraction.slice(0, 3).padEnd(3, '0')))
  if (zoneHour === undefined) return utc.getTime()
  if (Number(zoneHour) > 23 || Number(zoneMinute) > 59) return undefined
  const offset = (Number(zoneHour) * 60 + Number(zoneMinute)) * 60_000
  return sign === '-' ? utc.getTime() + offset : utc.getTime() - offset
}

const iso =
  /^(\d{4})-(\d{2})-(\d{2})(?:[Tt ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d+))?)?(?:[Zz]|([+-])(\d{2}):?(\d{2})?)?)?$/

const isDay = (year: number, month: number, day: number) =>
  month >= 1 &&
  month <= 12 &&
  day >= 1 &&
  day <= new Date(Date.UTC(2000 + (year % 400), month, 0)).getUTCDate()

/** ISO 8601 in UTC, with milliseconds only where there are some. */
export const formatInstant = (instant: number): string =>
  new Date(instant).toISOString().replace('.000Z', 'Z')
