import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, delimiter, dirname, join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import specification from '../spec/spec.json' with { type: 'json' }

const project = fileURLToPath(new URL('..', import.meta.url))
const directory = mkdtempSync(join(tmpdir(), 'source-justcall-package-'))
const checkout = join(directory, 'checkout')
const elsewhere = join(directory, 'elsewhere')

/** What a shell would give, without what an npm above this test says of its own project. */
const environment = {
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name))),
  PATH: `${dirname(process.execPath)}${delimiter}${process.env['PATH']}`,
  // What the project's own install brought to npm's cache need not come anew.
  npm_config_prefer_offline: 'true',
}

async function run(cwd: string, command: string, ...args: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(command, args, { cwd, env: environment, timeout: 50_000 })
  return stdout
}

/** The project as a download has it: without git, and with nothing built. */
function copyProject(): void {
  const left = new Set(['.git', 'node_modules', 'dist', 'output', 'coverage'])
  cpSync(project, checkout, { recursive: true, filter: (path) => !left.has(basename(path)) })
  symlinkSync(join(project, 'node_modules'), join(checkout, 'node_modules'))
}

let tarball: string

// In a copy, because packing builds anew, while other tests run what was built.
beforeAll(async () => {
  copyProject()
  await run(checkout, 'npm', 'pack', '--pack-destination', directory)
  tarball = readdirSync(directory).find((name) => name.endsWith('.tgz')) ?? ''
  mkdirSync(elsewhere)
  await run(elsewhere, 'npm', 'init', '--yes')
  await run(elsewhere, 'npm', 'install', join(directory, tarball))
})

afterAll(() => rmSync(directory, { recursive: true, force: true }))

describe('the package', () => {
  test('holds what runs and what tells of it, and nothing else', async () => {
    const files = await run(directory, 'tar', '-tzf', tarball)
    const names = files.trim().split('\n')
    expect(new Set(names.map((name) => name.replace(/chunks\/[\w-]+\.mjs$/, 'chunks/…')))).toEqual(
      new Set([
        'package/CHANGELOG.md',
        'package/LICENSE',
        'package/README.md',
        'package/dist/chunks/…',
        'package/dist/source-justcall.js',
        'package/package.json',
        'package/schemas/calls.json',
        'package/spec/spec.json',
      ]),
    )
  })

  test('runs by its name', async () => {
    expect(JSON.parse(await run(elsewhere, 'npx', 'source-justcall', 'spec'))).toEqual({
      type: 'SPEC',
      spec: specification,
    })
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
