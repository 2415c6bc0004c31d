import { isJsonObject } from '../json/is-json-object.ts'
import type { JsonObject } from '../protocol/messages.ts'

/**
 * What an API says of its failure, in one line: the `message` or the `error` of a JSON body, with its `error_code`, or the
 * beginning of a text or a web page. Nothing else of JSON is repeated, whole or cut short: it may be data.
 * @param body redacted already, since here it is cut.
 */
export function ownMessage(body: string): string {
  const value = parse(body)
  if (isJsonObject(value)) return oneLine(messageIn(value))
  const text = body
    .slice(0, mostOfPage)
    .replace(/<(script|style)[\s\S]*?<\/\1>/gi, ' ')
    .replace(/<[^>]*>/g, ' ')
  return oneLine(text.replace(jsonBegin, ''))
}

/** Whether a body is a JSON object, as an API answers, and not a text or a web page of something before it. */
export const isJson = (body: string): boolean => isJsonObject(parse(body))

/** Where JSON begins: a body that does, or an object or a list of objects or texts within a text or a web page. */
const jsonBegin = /(?:^\s*[{[]|[{[]\s*(?:["{[]|&(?:quot|#34|#x22);))[\s\S]*/i

/** A web page says what it has to say at its beginning, and may be large. */
const mostOfPage = 8_000

/** A text of an API's in one line, not too long, and without the full stop that ours would double. */
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
