import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import manifest from '../package.json' with { type: 'json' }
import { copyProject, run } from './checkout.ts'

const directory = mkdtempSync(join(tmpdir(), 'source-justcall-release-'))
const checkout = join(directory, 'checkout')
const [major = '', minor = ''] = manifest.version.split('.')
const next = `${major}.${Number(minor) + 1}.0`

const git = async (...args: readonly string[]) => (await run(checkout, 'git', ...args)).stdout.trim()
const lines = async (...args: readonly string[]) => (await git(...args)).split('\n')
const read = (name: string) => readFileSync(join(checkout, name), 'utf8')

afterAll(() => rmSync(directory, { recursive: true, force: true }))

describe('npm version minor', () => {
  beforeAll(async () => {
    copyProject(checkout)
    await git('init', '--quiet')
    await git('config', 'user.name', 'A maintainer')
    await git('config', 'user.email', 'maintainer@example.com')
    await git('add', '--all')
    await git('commit', '--quiet', '--message', 'Begin')
    // What is unreleased when the test runs is released by it; where nothing is, something has to be.
    const changelog = read('CHANGELOG.md')
    if (/## \[Unreleased\]\s+## /.test(changelog)) {
      const text = changelog.replace('## [Unreleased]\n', '## [Unreleased]\n\n### Added\n\n- A change.\n')
      writeFileSync(join(checkout, 'CHANGELOG.md'), text)
      await git('commit', '--quiet', '--all', '--message', 'Change something')
    }
    await run(checkout, 'npm', 'version', 'minor')
  })

  test('makes one commit, and tags it', async () => {
    expect(await git('describe', '--exact-match')).toBe(`v${next}`)
    expect(await git('log', '-1', '--format=%s')).toBe(`Release ${next}`)
    expect(await git('status', '--porcelain')).toBe('')
  })

  test('changes all that names the version, and nothing else', async () => {
    expect((await lines('show', '--format=', '--name-only')).toSorted()).toEqual([
      'CHANGELOG.md',
      'Dockerfile',
      'README.md',
      'docs/justcall.md',
      'examples/docker/source-justcall',
      'examples/kubernetes/accounts.yaml',
      'examples/kubernetes/cronjob.yaml',
      'examples/pyairbyte/to_duckdb.py',
      'metadata.yaml',
      'package-lock.json',
      'package.json',
    ])
  })

  test('leaves the version before it in the changelogs alone', async () => {
    const left = await lines(
      'grep',
      '--name-only',
      '--word-regexp',
      '--fixed-strings',
      manifest.version,
      '--',
      ':!*.txt',
    )
    expect(left.filter((name) => !/\.test\.ts$|package-lock/.test(name))).toEqual([
      'CHANGELOG.md',
      'docs/justcall.md',
    ])
  })
})
