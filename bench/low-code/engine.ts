import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { readArguments } from '../connector.ts'
import type { Command } from '../process.ts'
import { output } from '../tools.ts'

/** The version that the manifest was written for. */
export const version = '7.39.1'
const environment = fileURLToPath(new URL('.venv', import.meta.url))
const engine = `${environment}/bin/source-declarative-manifest`
const manifest = fileURLToPath(new URL('manifest.yaml', import.meta.url))

/** Installs the engine into a virtual environment beside this file, once. @returns whether it is there. */
export async function installEngine(): Promise<boolean> {
  const python = `${environment}/bin/python`
  const present = [
    '-c',
    `from importlib.metadata import version as of; assert of('airbyte-cdk') == '${version}'`,
  ]
  if (existsSync(engine) && (await output(python, ...present)) !== undefined) return true
  await output('python3', '-m', 'venv', '--clear', environment)
  await output(python, '-m', 'pip', 'install', '--quiet', `airbyte-cdk==${version}`)
  return existsSync(engine)
}

const run = (command: string, ...args: readonly string[]): Command => ({
  command: engine,
  args: [command, '--manifest-path', manifest, ...args],
})

export const lowCode = {
  spec: (): Command => run('spec'),
  check: (config: string): Command => run('check', '--config', config),
  read(config: string): Command {
    const [command = 'read', ...args] = readArguments(config)
    return run(command, ...args)
  },
}
