import { hash } from 'node:crypto'

/**
 * 64 bits over a call's identity and content, as 16 hexadecimal digits: equal if and, but for chance, only if the call is
 * the same. Neither the order of its fields counts nor the query string of a link: links may be signed anew at each read.
 */
export function contentHash(id: string, call: Readonly<Record<string, unknown>>): string {
  const names = Object.keys(call).sort()
  // One by one, since a value nested too deep to be written beside others can be written by itself.
  const content = names.map((name) => JSON.stringify([name, withoutQuery(call[name])])).join()
  return hash('sha256', `${id}\n${content}`, 'hex').slice(0, 16)
}

/** A text that is a link and nothing else, up to its query. */
function withoutQuery(value: unknown): unknown {
  if (typeof value !== 'string' || !value.includes('?')) return value
  return value.replace(/^(https?:\/\/[^?\s]*)\?\S*$/, '$1')
}
