import type { Account } from './account.ts'
import { createArrivals } from './arrivals.ts'
import { createFaults, type Faults } from './faults.ts'
import { createQuota, type Quota } from './quota.ts'
import type { SandboxSettings } from './settings.ts'

/** Settings in force, and what keeps count of them. */
export interface Live {
  readonly settings: SandboxSettings
  readonly quota: Quota | undefined
  readonly faults: Faults
  /** Lets the calls, and on v2.1 the texts, that have begun by now (ms) arrive. */
  readonly arrive: (now: number) => void
}

export interface Surroundings {
  readonly account: Account
  readonly now: number
  readonly seed: number
}

export const engage = (settings: SandboxSettings, surroundings: Surroundings): Live => ({
  settings,
  quota: settings.quota
    ? createQuota({ ...QUOTA_DEFAULTS[settings.behaviour.api ?? 'v2'], ...settings.quota })
    : undefined,
  faults: createFaults(settings.faults, surroundings.seed),
  arrive: arrivalsOf(settings, surroundings),
})

/** What each version sends with a response, unless the quota says otherwise. */
const QUOTA_DEFAULTS = {
  v2: {},
  'v2.1': { headers: 'rate-limit', retryAfter: 'none' },
} as const

/** Puts changes in force. What is not among them goes on counting; what is among them starts over. */
export const change = (live: Live, changes: Partial<SandboxSettings>, surroundings: Surroundings): Live => {
  const fresh = engage({ ...live.settings, ...changes }, surroundings)
  return {
    settings: fresh.settings,
    quota: 'quota' in changes ? fresh.quota : live.quota,
    faults: 'faults' in changes ? fresh.faults : live.faults,
    arrive: 'arrivalsPerMinute' in changes ? fresh.arrive : live.arrive,
  }
}

const arrivalsOf = (
  { arrivalsPerMinute: perMinute, behaviour }: SandboxSettings,
  { account, now, seed }: Surroundings,
) => createArrivals(account, { perMinute, seed, from: now, texts: behaviour.api === 'v2.1' })
