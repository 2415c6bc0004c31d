import { DAY_MS, dayStart, isDay } from './days.ts'
import type { Shape } from './shape.ts'

export interface AccountOptions {
  /** Default 1. The same options make the same account. */
  readonly seed?: number
  /** How many calls, default 1,000. An explicit `shape.days` brings its own number. */
  readonly calls?: number
  /** A day of the account's zone, or an instant. Default 2025-12-13 to 2026-03-12; a day given as `to` is included. */
  readonly from?: string
  readonly to?: string
  /** Default `steady`. */
  readonly shape?: Shape
  /** How many agents, default 12. */
  readonly agents?: number
  /** How many contacts, texts and sales dialer calls there are on v2.1, default 300, 500 and 200. */
  readonly contacts?: number
  readonly texts?: number
  readonly salesCalls?: number
  /** Minutes east of UTC, -720 to 840, default 0. */
  readonly timeZoneOffsetMinutes?: number
  /** Default `call_`. */
  readonly idPrefix?: string
  /** A share (0 to 1) of the calls is listed late, by up to so many ms after their end. Default none. */
  readonly late?: Portion
  /** A share of the calls has notes, tags and disposition filled in up to so many ms after its end. Default none. */
  readonly filledIn?: Portion
}

export interface Portion {
  readonly share: number
  readonly upToMs: number
}

export interface AccountSettings {
  readonly seed: number
  readonly calls: number
  /** Instants (ms), half-open. */
  readonly from: number
  readonly to: number
  readonly shape: Shape
  readonly agents: number
  readonly contacts: number
  readonly texts: number
  readonly salesCalls: number
  readonly offsetMinutes: number
  readonly idPrefix: string
  readonly late: Portion
  readonly filledIn: Portion
}

/** Fills in defaults. Throws a RangeError that names the option, its bounds and the value received. */
export const settleAccountOptions = (options: AccountOptions): AccountSettings => {
  const offsetMinutes = whole('timeZoneOffsetMinutes', options.timeZoneOffsetMinutes ?? 0, -720, 840)
  return {
    seed: whole('seed', options.seed ?? 1, Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER),
    calls: whole('calls', options.calls ?? 1000, 0, 10_000_000),
    from: edge('from', options.from ?? '2025-12-13', offsetMinutes, 0),
    to: edge('to', options.to ?? '2026-03-12', offsetMinutes, DAY_MS),
    shape: options.shape ?? 'steady',
    agents: whole('agents', options.agents ?? 12, 1, 10_000),
    contacts: whole('contacts', options.contacts ?? 300, 0, 10_000_000),
    texts: whole('texts', options.texts ?? 500, 0, 10_000_000),
    salesCalls: whole('salesCalls', options.salesCalls ?? 200, 0, 10_000_000),
    offsetMinutes,
    idPrefix: options.idPrefix ?? 'call_',
    late: options.late ?? NONE,
    filledIn: options.filledIn ?? NONE,
  }
}

const NONE: Portion = { share: 0, upToMs: 0 }

const whole = (name: string, value: number, low: number, high: number): number => {
  if (Number.isInteger(value) && value >= low && value <= high) return value
  throw new RangeError(`${name} must be a whole number from ${low} to ${high}, got ${value}`)
}

const edge = (name: string, text: string, offsetMinutes: number, dayLength: number): number => {
  const instant = isDay(text) ? dayStart(text, offsetMinutes) + dayLength : Date.parse(text)
  if (!Number.isNaN(instant)) return instant
  throw new RangeError(`${name} must be a day (YYYY-MM-DD) or an instant (ISO 8601), got ${text}`)
}
