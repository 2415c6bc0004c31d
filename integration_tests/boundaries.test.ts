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

/** The output of the linter for a file with only this import. */
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

const justcall = 'src/justcall'
const kit = 'src/airbyte'

describe('the linter rejects an import', () => {
  test.each([
    [`${kit}/source/a.ts`, "import { version } from '../../justcall/version.ts'\n"],
    [`${kit}/http/a.ts`, "import type { Config } from '../../justcall/config/config.generated.ts'\n"],
    [`${kit}/run/a.ts`, "export { version } from '../../justcall/version.ts'\n"],
    [`${kit}/run/b.ts`, "export const version = () => import('../../justcall/version.ts')\n"],
    [`${kit}/run/c.ts`, "import { startStockroom } from '../../../examples/second-source/sandbox.ts'\n"],
    [`${kit}/run/a.test.ts`, "import { version } from '../../justcall/version.ts'\n"],
  ])('of the connector by the kit, %s: %s', async (path, line) => {
    expect(await lint(path, line)).toContain('The kit knows nothing of the connector')
  })

  test.each([
    ['json', '../protocol/messages.ts'],
    ['protocol', '../source/source.ts'],
    ['source', '../http/json-api.ts'],
    ['source', '../input/secrets.ts'],
    ['http', '../output/output.ts'],
    ['input', '../http/json-api.ts'],
    ['output', '../terminal/progress-line.ts'],
    ['terminal', '../run/run.ts'],
    ['run', '../other/a.ts'],
  ])('from %s/ of the kit to a folder above or beside it: %s', async (folder, path) => {
    const output = await lint(`${kit}/${folder}/up.ts`, `import '${path}'\n`)
    expect(output).toContain(`src/airbyte/${folder}/ imports only`)
  })

  test.each([
    ['time', '../config/settings.ts'],
    ['config', '../records/conform.ts'],
    ['records', '../api/client.ts'],
    ['api', '../state/cursor.ts'],
    ['api/v2', '../../reading/plan.ts'],
    ['state', '../reading/plan.ts'],
    ['reading', '../streams/calls.ts'],
    ['reading', '../check.ts'],
  ])('from %s/ of the connector to what depends on it: %s', async (folder, path) => {
    const output = await lint(`${justcall}/${folder}/up.ts`, `import '${path}'\n`)
    expect(output).toContain(`src/justcall/${folder.split('/')[0]}/ imports `)
  })

  test.each([
    ['api', './v2/list.ts'],
    ['state', '../api/v2/list.ts'],
    ['reading', '../api/v2-1/list.ts'],
  ])('of a version of the API by %s/: %s', async (folder, path) => {
    const output = await lint(`${justcall}/${folder}/version.ts`, `import '${path}'\n`)
    expect(output).toContain(`src/justcall/${folder}/ does not depend on a version of the API`)
  })

  test.each([
    [`${justcall}/a.ts`, '../main.ts'],
    [`${justcall}/b.ts`, '../airbyte.ts'],
    [`${justcall}/c.ts`, '../../sandbox/main.ts'],
    [`${justcall}/streams/a.ts`, '../../main.ts'],
    [`${justcall}/reading/a.ts`, '../../airbyte.ts'],
    [`${justcall}/api/v2/a.ts`, '../../../../sandbox/main.ts'],
    ['examples/second-source/a.ts', '../../src/justcall/version.ts'],
    ['examples/second-source/b.ts', '../../src/airbyte.ts'],
  ])('by %s of %s', async (path, imported) => {
    expect(await lint(path, `import '${imported}'\n`)).toContain('noRestrictedImports')
  })
})

test.each([
  [`${kit}/run/d.ts`, "import { runSource } from './run.ts'\n"],
  [`${kit}/source/b.ts`, "import { Ajv } from 'ajv'\n"],
  [`${kit}/protocol/b.ts`, "import { isJsonObject } from '../json/is-json-object.ts'\n"],
  [`${kit}/http/b.ts`, "import type { Context } from '../source/source.ts'\n"],
  [`${kit}/run/e.ts`, "export const reporter = () => import('../terminal/progress-reporter.ts')\n"],
  [`${kit}/source/b.test.ts`, "import { runSource } from '../run/run.ts'\n"],
  [`${justcall}/d.ts`, "import { ConfigError } from '../airbyte/protocol/errors.ts'\n"],
  [`${justcall}/reading/b.ts`, "import type { Client } from '../api/client.ts'\n"],
  [`${justcall}/api/v2/b.ts`, "import type { Client } from '../client.ts'\n"],
  [`${justcall}/streams/b.ts`, "import { createV2List } from '../api/v2/list.ts'\n"],
  [`${justcall}/reading/b.test.ts`, "import { createV2List } from '../api/v2/list.ts'\n"],
  ['examples/second-source/c.ts', "import { ConfigError } from '../../src/airbyte/protocol/errors.ts'\n"],
])('the linter accepts the import, %s: %s', async (path, line) => {
  const output = await lint(path, line)
  expect(output).toContain('Checked 1 file')
  expect(output).not.toContain('noRestrictedImports')
})
