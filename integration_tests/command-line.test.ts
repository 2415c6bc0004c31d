import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { runCommand, startCommand } from './command.ts'
import { runRead, startApi, writeConfig } from './setup.ts'

const manifest: { version: string } = JSON.parse(
  readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
)
const commands = ['spec', 'check', 'discover', 'read'] as const

describe('the command line', { concurrent: true }, () => {
  test('shows the commands with --help', async () => {
    const { exitCode, stdout, stderr } = await startCommand(['--help']).ended
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
    for (const command of commands) expect(stdout).toMatch(new RegExp(`^ +${command}\\b`, 'm'))
  })

  test.each(commands)('shows the flags of %s, and an example, with --help', async (command) => {
    const { exitCode, stdout } = await startCommand([command, '--help']).ended
    expect(exitCode).toBe(0)
    expect(stdout).toMatch(new RegExp(`^ +source-justcall ${command}\\b`, 'm'))
    const flags = {
      spec: [],
      check: ['--config'],
      discover: ['--config'],
      read: ['--config', '--catalog', '--state'],
    }
    for (const flag of ['--debug', ...flags[command]]) expect(stdout).toContain(flag)
  })

  test('prints the version of the package with --version', async () => {
    const { exitCode, stdout } = await startCommand(['--version']).ended
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: `${manifest.version}\n` })
  })

  test.each<readonly [string, readonly string[], RegExp]>([
    ['no command', [], /no command/],
    ['an unknown command', ['write'], /'write'/],
    ['an unknown flag', ['spec', '--colour'], /'--colour'/],
    ['a flag of another command', ['check', '--config', 'config.json', '--state', 's'], /'--state'/],
    ['check without a configuration', ['check'], /--config/],
    ['discover without a configuration', ['discover'], /--config/],
    ['read without a configuration', ['read', '--catalog', 'catalog.json'], /--config/],
    ['read without a catalog', ['read', '--config', 'config.json'], /--catalog/],
    ['a flag without its value', ['check', '--config'], /--config/],
    ['one argument too many', ['spec', 'now'], /argument/],
  ])('refuses %s', async (_what, args, says) => {
    const result = await runCommand(args)
    expect(result).toMatchObject({ exitCode: 1, signal: null })
    expect(result.messages.map(({ type }) => type)).toEqual(['TRACE'])
    expect(result.errors).toEqual([{ failure_type: 'config_error', message: expect.stringMatching(says) }])
    expect(result.errors[0]?.message).toContain('--help')
    expect(result.stderr).toMatch(says)
    expect(result.stderr).not.toMatch(/\n {4}at /)
  })

  test('takes a flag and its value as one word', async () => {
    const { url } = await startApi()
    const result = await runCommand(['check', `--config=${writeConfig(url)}`])
    expect(result.messages).toMatchObject([{ connectionStatus: { status: 'SUCCEEDED' } }])
  })

  test('leaves standard error to people: a read that ends well says nothing there', async () => {
    expect(await runRead((await startApi()).url)).toMatchObject({ exitCode: 0, stderr: '' })
  })
})
