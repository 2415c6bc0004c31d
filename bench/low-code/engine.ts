import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { readArguments } from '../connector.ts'
import type { Version } from '../pages.ts'
import type { Command } from '../process.ts'
import { output } from '../tools.ts'

/** The version that the manifest was written for. */
export const version = '7.39.1'
const environment = fileURLToPath(new URL('.venv', import.meta.url))
const engine = `${environment}/bin/source-declarative-manifest`
const manifests = { v2: 'manifest.yaml', 'v2.1': 'manifest-v2.1.yaml' } as const

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

/** The engine with the manifest of one version of the API. */
export function lowCode(api: Version) {
  const manifest = fileURLToPath(new URL(manifests[api], import.meta.url))
  const run = (command: string, ...args: readonly string[]): Command => ({
    command: engine,
    args: [command, '--manifest-path', manifest, ...args],
  })
  return {
    spec: (): Command => run('spec'),
    check: (config: string): Command => run('check', '--config', config),
    read(config: string): Command {
      const [command = 'read', ...args] = readArguments(config)
      return run(command, ...args)
    },
  }
}
