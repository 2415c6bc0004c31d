import type { Context } from '../airbyte/source.ts'

/** Counts what was odd in the rows: one WARN at the first of a kind, and one with the count at the end. */
export interface Oddities {
  note(kind: string): void
  summary(): string[]
}

export function createOddities(notify: Context['notify']): Oddities {
  const counts = new Map<string, number>()
  return {
    note(kind) {
      const count = (counts.get(kind) ?? 0) + 1
      counts.set(kind, count)
      if (count === 1) notify({ type: 'log', level: 'WARN', message: `${kind}; further ones are counted.` })
    },
    summary: () =>
      [...counts]
        .filter(([, count]) => count > 1)
        .map(([kind, count]) => `${kind}: ${count} times in this read.`),
  }
}
