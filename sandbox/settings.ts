import type { Behaviour } from './api.ts'
import type { FaultRule } from './faults.ts'
import type { QuotaOptions } from './quota.ts'
import type { Encoding } from './write-response.ts'

/** What can be changed while the server runs. Each key that is given replaces the former value as a whole. */
export interface SandboxSettings {
  readonly behaviour: Behaviour
  /** Null for no quota. A new quota begins with nothing used. */
  readonly quota: QuotaOptions | null
  readonly faults: readonly FaultRule[]
  /** Milliseconds before each answer, or a range that is drawn from. */
  readonly latencyMs: number | readonly [number, number]
  /** Compresses bodies if the request accepts it; a list gives the encodings and their order. */
  readonly compression: boolean | readonly Encoding[]
  /** Calls that begin each minute from now on. On v2.1 a text is sent with each. */
  readonly arrivalsPerMinute: number
}

export const DEFAULT_SETTINGS: SandboxSettings = {
  behaviour: {},
  quota: null,
  faults: [],
  latencyMs: 0,
  compression: false,
  arrivalsPerMinute: 0,
}

/** The settings among other options. */
export const settingsIn = (options: Partial<SandboxSettings>): Partial<SandboxSettings> =>
  Object.fromEntries(Object.entries(options).filter(([key]) => Object.hasOwn(DEFAULT_SETTINGS, key)))

export const encodingsOf = (compression: SandboxSettings['compression']): readonly Encoding[] =>
  typeof compression === 'boolean' ? (compression ? ['zstd', 'br', 'gzip'] : []) : compression
