import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core'
import { publint } from 'publint'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import specification from '../spec/spec.json' with { type: 'json' }
import { copyProject, project, run } from './checkout.ts'

const directory = mkdtempSync(join(tmpdir(), 'source-justcall-package-'))
const checkout = join(directory, 'checkout')
const elsewhere = join(directory, 'elsewhere')

let tarball: string
let installation: string

// In a copy, because packing builds again, while other tests run what was built.
beforeAll(async () => {
  copyProject(checkout)
  await run(checkout, 'npm', 'pack', '--pack-destination', directory)
  tarball = join(directory, readdirSync(directory).find((name) => name.endsWith('.tgz')) ?? '')
  mkdirSync(elsewhere)
  await run(elsewhere, 'npm', 'init', '--yes', '--init-type=module')
  const { stdout, stderr } = await run(elsewhere, 'npm', 'install', '--foreground-scripts', tarball)
  installation = stdout + stderr
})

afterAll(() => rmSync(directory, { recursive: true, force: true }))

describe('the package', () => {
  test('holds what runs, its types and what describes it, and nothing else', async () => {
    const { stdout } = await run(directory, 'tar', '-tzf', tarball)
    const names = stdout.trim().split('\n')
    const files = new Set(names.map((name) => name.replace(/chunks\/[\w.-]+\.mjs$/, 'chunks/…')))
    expect([...files].toSorted()).toEqual([
      'package/CHANGELOG.md',
      'package/LICENSE',
      'package/README.md',
      'package/dist/airbyte.d.ts',
      'package/dist/airbyte.js',
      'package/dist/chunks/…',
      'package/dist/sbom.cdx.json',
      'package/dist/source-justcall.js',
      'package/package.json',
      'package/schemas/calls-v2.1.json',
      'package/schemas/calls.json',
      'package/schemas/calls_ai.json',
      'package/schemas/contacts.json',
      'package/schemas/phone_numbers.json',
      'package/schemas/sales_dialer_calls.json',
      'package/schemas/sales_dialer_campaigns.json',
      'package/schemas/sms.json',
      'package/schemas/user_groups.json',
      'package/schemas/users.json',
      'package/spec/spec.json',
    ])
  })

  test('installs without a script, and without a warning of one', () => {
    expect(installation).toContain('added')
    expect(installation).not.toMatch(/husky|scripts/i)
  })

  test('runs by its name', async () => {
    const { stdout } = await run(elsewhere, 'npx', 'source-justcall', 'spec')
    expect(JSON.parse(stdout)).toEqual({ type: 'SPEC', spec: specification })
  })

  test('is as publint would have it', async () => {
    const { messages } = await publint({ pack: { tarball: bytes().buffer }, strict: true })
    expect(messages).toEqual([])
  })

  /** Like attw's profile `esm-only`: resolutions of before Node 12, and `require` of before Node 22, are not looked at. */
  test('has types that are right wherever modules are', async () => {
    const analysis = await checkPackage(createPackageFromTarballData(bytes()))
    const problems = 'problems' in analysis ? analysis.problems : []
    expect(analysis.types).toEqual({ kind: 'included' })
    expect(
      problems.filter(
        (problem) =>
          !('resolutionKind' in problem && ['node10', 'node16-cjs'].includes(problem.resolutionKind)),
      ),
    ).toEqual([])
  })
})

describe('a source that is made with the kit', () => {
  beforeAll(() => {
    cpSync(join(project, 'examples/kit/source-days.ts'), join(elsewhere, 'source-days.ts'))
    const write = (name: string, content: unknown) =>
      writeFileSync(join(elsewhere, name), JSON.stringify(content))
    write('config.json', { first: '2024-02-28', last: '2024-03-01' })
    write('catalog.json', { streams: [{ stream: { name: 'days' }, sync_mode: 'incremental' }] })
    write('state.json', { days: { date: '2024-02-28' } })
  })

  test('is held to the types of the package', async () => {
    const options = ['--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2024', '--types', 'node']
    const roots = ['--typeRoots', join(project, 'node_modules/@types')]
    const tsc = join(project, 'node_modules/.bin/tsc')
    await expect(run(elsewhere, tsc, ...options, ...roots, 'source-days.ts')).resolves.toMatchObject({
      stdout: '',
    })
  })

  test('reads on from a state', async () => {
    const files = ['--config', 'config.json', '--catalog', 'catalog.json', '--state', 'state.json']
    const { stdout } = await run(elsewhere, 'node', 'source-days.ts', 'read', ...files)
    const messages = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    const dates = messages.flatMap(({ record }) => (record ? [record.data.date] : []))
    expect(dates).toEqual(['2024-02-29', '2024-03-01'])
  })
})

test('a checkout installs without its development dependencies, and without git', async () => {
  const bare = join(directory, 'bare')
  mkdirSync(bare)
  for (const name of ['package.json', 'package-lock.json', '.npmrc']) {
    cpSync(join(project, name), join(bare, name))
  }
  await expect(run(bare, 'npm', 'ci', '--omit=dev')).resolves.toBeDefined()
})

/** Of a buffer of its own: small files share one. */
function bytes(): Uint8Array<ArrayBuffer> {
  return new Uint8Array(readFileSync(tarball))
}
