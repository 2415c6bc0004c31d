/**
 * Mutation testing: changes the code in small ways, one at a time, and shows each change that no unit test notices.
 *
 *     npm run test:mutation -- [FOLDER or FILE]...      below src/justcall/, such as `state` or `api/retry.ts`
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import process from 'node:process'

const tool = resolve('.ci/mutation/node_modules/@stryker-mutator')
const report = 'coverage/mutation'

const wanted = process.argv.slice(2)
const paths = wanted.length > 0 ? wanted : ['state', 'records', 'reading', 'api']
const patterns = await Promise.all(
  paths.map(async (path) => {
    const full = join('src/justcall', path)
    return (await stat(full)).isDirectory() ? `${full}/**/*.ts` : full
  }),
)

const config = {
  mutate: [...patterns, '!**/*.test.ts', '!**/*.generated.ts', '!**/*.d.ts'],
  testRunner: 'vitest',
  plugins: [join(tool, 'vitest-runner/dist/src/index.js')],
  vitest: { configFile: '.ci/mutation/vitest.config.ts' },
  // It would be read by an interface that TypeScript 7 does not have.
  tsconfigFile: 'none',
  concurrency: 2,
  timeoutMS: 10_000,
  warnings: { slow: false },
  reporters: ['progress-append-only', 'clear-text', 'html', 'json'],
  clearTextReporter: { reportTests: false, logTests: false },
  htmlReporter: { fileName: `${report}.html` },
  jsonReporter: { fileName: `${report}.json` },
}

const folder = await mkdtemp(join(tmpdir(), 'mutation-'))
try {
  const configFile = join(folder, 'stryker.config.json')
  await writeFile(configFile, JSON.stringify({ ...config, tempDirName: folder }))
  const run = spawn(process.execPath, [join(tool, 'core/bin/stryker.js'), 'run', configFile], {
    stdio: 'inherit',
  })
  const [code] = await once(run, 'exit')
  process.exitCode = code ?? 1
} finally {
  await rm(folder, { recursive: true, force: true })
}
