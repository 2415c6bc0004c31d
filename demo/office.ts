import { type Account, createAccount } from '../sandbox/account.ts'
import { toInstantText } from '../sandbox/days.ts'

export interface Office {
  readonly account: Account
  /** The day from which it has calls, in UTC. */
  readonly firstDay: string
  /** The moment (ms) at which it stands. Calls that are on are listed only when they end. */
  now(): number
  /** An hour goes by: calls come in, and people write up earlier ones. */
  passAnHour(): Hour
}

interface Hour {
  readonly arrived: number
  /** Of those that arrived, the ones that had begun before this hour. */
  readonly begunBefore: number
  readonly edited: number
}

/** An account with `calls` over the days up to an hour before `end` (ms). Its clock stands still but for that hour. */
export const openOffice = ({ calls, days, end }: OfficeOptions): Office => {
  let now = end - HOUR_MS
  const firstDay = toInstantText(now - days * DAY_MS).slice(0, 10)
  const account = createAccount({
    calls,
    from: `${firstDay}T00:00:00Z`,
    to: toInstantText(now),
    shape: 'working-hours',
    timeZoneOffsetMinutes: BOGOTA_MINUTES,
    seed: 7,
  })
  return {
    account,
    firstDay,
    now: () => now,
    passAnHour() {
      const before = now
      const known = new Set(account.visible(before).map(({ call_id }) => call_id))
      const edited = writeUp(account, before)
      receive(account, before)
      now = before + HOUR_MS
      const arrived = account.visible(now).filter(({ call_id }) => !known.has(call_id))
      const begunBefore = arrived.filter(({ started_at }) => Date.parse(String(started_at)) < before)
      return { arrived: arrived.length, begunBefore: begunBefore.length, edited }
    },
  }
}

interface OfficeOptions {
  readonly calls: number
  readonly days: number
  readonly end: number
}

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

/** `report.sql` reads days and hours in this zone, as `America/Bogota`: five hours behind UTC, all year. */
const BOGOTA_MINUTES = -5 * 60

/** What agents write down after a call, so that a call that was loaded is no longer what it was. */
const writeUp = (account: Account, at: number): number => {
  // Well within the lookback of a day: what is older is not read again, by design.
  const recent = account
    .visible(at)
    .filter(({ started_at }) => Date.parse(String(started_at)) > at - 18 * HOUR_MS)
    .slice(-24)
  recent.forEach(({ call_id }, nth) => {
    const notes = `Written up later: case ${1000 + nth}.`
    account.edit(call_id, { notes, disposition: 'Follow-up', tags: ['reviewed', 'vip'] }, at + HOUR_MS / 2)
  })
  return recent.length
}

const receive = (account: Account, from: number): void => {
  for (let nth = 0; nth < 36; nth += 1) {
    account.add({ started_at: toInstantText(from + nth * 90_000) })
  }
  // Begun before the latest call that the first sync saw, and listed after it: a bare cursor would lose it.
  account.add({ started_at: toInstantText(from - HOUR_MS / 2), status: 'completed', duration: 50 * 60 })
}
