/** Days as the API takes them (`YYYY-MM-DD`), read in a zone that is a fixed number of minutes east of UTC. */

export const DAY_MS = 86_400_000
export const MINUTE_MS = 60_000

/** Whether a text is written as a day; `isDay` says whether such a day exists. */
export const looksLikeDay = (text: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(text)

export const isDay = (text: string): boolean => {
  const at = looksLikeDay(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text)
}

/** The instant (ms) at which a day begins in the zone. */
export const dayStart = (day: string, offsetMinutes: number): number =>
  Date.parse(`${day}T00:00:00Z`) - offsetMinutes * MINUTE_MS

/** The day that an instant (ms) falls on in the zone. */
export const dayOf = (instant: number, offsetMinutes: number): string =>
  new Date(instant + offsetMinutes * MINUTE_MS).toISOString().slice(0, 10)

/** `2026-03-10T14:22:00Z`: the contract writes instants in UTC and whole seconds. */
export const toInstantText = (instant: number): string => {
  const day = Math.floor(instant / DAY_MS)
  const second = Math.floor((instant - day * DAY_MS) / 1000)
  const [hours, minutes] = [Math.floor(second / 3600), Math.floor(second / 60) % 60]
  return `${textOf(day)}T${twoDigits(hours)}:${twoDigits(minutes)}:${twoDigits(second % 60)}Z`
}

const twoDigits = (number: number) => (number < 10 ? `0${number}` : String(number))

/** Calls are shown by the thousand, and their days are few. */
const textOf = (day: number): string => {
  const known = dayTexts.get(day)
  if (known !== undefined) return known
  const text = new Date(day * DAY_MS).toISOString().slice(0, 10)
  dayTexts.set(day, text)
  return text
}

const dayTexts = new Map<number, string>()
