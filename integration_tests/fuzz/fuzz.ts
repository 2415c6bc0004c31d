import fc from 'fast-check'
import { readOutput } from '../protocol.ts'
import { Broken, hold } from './promises.ts'
import { type Outcome, run } from './trial.ts'
import {
  calmed,
  type Given,
  noisyReads,
  peculiarAnswers,
  peculiarFiles,
  rawBytes,
  trialOf,
  wireTrialOf,
} from './trials.ts'
import { openWire } from './wire.ts'

export interface Report {
  readonly cases: number
  readonly requests: number
  /** How many runs had which exit code, and how many records there were. */
  readonly exits: Readonly<Record<number, number>>
  readonly records: number
  /** What broke, and how to replay it. */
  readonly broken: { readonly promise: string | undefined; readonly text: string } | undefined
}

export const sameAsCalm = 'what a read sends through noise is what it sends without'

/** Where the noise is: what people give the command, what an API answers, what surrounds its sound answers, or the bytes of the wire. */
const domains = { files: peculiarFiles, answers: peculiarAnswers, noise: noisyReads, wire: rawBytes } as const

export type Domain = keyof typeof domains

export const domainNames: readonly Domain[] = ['files', 'answers', 'noise', 'wire']

/** Runs so many random trials and holds all promises against each. */
export async function fuzz(
  domain: Domain,
  numRuns: number,
  replay: { readonly seed: number; readonly path?: string },
): Promise<Report> {
  let cases = 0
  let requests = 0
  let records = 0
  const exits: Record<number, number> = {}
  const wire = await openWire()
  const property = fc.asyncProperty(domains[domain], async (given) => {
    wire.play(given.wire ?? [])
    const trial = given.wire === undefined ? trialOf(given) : wireTrialOf(given, wire.port)
    const outcome = await run(trial)
    cases += 1
    requests += outcome.requests
    exits[outcome.exitCode] = (exits[outcome.exitCode] ?? 0) + 1
    hold(trial, outcome)
    const sent = recordsOf(outcome)
    records += sent.length
    if (domain === 'noise' && outcome.exitCode === 0) {
      const calm = recordsOf(await run(trialOf(calmed(given))))
      if (sent.join('\n') !== calm.join('\n'))
        throw new Broken(sameAsCalm, `${sent.length} records, not ${calm.length}: ${difference(sent, calm)}`)
    }
  })
  const details = await fc.check(property, { numRuns, ...replay })
  wire.close()
  const counts = { cases, requests, exits, records }
  if (!details.failed) return { ...counts, broken: undefined }
  const { errorInstance, seed, counterexamplePath, counterexample } = details
  const promise = errorInstance instanceof Broken ? errorInstance.promise : undefined
  const what = errorInstance instanceof Error ? errorInstance.stack : String(errorInstance)
  const text = `${what}\n${domain}: seed ${seed}, path ${counterexamplePath}\n${shown(counterexample)}`
  return { ...counts, broken: { promise, text } }
}

const recordsOf = ({ stdout }: Outcome) =>
  readOutput(stdout.toString())
    .records.map(({ stream, data }) => `${stream} ${JSON.stringify(data)}`)
    .sort()

const difference = (some: readonly string[], others: readonly string[]) => {
  const missing = new Set(others).difference(new Set(some))
  const added = new Set(some).difference(new Set(others))
  return `missing ${[...missing].slice(0, 2).join(' ')}, added ${[...added].slice(0, 2).join(' ')}`
}

/** With the content of files as text. */
const shown = (given: readonly Given[] | null) =>
  JSON.stringify(
    given?.[0],
    (_, part) =>
      part?.type === 'Buffer' ? { bytes: Buffer.from(part.data).toString('latin1').slice(0, 3_000) } : part,
    1,
  )?.slice(0, 20_000)
