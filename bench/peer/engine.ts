import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { catalog } from '../connector.ts'
import type { Command } from '../process.ts'
import { output } from '../tools.ts'

/** The version that the manifest was written for. */
const version = '7.39.1'
const environment = fileURLToPath(new URL('.venv', import.meta.url))
const engine = `${environment}/bin/source-declarative-manifest`
const manifest = fileURLToPath(new URL('manifest.yaml', import.meta.url))

/** Installs the engine into a virtual environment beside this file, once. @throws Error if that cannot be done. */
export async function installEngine(): Promise<string> {
  if (!existsSync(engine)) {
    await output('python3', '-m', 'venv', environment)
    await output(`${environment}/bin/pip`, 'install', '--quiet', `airbyte-cdk==${version}`)
  }
  const found = await output(`${environment}/bin/pip`, 'show', 'airbyte-cdk')
  const [, installed] = /^Version: (.+)$/m.exec(found ?? '') ?? []
  if (installed === undefined)
    throw new Error('airbyte-cdk could not be installed: python3 with venv is needed')
  return installed
}

const run = (command: string, ...args: readonly string[]): Command => ({
  command: engine,
  args: [command, '--manifest-path', manifest, ...args],
})

export const peer = {
  spec: (): Command => run('spec'),
  check: (config: string): Command => run('check', '--config', config),
  read: (config: string): Command => run('read', '--config', config, '--catalog', catalog),
}
