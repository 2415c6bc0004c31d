/**
 * The whole job on one machine: a sandbox account, the built connector as a platform runs it, and a DuckDB file.
 * Fails if in the end the table is not what the account lists. `--api v2.1` does it in that version of the API,
 * `--html` writes the report as a web page, `--svg` the picture of the README.
 */
import { PICTURE_END, runDemo } from './demo.ts'
import { readOptions } from './options.ts'
import { paint } from './paint.ts'
import { tellStory } from './story.ts'
import { versionOf } from './version.ts'

const output = 'demo/output'

// Who reads only the beginning, as `| head` does, has seen enough; the work is still done.
process.stdout.on('error', () => {})
const story = tellStory((text) => process.stdout.write(text), paint)
try {
  const { api, html, svg } = readOptions(process.argv.slice(2))
  await runDemo({
    version: versionOf(api),
    end: svg ? PICTURE_END : Date.now(),
    output,
    html: html ? `${output}/report.html` : undefined,
    svg: svg ? 'docs/demo.svg' : undefined,
    paint,
    story,
  })
} catch (error) {
  process.stderr.write(`\nThe demo failed. ${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
}
