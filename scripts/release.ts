/** Brings all that names the version in step with package.json: `npm version` runs it before it commits. */
import { readFile, writeFile } from 'node:fs/promises'
import manifest from '../package.json' with { type: 'json' }
import { changelogReleased, pageReleased, type Release, renamed } from './in-step.ts'

const named = [
  'metadata.yaml',
  'Dockerfile',
  'README.md',
  'examples/docker/source-justcall',
  'examples/kubernetes/accounts.yaml',
  'examples/kubernetes/cronjob.yaml',
  'examples/pyairbyte/to_duckdb.py',
]

const path = (name: string) => new URL(`../${name}`, import.meta.url)
const read = (name: string) => readFile(path(name), 'utf8')

const [, previous] = /dockerImageTag: (.+)/.exec(await read('metadata.yaml')) ?? []
if (previous === undefined || previous === manifest.version) {
  throw new Error(`metadata.yaml names ${previous}, package.json ${manifest.version}: run \`npm version\`.`)
}
const release: Release = {
  version: manifest.version,
  previous,
  date: new Date().toISOString().slice(0, 10),
}

const changelog = await read('CHANGELOG.md')
const page = await read('docs/justcall.md')
const texts = new Map<string, string>([
  ['CHANGELOG.md', changelogReleased(changelog, release)],
  ['docs/justcall.md', pageReleased(page, changelog, release)],
])
for (const name of named) texts.set(name, renamed(await read(name), release))
// Written only now: what cannot be released changes nothing.
for (const [name, text] of texts) await writeFile(path(name), text)
