import type { JsonObject } from '../../airbyte/protocol/messages.ts'
import type { Circumstances } from '../../airbyte/source/source.ts'
import { dayLength } from '../time/days.ts'
import { formatInstant, parseInstant } from '../time/instants.ts'
import { baseUrlFault, defaultBaseUrl } from './base-url.ts'
import type { Config } from './config.generated.ts'

/** A configuration as the code works with it: instants in Unix milliseconds, defaults filled in. */
export interface Settings {
  readonly apiVersion: 'v2' | 'v2.1'
  /** The first instant whose calls are wanted. */
  readonly start: number
  /** The first instant whose calls are not wanted any more; undefined if there is no end. */
  readonly end: number | undefined
  /** By the contract's names and values, in its order. */
  readonly filters: Filters
  /** Of API v2.1: what is loaded with each call. */
  readonly fetchAiData: boolean
  readonly fetchQueueData: boolean
  readonly lookback: number
  readonly emitUnchanged: boolean
  readonly workers: number
  readonly requestsPerMinute: number | undefined
  readonly maxWait: number
  /** How many rows a page may have; undefined if that is left to each list. */
  readonly perPage: number | undefined
  readonly baseUrl: URL
  /** What the contract wants in the Authorization header. */
  readonly authorization: string
}

/** Which calls to load; undefined stands for all. */
export interface Filters {
  readonly direction?: 'inbound' | 'outbound'
  readonly agent_id?: string
  /** E.164. */
  readonly number?: string
  readonly status?: string
}

/** @throws Error if the configuration has faults that `configurationFaults` would have named. */
export function settingsOf(config: Config): Settings {
  const start = parseInstant(config.start_date)
  if (start === undefined) throw new Error('start_date was not validated')
  return {
    apiVersion: config.api_version ?? 'v2',
    start,
    end: endOf(config.end_date),
    filters: filtersOf(config),
    fetchAiData: config.fetch_ai_data ?? false,
    fetchQueueData: config.fetch_queue_data ?? false,
    lookback: (config.lookback_days ?? 1) * dayLength,
    emitUnchanged: config.emit_unchanged ?? false,
    workers: config.num_workers ?? 5,
    requestsPerMinute: config.requests_per_minute,
    maxWait: (config.max_wait_minutes ?? 70) * 60_000,
    perPage: config.per_page,
    baseUrl: new URL(config.base_url ?? defaultBaseUrl),
    authorization: `${config.api_key}:${config.api_secret}`,
  }
}

/** The rules that the specification's schema cannot express, a sentence each. */
export function configurationFaults(
  given: JsonObject,
  { command, environment, now }: Circumstances,
): string[] {
  const { start_date: startDate, end_date: endDate, base_url: baseUrl = defaultBaseUrl } = given
  const faults: string[] = []
  const start = isDateLike(startDate) ? parseInstant(startDate) : undefined
  const end = isDateLike(endDate) ? endOf(endDate) : undefined
  if (start === undefined && isDateLike(startDate))
    faults.push(`start_date must be a day that exists, not "${startDate}"`)
  if (end === undefined && isDateLike(endDate))
    faults.push(`end_date must be a day that exists, not "${endDate}"`)
  if (start !== undefined && end !== undefined && start >= end) {
    faults.push(`start_date (${startDate}) must not be after end_date (${endDate})`)
  }
  const future = start === undefined || command !== 'check' ? undefined : futureStart(start, now)
  if (future !== undefined) faults.push(future)
  const inCloud = environment['DEPLOYMENT_MODE']?.toLowerCase() === 'cloud'
  const fault = typeof baseUrl === 'string' ? baseUrlFault(baseUrl, inCloud) : undefined
  if (fault !== undefined) faults.push(fault)
  return faults
}

/** Within the years that the schema's patterns allow: of a date beyond them they say enough. */
const isDateLike = (value: unknown): value is string =>
  typeof value === 'string' && /^(19[7-9]\d|[2-9]\d{3})-\d{2}-\d{2}([T ][\d:.Z+-]+)?$/.test(value)

/** A start that is still to come, in a sentence: nothing could be read from it. */
export function futureStart(start: number, now: number): string | undefined {
  if (start <= now) return undefined
  return `start_date is in the future (${formatInstant(start)}): set it to the first day whose calls you want`
}

/** A day alone is in the range whole; of an instant the millisecond itself is. */
function endOf(text: unknown): number | undefined {
  const instant = parseInstant(text)
  if (typeof text !== 'string' || instant === undefined) return undefined
  return instant + (/^\d{4}-\d{2}-\d{2}$/.test(text) ? dayLength : 1)
}

function filtersOf({ direction, agent_id, number, status }: Config): Filters {
  return {
    ...(direction === undefined || direction === 'all' ? {} : { direction }),
    ...(agent_id === undefined ? {} : { agent_id: String(agent_id) }),
    ...(number === undefined ? {} : { number }),
    ...(status === undefined ? {} : { status }),
  }
}
