import { toInstantText } from './days.ts'
import { draw, mix } from './random.ts'
import { DISPOSITIONS, FAMILY_NAMES, GIVEN_NAMES, NOTES, NUMBER_RANGES, TAGS } from './vocabulary.ts'

/** A call as the contract shows it. `ended_at` is null while, or as if, the call is still on. */
export interface Call {
  readonly call_id: string
  readonly direction: 'inbound' | 'outbound'
  readonly from: string
  readonly to: string
  readonly agent_id: number | null
  readonly agent_name: string | null
  readonly status: 'completed' | 'missed' | 'voicemail' | 'busy' | 'in-progress'
  readonly duration: number
  readonly recording_url: string | null
  readonly voicemail: boolean
  readonly notes: string
  readonly disposition: string | null
  readonly tags: readonly string[]
  readonly started_at: string
  readonly ended_at: string | null
}

/** A call as shown. Edits can put any value anywhere, but a call always has an identifier. */
export type CallView = { readonly call_id: string } & Readonly<
  Record<Exclude<keyof Call, 'call_id'>, unknown>
> &
  Readonly<Record<string, unknown>>

export interface Agent {
  readonly id: number
  readonly name: string
}

/** The part of a call that the API's filters look at, cheap enough to be drawn for a million calls. */
export interface Traits {
  readonly direction: Call['direction']
  readonly status: Call['status']
  readonly agent: Agent | undefined
  /** The account's own number on this call. */
  readonly number: string
}

export interface CallGenerator {
  readonly agents: readonly Agent[]
  /** The account's own numbers (E.164). */
  readonly numbers: readonly string[]
  id(seq: number): string
  traits(seq: number): Traits
  /** Seconds. */
  duration(seq: number): number
  /** The number at the other end (E.164). */
  customer(seq: number): string
  call(seq: number, startedAt: number): Call
}

export interface GeneratorOptions {
  readonly seed: number
  readonly agents: number
  readonly idPrefix: string
}

/** Draws the nth call of an account from its seed alone, so that calls need not be kept to be shown again. */
export const createCallGenerator = ({
  seed,
  agents: agentCount,
  idPrefix,
}: GeneratorOptions): CallGenerator => {
  const root = mix(seed)
  const agents = Array.from({ length: agentCount }, (_, nth) => createAgent(root, nth))
  const numbers = Array.from({ length: Math.max(2, Math.ceil(agentCount / 3)) }, (_, nth) =>
    phoneNumber(mix(root + nth), 0),
  )
  const keyOf = (seq: number) => mix(root ^ mix(seq))
  const statusOf = (key: number) => pickStatus(draw(key, Lane.status))

  const traits = (seq: number): Traits => {
    const key = keyOf(seq)
    const status = statusOf(key)
    return {
      direction: draw(key, Lane.direction) < 0.58 ? 'inbound' : 'outbound',
      status,
      agent: status === 'missed' ? undefined : pick(agents, draw(key, Lane.agent)),
      number: pick(numbers, draw(key, Lane.number)) ?? '',
    }
  }
  const duration = (seq: number): number => {
    const key = keyOf(seq)
    return durationOf(statusOf(key), draw(key, Lane.duration))
  }
  const id = (seq: number): string =>
    idPrefix +
    mix(seq + root)
      .toString(16)
      .padStart(8, '0')

  return {
    agents,
    numbers,
    id,
    traits,
    duration,
    customer: (seq) => phoneNumber(keyOf(seq), Lane.customer),
    call(seq, startedAt) {
      const key = keyOf(seq)
      const { direction, status, agent, number } = traits(seq)
      const seconds = durationOf(status, draw(key, Lane.duration))
      const customer = phoneNumber(key, Lane.customer)
      const answered = status === 'completed'
      return {
        call_id: id(seq),
        direction,
        from: direction === 'inbound' ? customer : number,
        to: direction === 'inbound' ? number : customer,
        agent_id: agent?.id ?? null,
        agent_name: agent?.name ?? null,
        status,
        duration: seconds,
        recording_url:
          answered && draw(key, Lane.recorded) < 0.9
            ? `https://recordings.justcall.io/rec_${mix(key).toString(36)}.mp3`
            : null,
        voicemail: status === 'voicemail',
        notes: answered && draw(key, Lane.noted) < 0.6 ? (pick(NOTES, draw(key, Lane.note)) ?? '') : '',
        disposition: answered ? (pick(DISPOSITIONS, draw(key, Lane.disposition)) ?? null) : null,
        tags: answered ? pickTags(key) : [],
        started_at: toInstantText(startedAt),
        ended_at: status === 'in-progress' ? null : toInstantText(startedAt + seconds * 1000),
      }
    },
  }
}

/** One lane of randomness a decision, so that a decision added later changes no other. */
const Lane = {
  status: 1,
  direction: 2,
  agent: 3,
  number: 4,
  duration: 5,
  customer: 6,
  recorded: 8,
  noted: 9,
  note: 10,
  disposition: 11,
  tags: 12,
} as const

const pick = <T>(items: readonly T[], at: number): T | undefined => items[Math.floor(at * items.length)]

const pickStatus = (at: number): Call['status'] => {
  if (at < 0.72) return 'completed'
  if (at < 0.86) return 'missed'
  if (at < 0.94) return 'voicemail'
  if (at < 0.9995) return 'busy'
  return 'in-progress'
}

/** Most calls are short and a few are very long: the long ones are those that are listed late. */
const durationOf = (status: Call['status'], at: number): number => {
  if (status === 'completed') return 8 + Math.floor(280 * at + 6_900 * at ** 24)
  return status === 'voicemail' ? 4 + Math.floor(86 * at) : 0
}

const pickTags = (key: number): string[] => {
  const first = Math.floor(draw(key, Lane.tags) * TAGS.length * 3)
  const count = first % 3
  return count === 0 ? [] : TAGS.slice(0).splice(Math.floor(first / 3), count)
}

const createAgent = (root: number, nth: number): Agent => {
  const given = GIVEN_NAMES[(root + nth) % GIVEN_NAMES.length]
  const family = FAMILY_NAMES[(root + nth * 7 + Math.floor(nth / GIVEN_NAMES.length)) % FAMILY_NAMES.length]
  return { id: 42 + nth * 3, name: `${given} ${family}` }
}

const phoneNumber = (key: number, lane: number): string => {
  const range = pick(NUMBER_RANGES, draw(key, lane)) ?? NUMBER_RANGES[0]
  const rest = range.low + Math.floor(draw(key, lane + 1) * range.size)
  return range.prefix + String(rest).padStart(String(range.low + range.size - 1).length, '0')
}
