import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import type { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { type Output, readOutput } from './protocol.ts'

/** The connector as it is installed: the file of the bundle that is run. */
export const bundle = fileURLToPath(new URL('../dist/source-justcall.js', import.meta.url))

/** Node's arguments for a connector whose pauses before a retry are short: a hundredth, and by the least of the draw. */
export const atOnce: readonly string[] = [
  '--import',
  `data:text/javascript,${encodeURIComponent(`
    import { syncBuiltinESMExports } from 'node:module'
    import timers from 'node:timers/promises'
    Math.random = () => 0
    const { setTimeout: real } = timers
    timers.setTimeout = (ms, ...rest) => real(ms < 5_000 ? ms / 100 : ms, ...rest)
    syncBuiltinESMExports()`)}`,
]

export interface CommandOptions {
  /** The whole environment: what this machine has set, a proxy say, must not decide a test. */
  readonly env?: Readonly<Record<string, string>>
  readonly cwd?: string
  /** The file that is run: the connector's bundle, if it is not another source's. */
  readonly program?: string
  /** Arguments of Node itself, before the file. */
  readonly nodeArgs?: readonly string[]
}

export interface Exit {
  readonly exitCode: number | null
  readonly signal: NodeJS.Signals | null
}

export interface CommandResult extends Exit, Output {
  readonly stderr: string
}

/** Runs a command to its end, and checks every line of its standard output against the protocol. */
export async function runCommand(
  args: readonly string[],
  options: CommandOptions = {},
): Promise<CommandResult> {
  const { stdout, ...rest } = await startCommand(args, options).ended
  return { ...rest, ...readOutput(stdout) }
}

/** A command under way: the test decides what it is reported and how it is read. */
export interface RunningCommand {
  readonly stdout: Readable
  /** What was read of standard output so far. */
  text(): string
  /** Resolves as soon as a text was read. @throws Error if the command ends without it. */
  saw(text: string | RegExp): Promise<void>
  /** Waits for something outside. @throws Error if the command ends before it. */
  until(event: Promise<void>): Promise<void>
  kill(signal: NodeJS.Signals): void
  /** The process is gone; what it wrote may not be read yet. */
  readonly exited: Promise<Exit>
  /** The process is gone, and all that it wrote was read. */
  readonly ended: Promise<Exit & { readonly stdout: string; readonly stderr: string }>
}

export function startCommand(args: readonly string[], options: CommandOptions = {}): RunningCommand {
  const { program = bundle } = options
  if (!existsSync(program)) throw new Error(`${program} is missing: npm run build makes it`)
  const child = spawn(process.execPath, [...(options.nodeArgs ?? []), program, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...options.env },
    // A command that hangs fails its own test, not the ones after it.
    timeout: 30_000,
    killSignal: 'SIGKILL',
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
  })
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    stdout += chunk
  })
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    stderr += chunk
  })
  const outcome = (event: 'exit' | 'close') =>
    new Promise<Exit>((resolve, reject) => {
      child.once('error', reject)
      child.once(event, (exitCode, signal) => resolve({ exitCode, signal }))
    })
  const ended = outcome('close').then((exit) => ({ ...exit, stdout, stderr }))
  const until = (event: Promise<void>) =>
    Promise.race([
      event,
      ended.then(() => Promise.reject(new Error(`The command ended too soon: ${stdout}${stderr}`))),
    ])
  return {
    stdout: child.stdout,
    text: () => stdout,
    saw: (text) => {
      const seen = Promise.withResolvers<void>()
      const look = () => {
        if (typeof text === 'string' ? stdout.includes(text) : text.test(stdout)) seen.resolve()
      }
      child.stdout.on('data', look)
      look()
      return until(seen.promise).finally(() => child.stdout.off('data', look))
    },
    until,
    kill: (signal) => child.kill(signal),
    exited: outcome('exit'),
    ended,
  }
}
