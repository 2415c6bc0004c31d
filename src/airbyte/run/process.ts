import process from 'node:process'
import { Interrupted, Uncaught } from '../protocol/errors.ts'
import type { Source } from '../source/source.ts'
import { runSource } from './run.ts'

/**
 * The whole of a source's main file: runs the command that this process was started for, and sets its exit code.
 * SIGTERM and SIGINT stop it in order, with 143 and 130. An exception that nothing catches, and a promise that never settles, end it
 * with an ERROR trace and 1.
 */
export async function runProcess<Config, State extends object>(source: Source<Config, State>): Promise<void> {
  const stop = new AbortController()
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      stop.abort(new Interrupted(signal))
      // A reader that takes nothing any more must not keep a stopped process alive.
      setTimeout(() => process.exit(signal === 'SIGTERM' ? 143 : 130), 300).unref()
    })
  }

  for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(event, (thrown: unknown) => stop.abort(new Uncaught(thrown)))
  }
  const neverSettles = () =>
    stop.abort(
      new Uncaught(new Error('Nothing is under way any more, and a promise of the source has not settled')),
    )
  process.on('beforeExit', neverSettles)

  process.exitCode = await runSource(source, {
    argv: process.argv.slice(2),
    environment: process.env,
    stdout: process.stdout,
    stderr: process.stderr,
    signal: stop.signal,
  })

  process.off('beforeExit', neverSettles)
  // All output has left. A connection that is still being made would keep the process for seconds, for nothing.
  setTimeout(() => process.exit(), 200).unref()
}
