import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { Spec, Validation } from '@cyclonedx/cyclonedx-library'
import { rolldown } from 'rolldown'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import manifest from '../package.json' with { type: 'json' }
import { copyProject, project, run } from './checkout.ts'

const directory = mkdtempSync(join(tmpdir(), 'source-justcall-build-'))

afterAll(() => rmSync(directory, { recursive: true, force: true }))

const read = (folder: string, name: string) => readFileSync(join(folder, 'dist', name), 'utf8')

const built = (folder: string): string[] =>
  readdirSync(join(folder, 'dist'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(join(folder, 'dist'), join(entry.parentPath, entry.name)))
    .toSorted()

test('a build gives the same bytes in whatever folder it is done', async () => {
  const folders = ['here', 'a/folder/that is/further down'].map((name) => join(directory, name))
  for (const folder of folders) {
    copyProject(folder)
    await run(folder, 'node', 'scripts/build.ts')
  }
  const names = built(project)
  const entries = names.filter((name) => !name.startsWith('chunks/'))
  expect(entries).toEqual(['airbyte.d.ts', 'airbyte.js', 'sbom.cdx.json', 'source-justcall.js'])
  for (const folder of folders) {
    expect(built(folder)).toEqual(names)
    const different = names.filter((name) => read(folder, name) !== read(project, name))
    expect(different).toEqual([])
  }
})

describe('the bill of materials', () => {
  const text = read(project, 'sbom.cdx.json')
  const { components, metadata, ...rest } = JSON.parse(text)
  let bundled: readonly string[]

  beforeAll(async () => {
    await using bundle = await rolldown({ input: join(project, 'src/main.ts'), platform: 'node' })
    const { output } = await bundle.generate()
    const modules = output.flatMap((chunk) => (chunk.type === 'chunk' ? chunk.moduleIds : []))
    const folders = modules.flatMap((id) => /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(id) ?? [])
    bundled = [...new Set(folders)].map((folder) => {
      const { name, version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
      return `${name}@${version}`
    })
  })

  test('fits the schema of CycloneDX', async () => {
    expect(await new Validation.JsonStrictValidator(Spec.Version.v1dot7).validate(text)).toBeNull()
  })

  test('names every package of which there is code in the bundle, and no other', () => {
    const named = components.map(({ name, version }: Component) => `${name}@${version}`)
    expect(named.toSorted()).toEqual(bundled.toSorted())
    const names = components.map(({ name }: Component) => name)
    expect(names).toEqual(expect.arrayContaining(Object.keys(manifest.dependencies)))
  })

  test('is that of this version, and carries neither a time nor a number of its own', () => {
    expect(metadata).toMatchObject({ component: { name: manifest.name, version: manifest.version } })
    expect([metadata.timestamp, rest.serialNumber]).toEqual([undefined, undefined])
  })

  test.each(components as readonly Component[])('holds the licence of $name', ({ licenses, evidence }) => {
    expect(licenses).toMatchObject([{ license: { id: expect.stringMatching(/^(MIT|BSD-3-Clause)$/) } }])
    const [{ license }] = evidence.licenses
    expect(Buffer.from(license.text.content, 'base64').toString()).toMatch(/copyright/i)
  })
})

interface Component {
  readonly name: string
  readonly version: string
  readonly licenses: readonly unknown[]
  readonly evidence: {
    readonly licenses: readonly [{ readonly license: { readonly text: { readonly content: string } } }]
  }
}
