import type { Invocation } from '../input/command-line.ts'
import {
  configurationObject,
  connectionSpecification,
  validateConfiguration,
} from '../input/configuration.ts'
import { readJsonFile } from '../input/json-file.ts'
import { secretValues } from '../input/secrets.ts'
import { ConnectorError } from '../protocol/errors.ts'
import { type Command, connectionStatus, log, type Message } from '../protocol/messages.ts'
import { createStatusUpdates, withStatusUpdates } from '../protocol/status-updates.ts'
import type { Context, Source } from '../source/source.ts'

/** Yields warnings about the configuration, and returns it. */
type Configuring<Config> = AsyncGenerator<Message, Config, undefined>

/**
 * Redacts secrets as soon as the configuration file is read.
 * @throws ConfigError if a file is not valid, or the configuration; `check` answers FAILED to the latter.
 */
export async function* runCommand<Config, State extends object>(
  source: Source<Config, State>,
  invocation: Exclude<Invocation, { command: 'help' }>,
  context: Context,
): Command {
  if (invocation.command === 'spec') {
    yield { type: 'SPEC', spec: await source.spec() }
    return 0
  }
  const { command } = invocation
  const file = await readJsonFile('--config', invocation.config)
  const given = configurationObject(file, invocation.config)
  const specification = connectionSpecification(await source.spec())
  context.hide(...secretValues(specification, given), ...(source.secrets?.(given) ?? []))
  const { environment } = context
  const configuration = async function* (): Configuring<Config> {
    const circumstances = { command, environment, now: context.now() }
    const { config, warnings } = await validateConfiguration(source, given, circumstances)
    for (const warning of warnings) yield log('WARN', warning)
    return config
  }
  switch (command) {
    case 'check':
      return yield* check(source, configuration, context)
    case 'discover': {
      const streams = await source.streams(yield* configuration())
      yield { type: 'CATALOG', catalog: { streams: streams.map((stream) => stream.description) } }
      return 0
    }
    case 'read': {
      const { read } = await import('./read.ts')
      return yield* read(source, yield* configuration(), invocation, context)
    }
  }
}

/** A configuration that does not work is a result (FAILED), not an error of the command. */
async function* check<Config, State extends object>(
  source: Source<Config, State>,
  configuration: () => Configuring<Config>,
  context: Context,
): Command {
  const updates = createStatusUpdates()
  const checking = async function* (): AsyncGenerator<Message, void, undefined> {
    await source.check(yield* configuration(), { ...context, notify: updates.send })
    yield connectionStatus('SUCCEEDED')
  }
  try {
    for await (const item of withStatusUpdates(checking(), updates)) {
      if (item.type === 'log') yield log(item.level, item.message)
      else if (item.type !== 'rate_limited') yield item
    }
  } catch (error) {
    if (!(error instanceof ConnectorError)) throw error
    yield connectionStatus('FAILED', error.message)
  }
  return 0
}
