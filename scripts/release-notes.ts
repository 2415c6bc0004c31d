/**
 * Prints what the release says: the changelog's entry of the version and, where it is given, the image by its digest.
 *
 *     node scripts/release-notes.ts [IMAGE]
 *
 * @throws Error if GitHub has started it for a tag of another version, or if the changelog says nothing.
 */
import { readFile } from 'node:fs/promises'
import process from 'node:process'
import manifest from '../package.json' with { type: 'json' }
import { releaseNotes } from './in-step.ts'

const { GITHUB_REF_TYPE: refType, GITHUB_REF_NAME: refName } = process.env
if (refType === 'tag' && refName !== `v${manifest.version}`) {
  throw new Error(`The tag is ${refName}, and package.json has ${manifest.version}.`)
}
const changelog = await readFile(new URL('../CHANGELOG.md', import.meta.url), 'utf8')
const [image] = process.argv.slice(2)
const notes = [releaseNotes(changelog, manifest.version)]
if (image !== undefined) notes.push(`Image: \`${image}\``)
process.stdout.write(`${notes.join('\n\n')}\n`)
