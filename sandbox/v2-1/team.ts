import type { AccountSettings } from '../account-options.ts'
import type { Agent, CallGenerator } from '../calls.ts'
import { draw, mix } from '../random.ts'
import { digitsOf, emailOf } from './people.ts'

/** Who works in an account, in which groups and on which numbers. Agents, groups and numbers go by their place. */
export type Team = ReturnType<typeof createTeam>

export const createTeam = (settings: AccountSettings, { agents, numbers }: CallGenerator) => {
  const root = mix(settings.seed)
  const groupCount = Math.ceil(agents.length / 4)
  const own = [...new Set(numbers)]
  const ownerOf = (number: number) => number % agents.length
  const groupOf = (number: number) => number % groupCount
  const sharedTo = (number: number) => (number + 1) % agents.length

  const person = (agent: Agent | undefined) => ({
    id: agent?.id ?? null,
    name: agent?.name ?? null,
    email: emailOf(agent?.name),
  })
  const groupsOf = (nth: number): readonly number[] => {
    const second = (nth + 1) % groupCount
    return nth % 3 === 0 && second !== nth % groupCount ? [nth % groupCount, second] : [nth % groupCount]
  }
  return {
    agents,
    groupCount,
    numbers: own,
    person,
    groupsOf,
    ownerOf,
    groupOf,
    sharedTo,
    digits: (number: string | undefined): string => String(digitsOf(number ?? '')),
    profile: (nth: number) => ({
      ...person(agents[nth]),
      role: nth === 0 || draw(root + nth, 21) < 0.1 ? 'Admin' : 'Agent',
      // The key's owner has the zone of the account.
      timezone: nth === 0 ? zoneName(settings.offsetMinutes) : pick(ZONES, draw(root + nth, 22)),
      extension: 100 + nth,
    }),
    members: (group: number): readonly number[] =>
      agents.flatMap((_, nth) => (groupsOf(nth).includes(group) ? [nth] : [])),
    group: (nth: number) => ({
      id: 500 + nth,
      name: `${GROUPS[nth % GROUPS.length]}${nth < GROUPS.length ? '' : ` ${Math.floor(nth / GROUPS.length) + 1}`}`,
      extension: String(1000 + nth),
    }),
    anyone: (at: number): Agent | undefined => pick(agents, at),
    anyNumber: (at: number): string => pick(own, at) ?? '',
  }
}

const GROUPS = ['Sales Team', 'Support Team', 'Billing', 'Onboarding', 'Europe'] as const

const ZONES = [
  'America/New_York',
  'America/Bogota',
  'Europe/Berlin',
  'Asia/Kolkata',
  'Australia/Sydney',
] as const

const pick = <T>(items: readonly T[], at: number): T | undefined => items[Math.floor(at * items.length)]

/** A zone with this offset all year, if there is one. The signs of `Etc/` zones are reversed. */
const zoneName = (offsetMinutes: number): string | null => {
  if (offsetMinutes === 330) return 'Asia/Kolkata'
  if (offsetMinutes === 0) return 'Etc/UTC'
  if (offsetMinutes % 60 !== 0) return null
  return `Etc/GMT${offsetMinutes > 0 ? '-' : '+'}${Math.abs(offsetMinutes) / 60}`
}
