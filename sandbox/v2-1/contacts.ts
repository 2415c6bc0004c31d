import type { AccountSettings } from '../account-options.ts'
import type { Agent, CallGenerator } from '../calls.ts'
import { draw, mix } from '../random.ts'
import { FAMILY_NAMES, GIVEN_NAMES } from '../vocabulary.ts'
import { contactName, emailOf } from './people.ts'

export interface Contact {
  readonly id: number
  /** E.164. */
  readonly number: string
  readonly name: string
  readonly email: string | null
  /** Who created it. */
  readonly agent: Agent | undefined
}

/** The contacts of an account: people behind the numbers of its calls, under the name that calls show. */
export interface Contacts {
  readonly count: number
  at(nth: number): Contact
}

export const createContacts = (settings: AccountSettings, calls: CallGenerator): Contacts => {
  const { contacts: count, seed } = settings
  const root = mix(seed) ^ 0x2c1b3c6d
  let known: readonly string[] | undefined
  return {
    count,
    at(nth) {
      known ??= numbersOfCalls(settings, calls)
      const key = mix(root ^ mix(nth))
      const number = known[nth] ?? `+999${String(nth).padStart(9, '0')}`
      const name = contactName(known[nth]) ?? anyName(key)
      return {
        id: FIRST_ID + nth,
        number,
        name,
        email: draw(key, 3) < 0.5 ? emailOf(name) : null,
        agent: calls.agents[Math.floor(draw(key, 4) * calls.agents.length)],
      }
    },
  }
}

const FIRST_ID = 10_001

/** Calls show a name for half of the numbers: those numbers are contacts. */
const numbersOfCalls = (
  { contacts, calls: count }: AccountSettings,
  { customer }: CallGenerator,
): readonly string[] => {
  const numbers = new Set<string>()
  for (let seq = 0; seq < count && numbers.size < contacts; seq += 1) {
    const number = customer(seq)
    if (contactName(number) !== null) numbers.add(number)
  }
  return [...numbers]
}

const anyName = (key: number): string =>
  `${GIVEN_NAMES[Math.floor(draw(key, 1) * GIVEN_NAMES.length)]} ${
    FAMILY_NAMES[Math.floor(draw(key, 2) * FAMILY_NAMES.length)]
  }`
