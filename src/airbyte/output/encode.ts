import type { Message, RecordsMessage, StateMessage } from '../protocol/messages.ts'

/**
 * A message as the line, or for a run of records the lines, that stand for it on standard output.
 *
 * U+0085, U+2028 and U+2029 leave as escapes: readers that split on them, Airbyte's own among them,
 * would cut a message in two. `redact` is applied to text written for people, never to record data.
 */
export function encode(message: Message, redact: (text: string) => string): string {
  return escapeLineBreaks(repairHalves(text(message, redact)))
}

/**
 * Half of a surrogate pair leaves as U+FFFD: strict readers refuse the whole line else. `JSON.stringify` writes one as an escape, and
 * a pair as it is; text that a stream gives ready made may have a pair in escapes. What is raw, the encoding to UTF-8 replaces.
 */
function repairHalves(lines: string): string {
  if (!lines.includes('\\ud') && !lines.includes('\\uD')) return lines
  return lines.replace(escapedHalves, (written) => (written.length > 6 ? written : '\uFFFD'))
}

/** A pair, or a half, in escapes; one behind an odd number of backslashes is no escape. */
const escapedHalves =
  /(?<=(?:^|[^\\])(?:\\\\)*)(?:\\u[dD][89abAB][\da-fA-F]{2}\\u[dD][c-fC-F][\da-fA-F]{2}|\\u[dD][89a-fA-F][\da-fA-F]{2})/g

function text(message: Message, redact: (text: string) => string): string {
  switch (message.type) {
    case 'RECORD':
      return recordLines(message)
    case 'STATE':
      return stateLine(message)
    case 'LOG':
      return line({ type: 'LOG', log: redactFields(message.log, redact) })
    case 'CONNECTION_STATUS':
      return line({
        type: 'CONNECTION_STATUS',
        connectionStatus: redactFields(message.connectionStatus, redact),
      })
    case 'TRACE':
      return message.trace.type === 'ERROR'
        ? line({
            type: 'TRACE',
            trace: { ...message.trace, error: redactFields(message.trace.error, redact) },
          })
        : line(message)
    default:
      return line(message)
  }
}

const line = (value: unknown) => `${JSON.stringify(value)}\n`

function recordLines({ stream, emittedAt, records }: RecordsMessage): string {
  const head = `{"type":"RECORD","record":{"stream":${JSON.stringify(stream)},"emitted_at":${emittedAt},"data":`
  let lines = ''
  for (const { json: given, changes } of records) {
    // Between the tokens of JSON a line break is a blank; in a text there is none.
    const json = given.includes('\n') || given.includes('\r') ? given.replace(/[\r\n]+/g, ' ') : given
    lines +=
      changes === undefined
        ? `${head}${json}}}\n`
        : `${head}${json},"meta":{"changes":${JSON.stringify(changes)}}}}\n`
  }
  return lines
}

/** The protocol declares `recordCount` a double and wants its decimal point written. */
function stateLine({ stream, state, recordCount }: StateMessage): string {
  const content = JSON.stringify({ stream_descriptor: { name: stream }, stream_state: state })
  return `{"type":"STATE","state":{"type":"STREAM","stream":${content},"sourceStats":{"recordCount":${recordCount.toFixed(1)}}}}\n`
}

const textFields = new Set(['message', 'internal_message', 'stack_trace'])

function redactFields(part: object, redact: (text: string) => string): object {
  const entries = Object.entries(part).map(([name, value]: [string, unknown]) => [
    name,
    textFields.has(name) && typeof value === 'string' ? redact(value) : value,
  ])
  return Object.fromEntries(entries)
}

const lineBreaks = ['\u0085', '\u2028', '\u2029']

/** `includes` skims a text that has none at memory speed, where a regular expression costs a tenth of a whole read. */
function escapeLineBreaks(lines: string): string {
  if (!lineBreaks.some((char) => lines.includes(char))) return lines
  return lines.replace(
    /[\u0085\u2028\u2029]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
