import { writeFileSync } from 'node:fs'
import { cpus, release, totalmem, type } from 'node:os'
import { fileURLToPath } from 'node:url'
import { type Measured, type Result, reached } from './result.ts'

const docs = fileURLToPath(new URL('../docs', import.meta.url))

const columns = ['what', 'source-justcall', 'beside', 'ratio', 'goal'] as const

const cells = (result: Result): string[] => [
  result.what,
  result.value,
  result.beside,
  result.ratio === undefined ? '' : result.ratio.toFixed(2),
  reached(result),
]

/** The table for a terminal. */
export function table(results: readonly Result[]): string {
  const rows = [[...columns], ...results.map(cells)]
  const widths = columns.map((_, place) => Math.max(...rows.map((row) => row[place]?.length ?? 0)))
  return rows
    .map((row) =>
      row
        .map((cell, place) => cell.padEnd(widths[place] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

export interface Run {
  readonly measured: readonly Measured[]
  /** What was not measured, and why. */
  readonly missing: readonly string[]
  readonly command: string
  readonly flags: readonly string[]
  readonly rounds: number
}

/** Writes `docs/benchmarks.md`. */
export function writeReport({ measured, missing, command, flags, rounds }: Run): void {
  const results = measured.flatMap(({ results }) => results)
  const lines = [
    '# Benchmarks',
    '',
    `Written by \`${command}\`. Every number of this page is of that one run; commands that are compared ran in turn, and each value is the median of ${rounds} runs at most. Ratios travel from one machine to another, milliseconds do not.`,
    '',
    `It ran on ${machine()}, Node ${process.versions.node}, the connector under \`node ${flags.join(' ')}\`; server, connector and whatever reads are on the same machine. Standard output goes to /dev/null. The server is a process of its own that gives pages out of memory, rendered beforehand; its own line in the table tells how much faster it is than what is measured.`,
    '',
    `| ${columns.join(' | ')} |`,
    `| ${columns.map(() => '---').join(' | ')} |`,
    ...results.map((result) => `| ${cells(result).join(' | ')} |`),
    '',
    ...missing.flatMap((sentence) => [sentence, '']),
    'What bounds a read, and what was tried: [performance](performance.md).',
    '',
  ]
  writeFileSync(`${docs}/benchmarks.md`, lines.join('\n'))
}

function machine(): string {
  const [first] = cpus()
  const memory = Math.round(totalmem() / 1024 ** 3)
  return `${cpus().length} cores (${first?.model.trim() ?? 'unknown'}), ${memory} GiB, ${type()} ${release()}`
}
