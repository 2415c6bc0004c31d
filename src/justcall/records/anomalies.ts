import type { Context } from '../../airbyte/source/source.ts'
import { counted } from '../../airbyte/source/wording.ts'

/** Counts the anomalies of rows: one WARN at the first of a kind, and one with the count at the end. */
export interface AnomalyReport {
  note(anomaly: Anomaly): void
  summary(): string[]
}

/** Where a row says when it happened, in words, and an example of it. */
export interface StartField {
  readonly name: string
  readonly example: string
}

/** A sentence, which is its kind; or the start of a row that is no time: its text, or null where there is none. */
export type Anomaly = string | { readonly start: string | null }

/** The rows of a list in words. */
export interface RowWords {
  /** What a row is: "call". */
  readonly noun: string
  readonly startField?: StartField | undefined
}

export function createAnomalyReport(
  notify: Context['notify'],
  { noun, startField = { name: '', example: '' } }: RowWords,
): AnomalyReport {
  const counts = new Map<string, number>()
  const unreadable = { rows: 0, example: '' }
  let startless = 0

  const noteKind = (name: string) => {
    // Names of fields that no schema declares are as many as an API likes.
    const kind = counts.has(name) || counts.size < mostKinds ? name : 'Values of other fields were repaired'
    const count = (counts.get(kind) ?? 0) + 1
    counts.set(kind, count)
    if (count === 1) notify({ type: 'log', level: 'WARN', message: `${kind}; further ones are counted.` })
  }

  return {
    note(anomaly) {
      if (typeof anomaly === 'string') return noteKind(anomaly)
      if (anomaly.start === null) startless += 1
      else {
        if (unreadable.rows === 0) unreadable.example = anomaly.start
        unreadable.rows += 1
      }
    },
    summary() {
      const sentences = [...counts]
        .filter(([, count]) => count > 1)
        .map(([kind, count]) => `${kind}: ${count} times in this read.`)
      if (unreadable.rows > 0) {
        sentences.push(
          `The start of ${counted(unreadable.rows, noun)} cannot be read, so the cursor cannot move by ${unreadable.rows === 1 ? 'it' : 'them'}: ${startField.name} is ${shown(unreadable.example)}, where a time like ${startField.example} is needed.`,
        )
      }
      if (startless > 0) {
        sentences.push(
          `${counted(startless, noun)} came without a start (${startField.name} is null or missing), so the cursor cannot move by ${startless === 1 ? 'it' : 'them'}.`,
        )
      }
      return sentences
    },
  }
}

const mostKinds = 100

/** Never a part of it: what is cut could be half a secret. */
const shown = (text: string) =>
  text.length > 60 ? `a text of ${text.length} characters` : JSON.stringify(text)
