import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, describe, expect, test } from 'vitest'

const project = fileURLToPath(new URL('..', import.meta.url))
const biome = join(project, 'node_modules/@biomejs/biome/bin/biome')
const directory = mkdtempSync(join(tmpdir(), 'source-justcall-boundaries-'))
cpSync(join(project, 'biome.json'), join(directory, 'biome.json'))
afterAll(() => rmSync(directory, { recursive: true, force: true }))

/** What the linter says of a file that holds nothing but this import. */
async function lint(path: string, line: string): Promise<string> {
  const file = join(directory, path)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, line)
  const { stdout, stderr } = await promisify(execFile)(
    process.execPath,
    [biome, 'lint', '--vcs-enabled=false', '--only=style/noRestrictedImports', path],
    { cwd: directory },
  ).catch((error: { stdout: string; stderr: string }) => error)
  return stdout + stderr
}

describe('who may know whom is held by the linter', () => {
  test.each([
    ['src/airbyte/a.ts', "import { version } from '../justcall/version.ts'\n"],
    ['src/airbyte/b.ts', "import type { Config } from '../../src/justcall/config/config.generated.ts'\n"],
    ['src/airbyte/c.ts', "export { version } from '../justcall/version.ts'\n"],
    ['src/airbyte/d.ts', "export const version = () => import('../justcall/version.ts')\n"],
    ['src/airbyte/e.ts', "import { startStockroom } from '../../examples/second-source/sandbox.ts'\n"],
    ['examples/second-source/a.ts', "import { version } from '../../src/justcall/version.ts'\n"],
    ['src/justcall/a.ts', "import '../main.ts'\n"],
  ])('%s: %s', async (path, line) => {
    expect(await lint(path, line)).toContain('lint/style/noRestrictedImports')
  })

  test.each([
    ['src/airbyte/f.ts', "import { runSource } from './run.ts'\n"],
    ['src/airbyte/g.ts', "import { Ajv } from 'ajv'\n"],
    ['src/justcall/b.ts', "import { ConfigError } from '../airbyte/errors.ts'\n"],
    ['examples/second-source/b.ts', "import { ConfigError } from '../../src/airbyte/protocol/errors.ts'\n"],
  ])('and lets the others pass, %s: %s', async (path, line) => {
    const told = await lint(path, line)
    expect(told).toContain('Checked 1 file')
    expect(told).not.toContain('noRestrictedImports')
  })
})
