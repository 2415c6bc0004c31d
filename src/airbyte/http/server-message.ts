import { isJsonObject } from '../json/is-json-object.ts'
import type { JsonObject } from '../protocol/messages.ts'

/**
 * The error message in a response body, in one line: `message` or `error` of a JSON object with its `error_code`, or the
 * beginning of a text or web page. Repeats no other JSON, complete or truncated: it may be data.
 * @param body must be redacted, since it is truncated here.
 */
export function serverMessage(body: string): string {
  const value = parse(body)
  if (isJsonObject(value)) return oneLine(messageIn(value))
  const text = body
    .slice(0, maxPageLength)
    .replace(/<(script|style)[\s\S]*?<\/\1>/gi, ' ')
    .replace(/<[^>]*>/g, ' ')
  return oneLine(text.replace(jsonBegin, ''))
}

/** Whether a body is a JSON object, so comes from the API and not from a proxy in front of it. */
export const isJson = (body: string): boolean => isJsonObject(parse(body))

/** Matches from the beginning of JSON on: at the start of a body, or an object or array within a text or web page. */
const jsonBegin = /(?:^\s*[{[]|[{[]\s*(?:["{[]|&(?:quot|#34|#x22);))[\s\S]*/i

/** A web page may be large; the message is near its beginning. */
const maxPageLength = 8_000

/** Formats a text as one line of at most 300 characters, without a final full stop. */
export function oneLine(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim()
  return line.length > 300 ? `${line.slice(0, 297)}...` : line.replace(/[.]$/, '')
}

function messageIn({ message, error, error_code: code }: JsonObject): string {
  const inner = isJsonObject(error) ? error['message'] : error
  const sentence = [message, inner].find((candidate) => typeof candidate === 'string')
  if (typeof sentence !== 'string') return ''
  return typeof code === 'string' && !sentence.includes(code) ? `${sentence} [${code}]` : sentence
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body.trim())
  } catch {
    return undefined
  }
}
