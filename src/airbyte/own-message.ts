/**
 * What an API says of its failure, in one line: the `message` or the `error` of a JSON body, with its `error_code`, or the
 * beginning of whatever was sent.
 * @param body redacted already, since here it is cut.
 */
export function ownMessage(body: string): string {
  const text =
    messageIn(body) ??
    body
      .slice(0, mostOfPage)
      .replace(/<(script|style)[\s\S]*?<\/\1>/gi, ' ')
      .replace(/<[^>]*>/g, ' ')
  return oneLine(text)
}

/** A web page says what it has to say at its beginning, and may be large. */
const mostOfPage = 8_000

/** A text of an API's in one line, not too long, and without the full stop that ours would double. */
export function oneLine(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim()
  return line.length > 300 ? `${line.slice(0, 297)}...` : line.replace(/[.]$/, '')
}

function messageIn(body: string): string | undefined {
  try {
    const value: unknown = JSON.parse(body)
    if (typeof value !== 'object' || value === null) return undefined
    const { message, error, error_code: code } = value as Record<string, unknown>
    const sentence = [message, error].find((candidate) => typeof candidate === 'string')
    if (typeof sentence !== 'string') return undefined
    return typeof code === 'string' && !sentence.includes(code) ? `${sentence} [${code}]` : sentence
  } catch {
    return undefined
  }
}
