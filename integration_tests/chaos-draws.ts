import type { FaultRule } from '../sandbox/faults.ts'
import type { QuotaOptions } from '../sandbox/quota.ts'
import { createRandom } from '../sandbox/random.ts'
import type { V21Behaviour } from '../sandbox/v2-1/behaviour.ts'

const hour = 3_600_000

export interface Dice {
  random(): number
  chance(probability: number): boolean
  whole(low: number, high: number): number
  pick<T>(items: readonly T[]): T
}

export function createDice(own: number): Dice {
  const random = createRandom(own)
  const whole = (low: number, high: number) => low + Math.floor(random() * (high - low + 1))
  return {
    random,
    whole,
    chance: (probability) => random() < probability,
    pick(items) {
      const item = items[whole(0, items.length - 1)]
      if (item === undefined) throw new RangeError('there is nothing to pick')
      return item
    },
  }
}

const faultKinds: readonly FaultRule['fault'][] = [
  408,
  425,
  429,
  500,
  502,
  503,
  504,
  'html',
  'empty-object',
  'status-error',
  'not-json',
  'truncated-json',
  'wrong-page',
  'cut-body',
  'reset',
  'hang',
  'echo-secret',
  'anomaly:bom',
  'anomaly:duplicate-row',
  { kind: 'slow-body', chunkBytes: 2_000, everyMs: 1 },
  { kind: 'slow-body', chunkBytes: 500, everyMs: 1, stallAfterBytes: 2_000 },
]

export function drawFaults(dice: Dice): FaultRule[] {
  const share = dice.pick([0, 0.02, 0.1, 0.2])
  return faultKinds.map((fault) => ({
    fault,
    when: { probability: (share / faultKinds.length) * 2 * dice.random() },
  }))
}

export function drawQuota(dice: Dice): QuotaOptions | null {
  if (dice.chance(0.4)) return null
  return {
    kind: dice.pick(['fixed', 'rolling']),
    requestsPerWindow: dice.whole(12, 60),
    windowMs: dice.pick([1_000, 2_000, 4_000]),
    headers: dice.pick(['ratelimit', 'rate-limit', 'none']),
    retryAfter: dice.pick(['seconds', 'date', 'none']),
    clockSkewMs: dice.pick([0, 0, 3 * hour, -5 * hour]),
    ...(dice.chance(0.4) ? { concurrent: dice.whole(1, 6) } : {}),
  }
}

/** What v2.1 leaves open, but what would hide calls from any reader. */
export function drawV21(dice: Dice): V21Behaviour {
  const totalCount = dice.chance(0.7)
  const emptyLinks = dice.chance(0.3)
  return {
    totalCount,
    emptyLinks,
    firstPage: dice.pick([0, 1] as const),
    linkAtEnd: dice.pick(['', null, 'absent', 'always'] as const),
    bareLinks: dice.chance(0.5),
    missing: dice.pick([null, 'absent'] as const),
    unpaddedHours: dice.chance(0.5),
    capitalTypes: dice.chance(0.5),
    wrongCurrentPage: dice.chance(0.2),
    // A short page without a link is the last one, where nothing else says how many there are.
    shortPages: dice.chance(0.3) && (totalCount || !emptyLinks),
  }
}
