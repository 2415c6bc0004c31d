/**
 * What may be said of a value that an account gave. All that leaves the probe goes through here, and comes out of lists of known words,
 * or as a pattern or a count: nothing is looked for and taken out.
 */

import v2 from '../../schemas/calls.json' with { type: 'json' }
import callsAi from '../../schemas/calls_ai.json' with { type: 'json' }
import v21 from '../../schemas/calls-v2.1.json' with { type: 'json' }
import contacts from '../../schemas/contacts.json' with { type: 'json' }
import phoneNumbers from '../../schemas/phone_numbers.json' with { type: 'json' }
import dialerCalls from '../../schemas/sales_dialer_calls.json' with { type: 'json' }
import campaigns from '../../schemas/sales_dialer_campaigns.json' with { type: 'json' }
import sms from '../../schemas/sms.json' with { type: 'json' }
import groups from '../../schemas/user_groups.json' with { type: 'json' }
import users from '../../schemas/users.json' with { type: 'json' }
import { isJsonObject } from '../../src/airbyte/json/is-json-object.ts'
import type { Fields } from './answer.ts'
import { MESSAGE_WORDS, VALUE_WORDS } from './words.ts'

/** A field's name, if it looks like one; data can stand in the place of a name. */
export const nameOf = (name: string): string =>
  /^[a-z][a-z_-]{0,40}\d{0,2}(\[\])?$/.test(name) ? name : '(a name of another form)'

/** The kind of a value, with no more of it than whether it is empty. */
export function kindOf(path: string, value: unknown): string {
  if (value === null || value === undefined) return value === null ? 'null' : 'absent'
  if (typeof value === 'number') return value === 0 ? '0' : Number.isInteger(value) ? 'integer' : 'decimal'
  if (Array.isArray(value)) return value.length === 0 ? 'empty array' : 'array'
  if (typeof value !== 'string') return typeof value
  if (value === '') return 'empty text'
  if (TIMES.has(path)) return /^[\d:. TZ+-]+$/.test(value) ? value.replaceAll(/\d/g, '9') : 'another text'
  if (CHOICES.has(path) && VALUE_WORDS.has(value.toLowerCase())) return JSON.stringify(value)
  if (/^\+?\d+$/.test(value)) return value.startsWith('+') ? 'text of + and digits' : 'text of digits'
  if (/^https?:/i.test(value)) return 'address'
  return /&(#\d+|[a-z]+);/.test(value) ? 'text with HTML entities' : 'text'
}

/** Which kinds the known fields of rows have, and how often; of unknown fields the names. */
export function shapeOf(rows: readonly Fields[]): string[] {
  const kinds = new Map<string, Map<string, number>>()
  const unknown = new Set<string>()
  const add = (path: string, value: unknown) => {
    const counts = kinds.get(path) ?? new Map<string, number>()
    const kind = kindOf(path, value)
    kinds.set(path, counts.set(kind, (counts.get(kind) ?? 0) + 1))
  }
  for (const row of rows) {
    for (const [path, value] of fieldsOf(row)) {
      if (KNOWN.has(path)) add(path, value)
      else unknown.add(path.split('.').map(nameOf).join('.'))
    }
  }
  const known = [...kinds].map(([path, counts]) => {
    const absent = rows.length - [...counts.values()].reduce((sum, count) => sum + count, 0)
    const all = absent > 0 ? [...counts, ['absent', absent] as const] : [...counts]
    return `${path}: ${all.map(([kind, count]) => `${kind} ×${count}`).join(', ')}`
  })
  return unknown.size === 0
    ? known
    : [...known, `names that the schemas do not have: ${[...unknown].join(', ')}`]
}

/** The words of a message. Digits and what is no common word are left out. */
export const wordsOf = (message: unknown): string =>
  typeof message !== 'string'
    ? kindOf('', message)
    : message
        .split(/\s+/)
        .slice(0, 60)
        .map((token) => {
          const word = token.replaceAll(/^\W+|\W+$/g, '')
          if (/^\d+$/.test(word)) return '9'
          return MESSAGE_WORDS.has(word.toLowerCase()) ? word.toLowerCase() : '…'
        })
        .join(' ')

/** A name of two levels for each field; objects of known names are gone into. */
const fieldsOf = (row: Fields): (readonly [string, unknown])[] =>
  Object.entries(row).flatMap(([name, value]) => {
    if (!PARENTS.has(name) || !isJsonObject(value)) return [[name, value] as const]
    return Object.entries(value).map(([inner, its]) => [`${name}.${inner}`, its] as const)
  })

const schemas: readonly { readonly properties: object }[] = [
  ...[v2, v21, sms, users, contacts, phoneNumbers, callsAi, dialerCalls, campaigns, groups],
]
const known = schemas.flatMap(({ properties }) =>
  Object.entries(properties).map(
    ([name, property]: [string, object]) =>
      [name, 'properties' in property ? Object.keys(property.properties ?? {}) : undefined] as const,
  ),
)
const PARENTS = new Set(known.filter(([, inner]) => inner !== undefined).map(([name]) => name))
const KNOWN = new Set(
  known.flatMap(([name, inner]) => [name, ...(inner ?? []).map((its) => `${name}.${its}`)]),
)

/** Fields of which the vendor's own words are said as they come, for their case. */
const CHOICES = new Set([
  ...['status', 'direction', 'agent_active', 'call_info.direction', 'call_info.type', 'call_info.status'],
])

const TIMES = new Set([
  ...['call_date', 'call_time', 'call_user_date', 'call_user_time'],
  ...['call_duration.friendly_duration', 'started_at', 'ended_at'],
  ...['sms_date', 'sms_time', 'sms_user_date', 'sms_user_time', 'created_at', 'last_login_timestamp'],
  ...['last_updated_at', 'status_updated_at', 'updated_on', 'created_date', 'created_time'],
])
