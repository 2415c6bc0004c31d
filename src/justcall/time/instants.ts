/**
 * The instant of an ISO 8601 timestamp, in Unix milliseconds, finer fractions cut off; undefined if it is none.
 * Offsets and fractions are understood; a time without a zone is UTC, a day alone its midnight in UTC.
 */
export function parseInstant(value: unknown): number | undefined {
  if (typeof value !== 'string') return undefined
  return parsePlain(value) ?? parseAny(value)
}

/**
 * The form that the contract shows, YYYY-MM-DDTHH:MM:SSZ, read digit by digit: each call is asked for its start, and the
 * general way takes ten times as long, a tenth of a read. Undefined for every other form, and for whatever has to be
 * looked at more closely.
 */
function parsePlain(text: string): number | undefined {
  if (text.length !== 20 || text[10] !== 'T' || text[13] !== ':' || text[16] !== ':' || text[19] !== 'Z')
    return undefined
  if (text[4] !== '-' || text[7] !== '-') return undefined
  const year = twoDigits(text, 0) * 100 + twoDigits(text, 2)
  const month = twoDigits(text, 5)
  const day = twoDigits(text, 8)
  const hour = twoDigits(text, 11)
  const minute = twoDigits(text, 14)
  const second = twoDigits(text, 17)
  // Comparisons with NaN are false. February's 29th may not exist, and a year below 100 is the last century's to Date.
  const isPlain =
    year >= 100 &&
    month >= 1 &&
    month <= 12 &&
    day >= 1 &&
    day <= (month === 2 ? 28 : shortMonths.has(month) ? 30 : 31) &&
    hour < 24 &&
    minute < 60 &&
    second < 60
  return isPlain ? Date.UTC(year, month - 1, day, hour, minute, second) : undefined
}

const shortMonths = new Set([4, 6, 9, 11])

/** NaN if one of the two is no digit. */
function twoDigits(text: string, at: number): number {
  const tens = text.charCodeAt(at) - 48
  const ones = text.charCodeAt(at + 1) - 48
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN
}

function parseAny(value: string): number | undefined {
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
