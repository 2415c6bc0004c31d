import { setImmediate, setTimeout } from 'node:timers/promises'
import { type Invocation, parseCommandLine } from '../input/command-line.ts'
import { createOutput, type Output } from '../output/output.ts'
import { Interrupted, ReaderGone, Uncaught } from '../protocol/errors.ts'
import { errorOf, failureTrace } from '../protocol/failure.ts'
import { type Command, type Message, streamStatus } from '../protocol/messages.ts'
import type { Context, Environment, Source } from '../source/source.ts'
import type { Onlooker, StandardStream } from '../terminal/progress-reporter.ts'
import { runCommand } from './commands.ts'

/** What of the process a command is given. */
export interface Process {
  /** The arguments alone, without the interpreter and the script. */
  readonly argv: readonly string[]
  readonly environment: Environment
  readonly stdout: StandardStream
  readonly stderr: StandardStream
  /** Aborted with an `Interrupted` when the process is told to stop, with an `Uncaught` when something failed beside the command. */
  readonly signal: AbortSignal
}

/**
 * Runs one command of a source to its end. Nothing is thrown: whatever fails is an ERROR trace on standard output, and a
 * sentence on standard error.
 * @returns the exit code: 0; 1 if it failed; 130 or 143 if it was stopped by SIGINT or SIGTERM. A reader of standard output
 * that went away is no failure.
 */
export async function runSource<Config, State extends object>(
  source: Source<Config, State>,
  process: Process,
): Promise<number> {
  const stop = new AbortController()
  const output = createOutput(process.stdout, process.stderr, (reason) => stop.abort(reason))
  const signal = AbortSignal.any([process.signal, stop.signal])
  try {
    const exitCode = await run(source, process, output, signal)
    await output.flush()
    return exitCode
  } catch (error) {
    if (error instanceof ReaderGone) return 0
    if (signal.reason instanceof Interrupted) return signal.reason.signal === 'SIGTERM' ? 143 : 130
    const failure: unknown = signal.reason instanceof Uncaught ? signal.reason.cause : error
    const stream = signal.reason instanceof Uncaught ? signal.reason.stream : undefined
    await output.write(failureTrace(failure, Date.now(), stream)).catch(() => undefined)
    if (!isOneTerminal(process)) output.tell(`${source.name}: ${errorOf(failure).message}`)
    return 1
  }
}

async function run<Config, State extends object>(
  source: Source<Config, State>,
  process: Process,
  output: Output,
  signal: AbortSignal,
): Promise<number> {
  const invocation = parseCommandLine(source, process.argv, process.environment)
  if (invocation.command === 'help') {
    process.stdout.write(invocation.text)
    return 0
  }
  const onlooker = isWatched(invocation, process) ? await meetOnlooker(process, output, signal) : undefined
  const context: Context = {
    signal,
    environment: process.environment,
    debug: invocation.debug,
    now: Date.now,
    random: Math.random,
    sleep: async (milliseconds, abort) => {
      await setTimeout(milliseconds, undefined, { signal: abort }).catch(() => abort.throwIfAborted())
    },
    redact: output.redact,
    hide: output.hide,
    notify: () => {},
    progress: onlooker?.report ?? (() => {}),
  }
  const command = runCommand(source, invocation, context)
  let running: string | undefined
  let messages = 0
  let isStuck = false
  try {
    while (true) {
      // A stream that never waits would keep the process from hearing of a signal.
      messages += 1
      if (messages % 32 === 0) await setImmediate()
      const next = await nextOf(command, signal)
      if (next === undefined) {
        isStuck = true
        throw signal.reason
      }
      const { done, value } = next
      if (done) return value
      if (value.type === 'LOG' && value.log.level === 'DEBUG' && !invocation.debug) continue
      await output.write(value)
      running = runningAfter(value, running)
      onlooker?.see(value)
    }
  } catch (error) {
    if (signal.reason instanceof Uncaught) signal.reason.stream = running ?? signal.reason.stream
    if (isStuck && running !== undefined) await output.write(streamStatus(running, 'INCOMPLETE', Date.now()))
    throw error
  } finally {
    onlooker?.leave()
    // One that is stuck would never return.
    if (!isStuck) await command.return(1)
  }
}

/** How long a command has to end in order after it was aborted, in milliseconds. */
const grace = 100

/** @returns undefined if the command was aborted and does not end because of that. */
function nextOf(command: Command, signal: AbortSignal): Promise<IteratorResult<Message, number> | undefined> {
  return new Promise((resolve, reject) => {
    const abort = () => setTimeout(grace).then(() => resolve(undefined))
    if (signal.aborted) abort()
    signal.addEventListener('abort', abort, { once: true })
    command
      .next()
      .then(resolve, reject)
      .finally(() => signal.removeEventListener('abort', abort))
  })
}

/** The stream that has been started and not ended. */
function runningAfter(message: Message, running: string | undefined): string | undefined {
  if (message.type !== 'TRACE' || message.trace.type !== 'STREAM_STATUS') return running
  const { status, stream_descriptor: stream } = message.trace.stream_status
  return status === 'COMPLETE' || status === 'INCOMPLETE' ? undefined : stream.name
}

/** The other commands take no time, and what they print speaks for itself. */
const isWatched = (invocation: Invocation, process: Process): boolean =>
  process.stderr.isTTY === true &&
  !isOneTerminal(process) &&
  (invocation.command === 'check' || (invocation.command === 'read' && invocation.progress))

/** As `docker run -t` has it: a line for people would stand among the messages, and whoever parses them would fail. */
const isOneTerminal = ({ stdout, stderr }: Process): boolean => stdout.isTTY === true && stderr.isTTY === true

async function meetOnlooker(
  { stderr: terminal, environment }: Process,
  { tell }: Output,
  signal: AbortSignal,
): Promise<Onlooker> {
  const { createOnlooker } = await import('../terminal/progress-reporter.ts')
  const onlooker = await createOnlooker({ terminal, environment, tell, now: Date.now })
  // A reader that takes nothing any more must not keep the terminal's cursor hidden.
  signal.addEventListener('abort', onlooker.leave, { once: true })
  return onlooker
}
