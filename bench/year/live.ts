import { createRandom } from '../../sandbox/random.ts'
import type { JsonObject } from '../../src/airbyte/protocol/messages.ts'
import { createForm } from '../../testing/form.ts'
import { createLedger } from '../../testing/ledger.ts'
import { createVirtualClock } from '../../testing/virtual-clock.ts'
import { createGrowingAccount, growth } from './account.ts'
import { createApi } from './api.ts'
import { sync } from './sync.ts'

/** What one sync came to. */
export interface Sync {
  /** When it began, Unix milliseconds. */
  readonly at: number
  readonly requests: number
  readonly refused: number
  /** Calls that had not been sent before, and calls that were sent again because they had changed. */
  readonly added: number
  readonly changed: number
  /** Milliseconds of the virtual clock. */
  readonly duration: number
  /** Of the state at the end, in bytes. */
  readonly state: number
}

const hour = 3_600_000
const begin = Date.parse('2027-01-01T00:00:00Z')

/**
 * Lives through so many days of hourly syncs, on a clock that passes only while nothing else can happen.
 * @throws Error if in the end a call is missing, is not as the account shows it, or was sent though it had not changed.
 */
export async function live(days: number, tell: (day: number) => void): Promise<readonly Sync[]> {
  const clock = createVirtualClock(begin)
  const random = createRandom(days)
  const account = createGrowingAccount(begin, days)
  const api = createApi(account, clock, random)
  const ledger = createLedger(createForm('v2', account, {}), JSON.stringify)
  const startDate = new Date(begin - growth.daysBefore * 24 * hour).toISOString().slice(0, 10)
  const syncs: Sync[] = []
  let state: JsonObject | undefined
  for (let nth = 0; nth < days * 24; nth += 1) {
    const at = begin + nth * hour + 17 * 60_000
    clock.skip(Math.max(0, at - clock.now()))
    const startedAt = clock.now()
    const before = api.count()
    const done = await sync({ transport: api.transport, clock, random, startDate, state })
    state = done.state
    const after = api.count()
    syncs.push({
      at,
      ...ledger.take(done.items, { startedAt, isKnown: () => true }),
      requests: after.requests - before.requests,
      refused: after.refused - before.refused,
      duration: done.duration,
      state: Buffer.byteLength(JSON.stringify(state)),
    })
    if (nth % 24 === 23) tell(Math.floor(nth / 24) + 1)
  }
  const listed = account.visible(clock.now())
  ledger.holdAgainst({ before: listed, edited: [], after: listed })
  return syncs
}
