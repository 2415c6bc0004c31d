import { execFile } from 'node:child_process'
import { cpSync, symlinkSync } from 'node:fs'
import { basename, delimiter, dirname, join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

export const project = fileURLToPath(new URL('..', import.meta.url))

/** The project in another folder as a download has it: without git, and with nothing built. */
export function copyProject(folder: string): void {
  const left = new Set(['.git', '.venv', 'node_modules', 'dist', 'coverage'])
  const demoOutput = join(project, 'demo/output')
  const filter = (path: string) => !left.has(basename(path)) && path !== demoOutput
  cpSync(project, folder, { recursive: true, filter })
  symlinkSync(join(project, 'node_modules'), join(folder, 'node_modules'))
}

/** What a shell would give, without what an npm above the tests says of its own project. */
const environment = {
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name))),
  PATH: `${dirname(process.execPath)}${delimiter}${process.env['PATH']}`,
  // What the project's own install brought to npm's cache need not come again.
  npm_config_prefer_offline: 'true',
}

/** Runs a command to a good end. @returns what it printed. @throws Error with what it printed. */
export async function run(
  cwd: string,
  command: string,
  ...args: readonly string[]
): Promise<{ readonly stdout: string; readonly stderr: string }> {
  return promisify(execFile)(command, args, { cwd, env: environment, timeout: 50_000 })
}
