import type { Environment } from '../airbyte/source.ts'
import { dayLength } from './api-days.ts'
import { baseUrlFault, defaultBaseUrl } from './base-url.ts'
import type { Config } from './config.generated.ts'
import { formatInstant, parseInstant } from './instants.ts'

/** A configuration as the code works with it: instants in Unix milliseconds, defaults filled in. */
export interface Settings {
  /** The first instant whose calls are wanted. */
  readonly start: number
  /** The first instant whose calls are not wanted any more; undefined if there is no end. */
  readonly end: number | undefined
  /** The API's own filters, as its parameters. */
  readonly filters: Readonly<Record<string, string>>
  readonly lookback: number
  readonly emitUnchanged: boolean
  readonly workers: number
  readonly requestsPerMinute: number | undefined
  readonly mostWait: number
  readonly perPage: number
  readonly baseUrl: URL
  /** What the contract wants in the Authorization header. */
  readonly authorization: string
}

/** @throws Error if the configuration has faults that `configurationFaults` would have told. */
export function settingsOf(config: Config): Settings {
  const start = parseInstant(config.start_date)
  if (start === undefined) throw new Error('start_date was not validated')
  return {
    start,
    end: endOf(config.end_date),
    filters: filtersOf(config),
    lookback: (config.lookback_days ?? 1) * dayLength,
    emitUnchanged: config.emit_unchanged ?? false,
    workers: config.num_workers ?? 5,
    requestsPerMinute: config.requests_per_minute,
    mostWait: (config.max_wait_minutes ?? 70) * 60_000,
    perPage: config.per_page ?? 100,
    baseUrl: new URL(config.base_url ?? defaultBaseUrl),
    authorization: authorizationOf(config),
  }
}

export const authorizationOf = ({ api_key, api_secret }: Config): string => `${api_key}:${api_secret}`

/** The rules that the specification's schema cannot express, a sentence each. */
export function configurationFaults(config: Config, environment: Environment): string[] {
  const faults: string[] = []
  const start = parseInstant(config.start_date)
  const end = endOf(config.end_date)
  if (start === undefined) faults.push(`start_date must be a day that exists, not "${config.start_date}"`)
  if (config.end_date !== undefined && end === undefined) {
    faults.push(`end_date must be a day that exists, not "${config.end_date}"`)
  }
  if (start !== undefined && end !== undefined && start >= end) {
    faults.push(`start_date (${config.start_date}) must not be after end_date (${config.end_date})`)
  }
  const inCloud = environment['DEPLOYMENT_MODE']?.toLowerCase() === 'cloud'
  const fault = baseUrlFault(config.base_url ?? defaultBaseUrl, inCloud)
  if (fault !== undefined) faults.push(fault)
  return faults
}

/** A start that is still to come, in a sentence: nothing could be read from it. */
export function futureStart({ start }: Settings, now: number): string | undefined {
  if (start <= now) return undefined
  return `start_date is in the future (${formatInstant(start)}): set it to the first day whose calls you want`
}

/** A day alone is in the range whole; of an instant the millisecond itself is. */
function endOf(text: string | undefined): number | undefined {
  const instant = parseInstant(text)
  if (text === undefined || instant === undefined) return undefined
  return instant + (/^\d{4}-\d{2}-\d{2}$/.test(text) ? dayLength : 1)
}

function filtersOf({ direction, agent_id, number, status }: Config): Record<string, string> {
  return {
    ...(direction === undefined || direction === 'all' ? {} : { direction }),
    ...(agent_id === undefined ? {} : { agent_id: String(agent_id) }),
    ...(number === undefined ? {} : { number }),
    ...(status === undefined ? {} : { status }),
  }
}
