import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { Interrupted } from '../../src/airbyte/protocol/errors.ts'
import { runSource } from '../../src/airbyte/run/run.ts'
import type { Context, Source } from '../../src/airbyte/source/source.ts'
import type { Config } from '../../src/justcall/config/config.generated.ts'
import { justcall } from '../../src/justcall/source.ts'
import { createVirtualClock, type VirtualClock } from '../../testing/virtual-clock.ts'
import { type Reply, replaceNetwork } from './network.ts'

/** What a flag is given: a file of this content, or an argument as it is. */
export type FileGiven = { readonly content: Buffer } | { readonly argument: string } | 'directory' | 'missing'

/** One run of the command, and all that it meets. */
export interface Trial {
  readonly command: 'spec' | 'check' | 'discover' | 'read'
  readonly flags: readonly string[]
  readonly environment: Readonly<Record<string, string>>
  readonly files: Readonly<Partial<Record<'config' | 'catalog' | 'state', FileGiven | undefined>>>
  /** No output may hold them. */
  readonly secrets: readonly string[]
  /** Undefined for the real network. */
  readonly answer: ((path: string, nth: number, now: number) => Reply) | undefined
}

export interface Outcome {
  readonly exitCode: number
  readonly stdout: Buffer
  readonly stderr: string
  readonly requests: number
  /** On the virtual clock, in milliseconds. */
  readonly took: number
  /** The streams that began to be read. */
  readonly began: ReadonlyMap<string, Beginning>
}

export interface Beginning {
  readonly at: number
  readonly cursorField: string | undefined
}

/** When each trial begins. */
const beginning = Date.parse('2026-03-12T12:00:00Z')

/** More than any account here is worth: a command that asks on is stopped. */
export const mostRequests = 3_000

/** Much longer than a trial takes on the slowest machine. */
const mostMilliseconds = 60_000

const folder = mkdtempSync(join(tmpdir(), 'source-justcall-fuzz-'))
process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
mkdirSync(join(folder, 'directory'))

/** Runs the connector in this process, on a clock of its own. @throws Error if it hangs. */
export async function run(trial: Trial): Promise<Outcome> {
  const stop = new AbortController()
  const deadline = Date.now() + mostMilliseconds
  let isReading = false
  /** Of the event loop, since something was under way: what it has still to do there takes no time. */
  let turns = 0
  const clock = createVirtualClock(beginning, () => {
    if (Date.now() > deadline) throw new Error('the command hangs')
    if (network.requests > mostRequests) stop.abort(new Interrupted('SIGTERM'))
    turns = network.underWay > 0 ? 0 : turns + 1
    return !isReading || network.underWay > 0 || turns % 6 !== 0
  })
  const { answer } = trial
  const network = replaceNetwork(answer && ((path, nth) => answer(path, nth, clock.now())))
  const began = new Map<string, Beginning>()
  const now = () => Math.floor(clock.now())
  const source = onClock(
    { ...clock, now },
    {
      began: (stream, cursorField) => {
        began.set(stream, { at: now(), cursorField })
        isReading = true
      },
      ended: () => {
        isReading = false
      },
    },
  )
  const stdout = createSink()
  const stderr = createSink()
  try {
    const exitCode = await clock.run(
      runSource(source, {
        argv: [trial.command, ...trial.flags, ...argumentsOf(trial)],
        environment: trial.environment,
        stdout: stdout.stream,
        stderr: stderr.stream,
        signal: stop.signal,
      }),
    )
    return {
      exitCode,
      stdout: stdout.bytes(),
      stderr: stderr.bytes().toString(),
      requests: network.requests,
      took: clock.now() - beginning,
      began,
    }
  } finally {
    network.restore()
  }
}

function argumentsOf({ files }: Trial): string[] {
  return Object.entries(files).flatMap(([name, file]) => {
    if (file === undefined) return []
    if (file === 'directory' || file === 'missing') return [`--${name}`, join(folder, file)]
    if ('argument' in file) return [`--${name}`, file.argument]
    const path = join(folder, `${name}.json`)
    writeFileSync(path, file.content)
    return [`--${name}`, path]
  })
}

interface Watch {
  began(stream: string, cursorField?: string): void
  ended(): void
}

/** The connector itself, but for its time and chance. */
function onClock(clock: VirtualClock, watch: Watch): Source<Config> {
  let drawn = 0
  const random = () => {
    drawn = (drawn + 0.618_034) % 1
    return drawn
  }
  const virtual = (context: Context): Context => ({ ...context, now: clock.now, sleep: clock.sleep, random })
  return {
    ...justcall,
    faults: async (given, circumstances) =>
      (await justcall.faults?.(given, { ...circumstances, now: clock.now() })) ?? [],
    async check(config, context) {
      watch.began('check')
      await justcall.check(config, virtual(context)).finally(watch.ended)
    },
    async streams(config) {
      const streams = await justcall.streams(config)
      return streams.map((stream) => ({
        ...stream,
        async *read(request, context) {
          watch.began(stream.description.name, stream.description.default_cursor_field?.[0])
          try {
            yield* stream.read(request, virtual(context))
          } finally {
            watch.ended()
          }
        },
      }))
    },
  }
}

function createSink() {
  const chunks: Buffer[] = []
  const stream = new Writable({
    decodeStrings: true,
    write(chunk: Buffer, _encoding, done) {
      chunks.push(chunk)
      done()
    },
  })
  return { stream, bytes: () => Buffer.concat(chunks) }
}
