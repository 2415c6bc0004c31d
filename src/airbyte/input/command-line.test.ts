import { describe, expect, test } from 'vitest'
import { ConfigError } from '../protocol/errors.ts'
import type { Environment } from '../source/source.ts'
import { parseCommandLine } from './command-line.ts'

const source = { name: 'source-test', version: '1.2.3', description: 'Loads tests.' }
const parse = (line: string, environment: Environment = {}) =>
  parseCommandLine(
    source,
    line.split(' ').filter((word) => word !== ''),
    environment,
  )

describe('a command', () => {
  test.each([
    ['spec', { command: 'spec', debug: false }],
    ['check --config c.json', { command: 'check', debug: false, config: 'c.json' }],
    ['check --config=a=b.json', { command: 'check', debug: false, config: 'a=b.json' }],
    ['check --config=c.json', { command: 'check', debug: false, config: 'c.json' }],
    ['discover --config c.json', { command: 'discover', debug: false, config: 'c.json' }],
    [
      'read --config c.json --catalog k.json',
      {
        command: 'read',
        debug: false,
        config: 'c.json',
        catalog: 'k.json',
        state: undefined,
        progress: true,
      },
    ],
    [
      'read --no-progress --config c.json --catalog k.json',
      {
        command: 'read',
        debug: false,
        config: 'c.json',
        catalog: 'k.json',
        state: undefined,
        progress: false,
      },
    ],
    [
      'read --state s.json --catalog k.json --config c.json',
      {
        command: 'read',
        debug: false,
        config: 'c.json',
        catalog: 'k.json',
        state: 's.json',
        progress: true,
      },
    ],
  ])('%s', (line, invocation) => {
    expect(parse(line)).toEqual(invocation)
  })
})

describe('debug mode', () => {
  test.each([
    'spec --debug',
    '--debug spec',
    'check --config c.json --debug',
    'check --debug --config c.json',
  ])('is enabled by a flag: %s', (line) => {
    expect(parse(line)).toMatchObject({ debug: true })
  })

  test.each(['debug', 'DEBUG', 'Debug'])('is enabled by the environment: %s', (level) => {
    expect(parse('spec', { LOG_LEVEL: level })).toEqual({ command: 'spec', debug: true })
  })

  test.each(['info', '', 'debug mode'])('is not enabled by another level: %j', (level) => {
    expect(parse('spec', { LOG_LEVEL: level })).toEqual({ command: 'spec', debug: false })
  })
})

describe('help', () => {
  const help = (line: string) => {
    const invocation = parse(line)
    return invocation.command === 'help' ? invocation.text : undefined
  }

  test('shows the commands', () => {
    for (const command of ['spec', 'check', 'discover', 'read']) expect(help('--help')).toContain(command)
    expect(help('--help')).toContain('Loads tests. It speaks the Airbyte protocol')
  })

  test.each(['spec', 'check', 'discover', 'read'])('shows how to %s', (command) => {
    expect(help(`${command} --help`)).toContain(`source-test ${command}`)
  })

  test('shows the version', () => {
    expect(help('--version')).toBe('1.2.3\n')
  })
})

describe('rejects a command line that is not valid, with the usage', () => {
  test.each([
    ['', 'no command was given'],
    ['--debug', 'The command line is not valid'],
    ['sync', "unknown command 'sync'"],
    ['check', "required option '--config <file>' not specified"],
    ['check --config', "option '--config <file>' argument missing"],
    ['discover', "required option '--config <file>' not specified"],
    ['read --config c.json', "required option '--catalog <file>' not specified"],
    ['read --catalog k.json', "required option '--config <file>' not specified"],
    ['spec more', 'too many arguments'],
    ['spec --config c.json', "unknown option '--config'"],
    ['check --config c.json --state s.json', "unknown option '--state'"],
    ['help', "unknown command 'help'"],
    ['raed', "unknown command 'raed' (Did you mean read?)"],
    ['spec --debgu', "unknown option '--debgu' (Did you mean --debug?)"],
    ['check --confg c.json', "unknown option '--confg' (Did you mean --config?)"],
    ['check --confg=c.json', "unknown option '--confg' (Did you mean --config?)"],
    ['read --config c.json --catlog k.json', "unknown option '--catlog' (Did you mean --catalog?)"],
    [
      'read --config c.json --catalog k.json --sate s.json',
      "unknown option '--sate' (Did you mean --state?)",
    ],
  ])('%s', (line, fault) => {
    expect(() => parse(line)).toThrow(ConfigError)
    expect(() => parse(line)).toThrow(fault)
    expect(() => parse(line)).toThrow(
      /[^.]\. The commands are spec, check, discover and read; source-test --help shows them\.$/,
    )
    expect(() => parse(line)).toThrow(/^[^\n]*$/)
  })
})

const json = '{"api_key":"hunter2","api_secret":"hunter3"}'
const unquoted = ['{', 'api_key:', 'hunter2,', 'api_secret:', 'hunter3', '}']

describe('does not repeat what may be a secret', () => {
  test.each<readonly [string, readonly string[], string]>([
    ['the value of a flag', ['check', '--api-key=hunter2'], "unknown option '--api-key'"],
    ['JSON as the command', [json], 'unknown command (not repeated, since it may hold a secret)'],
    ['a key as the command', ['hunter2'], 'unknown command (not repeated'],
    ['JSON as an argument too many', ['spec', json], "too many arguments for 'spec'"],
    [
      'JSON that a shell has split',
      ['check', '--config', ...unquoted],
      "too many arguments for 'check'. Expected 0 arguments but got 5.",
    ],
    ['JSON after an equals sign and spaces', ['check', '--config=', json], 'Expected 0 arguments but got 1.'],
    ['JSON as a flag', ['check', `--${json}`], 'unknown option (not repeated'],
    ['JSON behind a short flag', ['check', `-c${json}`], 'unknown option (not repeated'],
    ['a key that begins like a flag', ['check', '--config', 'c.json', '-hunter2'], 'unknown option (not'],
    ['a key that begins like a long flag', ['check', '--hunter2'], 'unknown option (not repeated'],
    ['JSON behind a flag without a value', ['spec', `--debug=${json}`], "too many arguments for 'spec'"],
    ['a quotation within JSON', ['check', "--{'a': 'hunter2'}"], 'unknown option (not repeated'],
    ['JSON behind a misspelt flag', ['check', `--confg=${json}`], "'--confg' (Did you mean --config?)"],
    ['JSON of several lines', ['spec', JSON.stringify(JSON.parse(json), undefined, 2)], 'too many arguments'],
  ])('%s', (_, argv, says) => {
    expect(() => parseCommandLine(source, argv, {})).toThrow(says)
    expect(() => parseCommandLine(source, argv, {})).toThrow(/^(?!.*hunter)[^\n]*--help shows them\.$/)
  })
})
