import process from 'node:process'
import { Interrupted, Uncaught } from '../protocol/errors.ts'
import type { Source } from '../source/source.ts'
import { runSource } from './run.ts'

/**
 * The entry point of a source: runs the command of this process and sets the exit code. SIGTERM and SIGINT stop it
 * gracefully with 143 and 130. An uncaught error, or a promise that never settles, ends it with an ERROR trace and 1.
 */
export async function runProcess<Config, State extends object>(source: Source<Config, State>): Promise<void> {
  const stop = new AbortController()
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      stop.abort(new Interrupted(signal))
      // A stalled reader must not keep a stopped process alive.
      setTimeout(() => process.exit(signal === 'SIGTERM' ? 143 : 130), 300).unref()
    })
  }

  for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(event, (thrown: unknown) => stop.abort(new Uncaught(thrown)))
  }
  const neverSettles = () =>
    stop.abort(
      new Uncaught(new Error('The event loop is empty, but a promise of the source has not settled')),
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
  // All output is written. A pending connection would keep the process alive for seconds.
  setTimeout(() => process.exit(), 200).unref()
}
