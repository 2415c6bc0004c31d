import { setImmediate, setTimeout } from 'node:timers/promises'
import { type Invocation, parseCommandLine } from '../input/command-line.ts'
import { createOutput, type Output } from '../output/output.ts'
import { Interrupted, ReaderGone, Uncaught } from '../protocol/errors.ts'
import { errorOf, failureTrace } from '../protocol/failure.ts'
import { type Command, type Message, streamStatus } from '../protocol/messages.ts'
import type { Context, Environment, Source } from '../source/source.ts'
import type { ProgressReporter, StandardStream } from '../terminal/progress-reporter.ts'
import { runCommand } from './commands.ts'

/** The parts of the process that a command uses. */
export interface Process {
  /** The arguments, without the interpreter and the script. */
  readonly argv: readonly string[]
  readonly environment: Environment
  readonly stdout: StandardStream
  readonly stderr: StandardStream
  /** Aborted with `Interrupted` by a termination signal, or with `Uncaught` by an uncaught error. */
  readonly signal: AbortSignal
}

/**
 * Runs one command of a source. Never throws: a failure becomes an ERROR trace on standard output and a sentence on
 * standard error.
 * @returns the exit code: 0, also if the reader closed standard output; 1 after a failure; 130 or 143 after SIGINT or SIGTERM.
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
    if (!sharesTerminal(process)) output.print(`${source.name}: ${errorOf(failure).message}`)
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
  const reporter = showsProgress(invocation, process)
    ? await startProgressReporter(process, output, signal)
    : undefined
  const closing: (() => Promise<void>)[] = []
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
    progress: reporter?.report ?? (() => {}),
    onEnd: (close) => closing.push(close),
  }
  const command = runCommand(source, invocation, context)
  let running: string | undefined
  let messages = 0
  let isUnresponsive = false
  try {
    while (true) {
      // Let signals through even if the stream never waits.
      messages += 1
      if (messages % 32 === 0) await setImmediate()
      const next = await nextOf(command, signal)
      if (next === undefined) {
        isUnresponsive = true
        throw signal.reason
      }
      const { done, value } = next
      if (done) return value
      if (value.type === 'LOG' && value.log.level === 'DEBUG' && !invocation.debug) continue
      await output.write(value)
      running = runningAfter(value, running)
      reporter?.onMessage(value)
    }
  } catch (error) {
    if (signal.reason instanceof Uncaught) signal.reason.stream = running ?? signal.reason.stream
    if (isUnresponsive && running !== undefined)
      await output.write(streamStatus(running, 'INCOMPLETE', Date.now()))
    throw error
  } finally {
    reporter?.close()
    const close = () => Promise.all(closing.map((end) => end()))
    if (isUnresponsive) {
      // Neither its return nor what it shares may ever be done.
      close().catch(() => undefined)
    } else {
      try {
        await command.return(1)
      } finally {
        await close()
      }
    }
  }
}

/** How long an aborted command may take to finish, in milliseconds. */
const grace = 100

/** @returns undefined if the command was aborted and does not respond within the grace period. */
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

/** The stream that was started and has not ended. */
function runningAfter(message: Message, running: string | undefined): string | undefined {
  if (message.type !== 'TRACE' || message.trace.type !== 'STREAM_STATUS') return running
  const { status, stream_descriptor: stream } = message.trace.stream_status
  return status === 'COMPLETE' || status === 'INCOMPLETE' ? undefined : stream.name
}

/** Only `check` and `read` take noticeable time. */
const showsProgress = (invocation: Invocation, process: Process): boolean =>
  process.stderr.isTTY === true &&
  !sharesTerminal(process) &&
  (invocation.command === 'check' || (invocation.command === 'read' && invocation.progress))

/** True under `docker run -t`: text for people would mix with the messages and break their parsers. */
const sharesTerminal = ({ stdout, stderr }: Process): boolean =>
  stdout.isTTY === true && stderr.isTTY === true

async function startProgressReporter(
  { stderr: terminal, environment }: Process,
  { print }: Output,
  signal: AbortSignal,
): Promise<ProgressReporter> {
  const { createProgressReporter } = await import('../terminal/progress-reporter.ts')
  const reporter = await createProgressReporter({ terminal, environment, print, now: Date.now })
  // Restore the cursor even if a stalled reader blocks the command.
  signal.addEventListener('abort', reporter.close, { once: true })
  return reporter
}
