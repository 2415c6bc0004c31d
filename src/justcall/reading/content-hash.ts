import { hash } from 'node:crypto'
import { rawNumber } from '../../airbyte/json/exact-json.ts'

/**
 * 64 bits over a call's identity and content, as 16 hexadecimal digits: equal if and, but for chance, only if the call is
 * the same. Neither the order of fields counts, nested ones included, nor the query string of a link: links may be signed again at each read.
 */
export function contentHash(id: string, call: Readonly<Record<string, unknown>>): string {
  const names = Object.keys(call).sort()
  // One by one, since a value nested too deep to be written beside others can be written by itself.
  const content = names
    .map((name) => `[${JSON.stringify(name)},${JSON.stringify(canonical(call[name])) ?? 'null'}]`)
    .join()
  return hash('sha256', `${id}\n${content}`, 'hex').slice(0, 16)
}

const canonical = (value: unknown): unknown =>
  typeof value === 'object' && value !== null ? canonicalObject(value) : withoutQuery(value)

function canonicalObject(value: object): unknown {
  if (Array.isArray(value) || rawNumber(value) !== undefined) return value
  try {
    const members = Object.entries(value).map(([name, inner]) => [name, canonical(inner)] as const)
    return Object.fromEntries(members.toSorted(([a], [b]) => (a < b ? -1 : 1)))
  } catch (error) {
    // Nested deeper than the stack: as it came.
    if (error instanceof RangeError) return value
    throw error
  }
}

/** A text that is a link and nothing else, up to its query. */
function withoutQuery(value: unknown): unknown {
  if (typeof value !== 'string' || !value.includes('?')) return value
  return value.replace(/^(https?:\/\/[^?\s]*)\?\S*$/, '$1')
}
