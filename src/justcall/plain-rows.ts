import type { JsonObject } from '../airbyte/messages.ts'
import type { CallRow } from './call-row.ts'
import type { FieldType } from './conform.ts'
import { parseCallList } from './page.ts'
import { learnPattern, type RowPattern } from './row-pattern.ts'

/** An answer whose rows were made records without ever being values. */
export interface PlainAnswer {
  /** All that it says but its rows. */
  readonly answer: JsonObject
  readonly rows: readonly CallRow[]
}

/**
 * A reader of answers that goes by how their rows are written: an API writes all of them in one way, or in few. A regular
 * expression learned from a row then tells where each ends, that its values are of their types, and what a read has to know
 * of it, in a quarter of the time that it takes to make values of it, to look at them, and to write them again.
 * @returns a function that gives undefined for an answer with any row that is written in another way; it throws NotAPage if
 * the answer is not a call list.
 */
export function createPlainReader(
  fields: readonly (readonly [name: string, type: FieldType])[],
): (body: string) => PlainAnswer | undefined {
  const types = new Map(fields)
  const patterns: RowPattern[] = []
  const rowAt = (body: string, at: number): CallRow | undefined => {
    for (const pattern of patterns) {
      const row = pattern.match(body, at)
      if (row !== undefined) return row
    }
    const learned = patterns.length < mostPatterns ? learnPattern(body, at, types) : undefined
    if (learned !== undefined) patterns.push(learned)
    return learned?.match(body, at)
  }

  return (body) => {
    const list = body.length > mostCharacters ? null : listBegin.exec(body)
    if (list === null) return undefined
    const begin = list.index + list[0].length
    const rows: CallRow[] = []
    let at = begin
    while (true) {
      const row = rowAt(body, at)
      if (row === undefined) return undefined
      rows.push(row)
      at += row.json.length
      if (body.startsWith(',{', at)) {
        at += 1
        continue
      }
      separator.lastIndex = at
      const separated = separator.exec(body)
      if (separated === null) return undefined
      at = separator.lastIndex
      if (separated[1] === ']') break
    }
    const around = [body.slice(0, begin), body.slice(at)]
    if (around.some((part) => /\ue000|\\ue000/i.test(part))) return undefined
    const { answer, data } = parseCallList(around.join(`"${mark}"]`))
    return data[0] === mark ? { answer, rows } : undefined
  }
}

/** Where rows are written in more ways than this, it is not worth the while. */
const mostPatterns = 8

/** A regular expression keeps in mind where it might go back to, and fails before 4 million escapes in one row. */
const mostCharacters = 1024 * 1024

const listBegin = /"data"[ \t\n\r]*:[ \t\n\r]*\[[ \t\n\r]*/
const separator = /[ \t\n\r]*([,\]])[ \t\n\r]*/y

/** Stands in the list in place of its rows, to see that it is the answer's own list and no other. */
const mark = '\uE000'
