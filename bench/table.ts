import { distance, type Result } from './result.ts'

const columns = ['what', 'source-justcall', 'beside', 'ratio', 'between', 'goal', ''] as const

const cells = (result: Result): string[] => [
  result.what,
  result.value,
  result.beside,
  result.ratio.median.toFixed(2),
  range(result),
  goalOf(result),
  verdict(result),
]

/** The table for a terminal. */
export const table = (results: readonly Result[]): string =>
  aligned([[...columns], ...results.map(cells)])
    .map((row) => row.join('  ').trimEnd())
    .join('\n')

/** The same in Markdown. */
export function markdown(results: readonly Result[]): string[] {
  const [head = [], ...rows] = aligned([[...columns], ...results.map((result) => cells(result).map(escaped))])
  const rule = head.map((cell) => '-'.repeat(cell.length))
  return [head, rule, ...rows].map((row) => `| ${row.join(' | ')} |`)
}

/** A bar would end the cell, even within code. */
const escaped = (cell: string): string => cell.replaceAll('|', '\\|')

function aligned(rows: readonly (readonly string[])[]): string[][] {
  const widths = columns.map((_, place) => Math.max(3, ...rows.map((row) => row[place]?.length ?? 0)))
  return rows.map((row) => row.map((cell, place) => cell.padEnd(widths[place] ?? 0)))
}

function range({ ratio: { least, most } }: Result): string {
  return least === most ? '' : `${least.toFixed(2)} and ${most.toFixed(2)}`
}

function goalOf({ goal }: Result): string {
  if (goal === undefined) return ''
  return 'most' in goal ? `≤ ${goal.most}` : `≥ ${goal.least}`
}

function verdict(result: Result): string {
  const far = distance(result)
  if (far === undefined) return ''
  return far <= 1 ? 'reached' : 'missed'
}
