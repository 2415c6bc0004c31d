import type { CallRow } from './call-row.ts'
import type { FieldType } from './conform.ts'
import { parseInstant } from './instants.ts'

/** How an API writes its rows: their names in order, and after each a value of the type that is declared for it. */
export interface RowPattern {
  /** The row that begins at this place of a body; undefined if it is written in another way. */
  match(body: string, at: number): CallRow | undefined
}

/**
 * Learns how rows are written from the one that begins at this place. `{"call_id":"CA1","voicemail":true}` teaches that a row
 * is `\{"call_id":"([^"\\]+)","voicemail":(?:true|false|null)\}`, control characters aside. Whatever the pattern matches is a
 * JSON object on one line with no name twice and no value of another type than its field's: its text can be sent as it came.
 * @returns undefined if the row is not so, if it has no `call_id`, very many fields, or a list or an object that the schema does
 * not declare.
 */
export function learnPattern(
  body: string,
  at: number,
  types: ReadonlyMap<string, FieldType>,
): RowPattern | undefined {
  const names: string[] = []
  let source = '\\{'
  member.lastIndex = at + 1
  while (!source.endsWith('}')) {
    const [, lead = '', name = '', colon = '', value = '', end = ''] = member.exec(body) ?? []
    const form = captured.get(name) ?? values[types.get(name) ?? 'undeclared']
    if (!new RegExp(`^${form}$`).test(value) || names.includes(name)) return undefined
    if (names.push(name) > mostFields) return undefined
    source += `${lead}"${name}"${colon}${form}${end}`
  }
  return names.includes('call_id') ? patternOf(source, names) : undefined
}

function patternOf(source: string, names: readonly string[]): RowPattern {
  const regexp = new RegExp(source, 'y')
  const groups = names.filter((name) => captured.has(name))
  const [id, start, end] = ['call_id', 'started_at', 'ended_at'].map((name) => groups.indexOf(name) + 1)
  const textOf = (match: RegExpExecArray, group = 0) => (group === 0 ? undefined : match[group])
  return {
    match(body, at) {
      regexp.lastIndex = at
      const match = regexp.exec(body)
      if (match === null) return undefined
      return {
        id: textOf(match, id) ?? '',
        instant: parseInstant(textOf(match, start)),
        endedAt: textOf(match, end),
        json: match[0],
      }
    },
  }
}

// Each way to match a text is the only one, so that a long row costs no more than its length, matched or not.
const characters = '[^"\\\\\\x00-\\x1f]'
const text = `"${characters}*(?:\\\\(?:["\\\\/bfnrt]|u[0-9a-fA-F]{4})${characters}*)*"`
const integer = '(?:0|-?[1-9][0-9]*)'
const number = '-?(?:0|[1-9][0-9]*)(?:\\.[0-9]+)?(?:[eE][+-]?[0-9]+)?'
const texts = `\\[(?:${text}(?:, ?${text})*)?\\]`

const values: Readonly<Record<FieldType | 'undeclared', string>> = {
  string: `(?:${text}|null)`,
  integer: `(?:${integer}|null)`,
  boolean: '(?:true|false|null)',
  strings: `(?:${texts}|null)`,
  undeclared: `(?:${text}|${number}|true|false|null)`,
}

/** What a read has to know of a row: texts that stand for themselves, without an escape. */
const captured: ReadonlyMap<string, string> = new Map([
  ['call_id', `"(${characters}+)"`],
  ['started_at', `(?:"(${characters}*)"|null)`],
  ['ended_at', `(?:"(${characters}*)"|null)`],
])

/** V8 takes a second for a pattern of a thousand fields, and refuses one of five thousand. */
const mostFields = 64

/** A name, its value, and what stands around them: nothing that means anything else in a regular expression, or is long. */
const member = new RegExp(
  `( {0,4})"([\\w ]{1,64})"( {0,4}: {0,4})(${values.undeclared}|${texts})( {0,4}[,}])`,
  'y',
)
