import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { imageFlags } from './entry-point.ts'
import { load, machine } from './machine.ts'
import { writePlots } from './plots.ts'
import type { Measured } from './result.ts'
import { markdown } from './table.ts'

const docs = fileURLToPath(new URL('../docs', import.meta.url))

export interface Run {
  readonly measured: readonly Measured[]
  /** What was not measured, and why, a sentence each. */
  readonly missing: readonly string[]
  readonly command: string
  readonly rounds: number
  /** As it was before anything ran. */
  readonly loadBefore: string
}

/** Writes `docs/benchmarks.md` and its plots. */
export function writePage({ measured, missing, command, rounds, loadBefore }: Run): void {
  const results = measured.flatMap((each) => each.results)
  const bars = measured.flatMap((each) => each.bars)
  const plots = writePlots(results, bars, `${docs}/benchmarks`)
  const flags = imageFlags().join(' ')
  const lines = [
    '# Benchmarks',
    '',
    `Written by \`${command}\`: every number of this page is of that one run. What is compared ran in turn, ${rounds} rounds; values`,
    'are medians, a ratio is taken round by round, and the table gives its median and its extremes. Ratios travel from one',
    'machine to another, milliseconds do not.',
    '',
    `It ran on ${machine()}.`,
    `The load was ${loadBefore} when it began and ${load()} when it ended, the bench's own programs counted. Server and client`,
    'share these cores, and standard output goes to /dev/null.',
    '',
    'The server is a process of its own that gives pages of 100 calls out of memory, rendered beforehand. It is no bottleneck: a',
    'line of the table has what it gives over bare sockets, and how busy it was while the connector read.',
    '',
    flags === ''
      ? 'The image starts the connector without any flag of Node.'
      : `The connector runs as \`node dist/source-justcall.js\`; "as the image starts it" is with \`${flags}\`.`,
    '',
    ...markdown(results),
    '',
    ...missing.flatMap((sentence) => [sentence, '']),
    ...plots.flatMap(({ file, title }) => [`![${title}](benchmarks/${file})`, '']),
    'What bounds a read, and what was tried: [performance](performance.md). What it means for many accounts: [scale](scale.md).',
    '',
  ]
  writeFileSync(`${docs}/benchmarks.md`, lines.join('\n'))
}
