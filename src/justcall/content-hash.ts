import { hash } from 'node:crypto'

/**
 * 64 bits over a call's identity and content, as 16 hexadecimal digits: equal if and, but for chance, only if the call is
 * the same. Neither the order of its fields nor the query string of a link counts: links may be signed anew at each read.
 * @param json the call as JSON text, in whatever order its fields came.
 */
export function contentHash(id: string, call: Readonly<Record<string, unknown>>, json: string): string {
  const names = Object.keys(call)
  const ordered = isSorted(names) ? json : JSON.stringify(names.sort().map((name) => [name, call[name]]))
  const content = ordered.includes('?') ? ordered.replace(linkQuery, '$1"') : ordered
  return hash('sha256', `${id}\n${content}`, 'hex').slice(0, 16)
}

/** A text that is a link and nothing else, up to its query. */
const linkQuery = /("https?:\/\/[^"?\s]*)\?[^"\s]*"/g

function isSorted(names: readonly string[]): boolean {
  for (let index = 1; index < names.length; index += 1) {
    if ((names[index - 1] ?? '') > (names[index] ?? '')) return false
  }
  return true
}
