import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { imageFlags } from './entry-point.ts'
import { load, machine } from './machine.ts'
import { writePlots } from './plots.ts'
import type { Measured } from './result.ts'
import { markdown } from './table.ts'

const docs = fileURLToPath(new URL('../docs', import.meta.url))
const page = `${docs}/performance.md`

/** What lies between them is written; all around it stays. */
const marks = {
  begin: '<!-- Written by `npm run bench` from here to the end mark. -->',
  end: '<!-- End of what `npm run bench` writes. -->',
}

export interface Run {
  readonly measured: readonly Measured[]
  /** What was not measured, and why, a sentence each. */
  readonly missing: readonly string[]
  readonly command: string
  readonly rounds: number
  /** As it was before anything ran. */
  readonly loadBefore: string
}

/** Writes the section of the benchmarks in `docs/performance.md`, and its plots. @throws Error if the page has no such section. */
export function writePage({ measured, missing, command, rounds, loadBefore }: Run): void {
  const [before, rest] = splitAt(readFileSync(page, 'utf8'), marks.begin)
  const [, after] = splitAt(rest, marks.end)
  const results = measured.flatMap((each) => each.results)
  const bars = measured.flatMap((each) => each.bars)
  const plots = writePlots(results, bars, `${docs}/benchmarks`)
  const flags = imageFlags().join(' ')
  const lines = [
    `Written by \`${command}\`, in one run. What is compared ran in turn, ${rounds} rounds. Values are medians; a ratio is taken`,
    'round by round, with its median and its extremes. Ratios hold on other machines, milliseconds do not.',
    '',
    `It ran on ${machine()}.`,
    `The load was ${loadBefore} at the start and ${load()} at the end, including the bench's own programs. Server and client share these cores, and`,
    'standard output goes to /dev/null.',
    '',
    'The server is a process of its own that gives pages of 100 calls from memory, rendered beforehand. It is no bottleneck: a line',
    'of the table has what it gives over bare sockets, and how busy it was during a read.',
    '',
    flags === ''
      ? 'The image starts the connector without any flag of Node.'
      : `The connector runs as \`node dist/source-justcall.js\`; "as the image starts it" is with \`${flags}\`.`,
    '',
    ...markdown(results),
    '',
    ...missing.flatMap((sentence) => [sentence, '']),
    ...plots.flatMap(({ file, title }) => [`![${title}](benchmarks/${file})`, '']),
  ]
  writeFileSync(page, `${before}${marks.begin}\n\n${lines.join('\n')}\n${marks.end}${after}`)
}

function splitAt(text: string, mark: string): readonly [before: string, after: string] {
  const place = text.indexOf(mark)
  if (place < 0) throw new Error(`docs/performance.md has no line ${mark}`)
  return [text.slice(0, place), text.slice(place + mark.length)]
}
