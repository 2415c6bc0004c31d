import { Command, CommanderError, Option } from 'commander'
import { ConfigError } from '../protocol/errors.ts'
import type { Environment, Source } from '../source/source.ts'

/** A parsed command line. */
export type Invocation =
  | { readonly command: 'spec'; readonly debug: boolean }
  | { readonly command: 'check' | 'discover'; readonly debug: boolean; readonly config: string }
  | {
      readonly command: 'read'
      readonly debug: boolean
      readonly config: string
      readonly catalog: string
      readonly state: string | undefined
      /** Whether progress is shown at a terminal. */
      readonly progress: boolean
    }
  | { readonly command: 'help'; readonly text: string }

/**
 * @param argv without the interpreter and the script.
 * @throws ConfigError that says what is wrong.
 */
export function parseCommandLine(
  { name, version, description }: Pick<Source<never>, 'name' | 'version' | 'description'>,
  argv: readonly string[],
  environment: Environment,
): Invocation {
  let invocation: Invocation | undefined
  let help = ''
  const debug = (options: { debug?: boolean }) =>
    options.debug === true ||
    program.opts()['debug'] === true ||
    environment['LOG_LEVEL']?.toLowerCase() === 'debug'
  const quiet = (command: Command) =>
    command.exitOverride().configureOutput({ writeOut: (text) => (help += text), writeErr: () => {} })

  const program = quiet(new Command(name))
    .description(`${description} It speaks the Airbyte protocol: JSON lines on standard output.`)
    .version(version, '--version', 'print the version')
    .helpOption('--help', 'print this help')
    .helpCommand(false)
    .addOption(debugOption())
    .hook('preAction', (_, command) => requireOptions(command))
  const add = (command: string, purpose: string) =>
    quiet(program.command(command))
      .description(purpose)
      .helpOption('--help', 'print this help')
      .allowExcessArguments(false)
      .addOption(debugOption())
      .addHelpText(
        'after',
        () => `\nExample:\n  ${examples[command as keyof typeof examples].replace('NAME', name)}`,
      )

  add('spec', 'print the specification of the connection').action((options) => {
    invocation = { command: 'spec', debug: debug(options) }
  })
  add('check', 'try the configuration')
    .option(...needed.config)
    .action((options) => {
      invocation = { command: 'check', debug: debug(options), config: options.config }
    })
  add('discover', 'print the catalog of streams')
    .option(...needed.config)
    .action((options) => {
      invocation = { command: 'discover', debug: debug(options), config: options.config }
    })
  add('read', 'read the streams of a catalog')
    .option(...needed.config)
    .option(...needed.catalog)
    .option('--state <file>', 'the state of the sync before, a JSON file')
    .option('--no-progress', 'show no progress at a terminal')
    .action((options) => {
      const { config, catalog, state, progress } = options
      invocation = { command: 'read', debug: debug(options), config, catalog, state, progress }
    })

  try {
    program.parse(argv.flatMap(splitFlag), { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    if (error.exitCode === 0) return { command: 'help', text: help }
    throw new ConfigError(usage(name, argv.length === 0 ? 'no command was given' : error.message))
  }
  if (invocation === undefined) throw new ConfigError(usage(name, 'no command was given'))
  return invocation
}

/** Splits `--flag=value` into two arguments: only so does commander suggest similar flags. */
const splitFlag = (word: string): string[] => /^(--[^=]+)=(.*)$/s.exec(word)?.slice(1) ?? [word]

const debugOption = () => new Option('--debug', 'log more, as LOG_LEVEL=debug does')

/**
 * Required options. Commander checks its own `requiredOption` first, so a misspelt flag would be reported as missing, without
 * a suggestion.
 */
const needed = {
  config: ['--config <file>', 'the configuration, a JSON file'],
  catalog: ['--catalog <file>', 'the configured catalog, a JSON file'],
} as const

function requireOptions(command: Command) {
  for (const [name, [flags]] of Object.entries(needed)) {
    const isMissing = command.options.some((option) => option.flags === flags) && !(name in command.opts())
    if (isMissing) command.error(`error: required option '${flags}' not specified`)
  }
}

const examples = {
  spec: 'NAME spec',
  check: 'NAME check --config config.json',
  discover: 'NAME discover --config config.json > catalog.jsonl',
  read: 'NAME read --config config.json --catalog configured_catalog.json --state state.json',
}

function usage(name: string, message: string): string {
  const fault = withoutArguments(message)
    .replace(/^error: /, '')
    .replace(/\s*\n\s*/g, ' ')
    .replace(/[.]$/, '')
  return `The command line is not valid: ${fault}. The commands are spec, check, discover and read; ${name} --help shows them.`
}

/** Commander repeats unknown arguments, which may be parts of a configuration with secrets. */
const withoutArguments = (message: string) =>
  message
    .replace(/(too many arguments.* but got \d+): .*$/s, '$1')
    .replace(/'(.*)'/s, (quoted: string, word: string) =>
      isPlainWord.test(word) ? quoted : '(not repeated, since it may hold a secret)',
    )

/** Matches what looks like a command or a flag, existing or not. */
const isPlainWord = /^(?:[a-z]{1,12}|-[a-z]|--[a-z]+(?:[-_][a-z]+){0,3}(?: <file>)?)$/
