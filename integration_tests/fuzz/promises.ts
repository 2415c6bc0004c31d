import { isUtf8 } from 'node:buffer'
import { isJsonObject } from '../../src/airbyte/json/is-json-object.ts'
import { parseState } from '../../src/airbyte/protocol/state.ts'
import { parseInstant } from '../../src/justcall/time/instants.ts'
import { type Output, readOutput } from '../protocol.ts'
import { mostRequests, type Outcome, type Trial } from './trial.ts'

/** What holds of every run, whatever it was given. */
export const promises = {
  'each line of standard output is a message of the protocol, in strict JSON': wellFormed,
  'no secret is shown, wherever it was typed or echoed': noSecret,
  'nothing is called a bug, and no stack is shown': noBug,
  'exit code, traces and statuses agree': agreement,
  'it ends, within a bound of requests and of time': bounded,
  'a state never moves back, nor beyond the start of its read': cursors,
} as const

/** A promise that was broken, by name. */
export class Broken extends Error {
  readonly promise: string

  constructor(promise: string, why: string) {
    super(`${promise}: ${why}`)
    this.promise = promise
  }
}

/** @throws Broken. */
export function hold(trial: Trial, outcome: Outcome): void {
  for (const [name, broken] of Object.entries(promises)) {
    const why = broken(trial, outcome)
    if (why !== undefined) throw new Broken(name, why)
  }
}

function wellFormed(_: Trial, { stdout }: Outcome): string | undefined {
  if (!isUtf8(stdout)) return 'standard output is not UTF-8'
  try {
    const { messages } = readOutput(stdout.toString())
    return messages.every(isWellFormed) ? undefined : 'a text has half of a surrogate pair'
  } catch (error) {
    return error instanceof Error ? error.message : 'a line cannot be read'
  }
}

/** Iterative, since a value may be nested deeper than the stack. */
function isWellFormed(value: unknown): boolean {
  const open: unknown[] = [value]
  while (open.length > 0) {
    const part = open.pop()
    if (typeof part === 'string' && !part.isWellFormed()) return false
    if (typeof part === 'object' && part !== null) open.push(...Object.keys(part), ...Object.values(part))
  }
  return true
}

function noSecret({ secrets }: Trial, { stdout, stderr }: Outcome): string | undefined {
  // Nothing is altered in a record: what the API echoes there is the account's own data.
  const lines = stdout.toString().split('\n')
  const text = `${lines.filter((line) => !line.startsWith('{"type":"RECORD"')).join('\n')}\n${stderr}`
  for (const secret of secrets) {
    const base64 = Buffer.from(secret).toString('base64')
    const forms = [
      secret,
      JSON.stringify(secret).slice(1, -1),
      base64.replace(/=+$/, ''),
      encodeURIComponent(secret),
    ]
    const form = forms.find((form) => text.includes(form))
    if (form !== undefined) return `"${secret}" is shown as "${form}": ${around(text, form)}`
  }
  return undefined
}

const around = (text: string, form: string) => {
  const at = text.indexOf(form)
  return text.slice(Math.max(0, at - 200), at + form.length + 100)
}

function noBug(_: Trial, { stdout, stderr }: Outcome): string | undefined {
  const { errors } = readOutput(stdout.toString())
  const bug = errors.find(
    ({ failure_type: type, stack_trace: stack }) => type === 'system_error' || stack !== undefined,
  )
  if (bug !== undefined) return `${bug.internal_message}: ${bug.stack_trace}`
  return /^\s+at /m.test(stderr) ? stderr : undefined
}

function agreement({ command }: Trial, { exitCode, stdout }: Outcome): string | undefined {
  const output = readOutput(stdout.toString())
  const { errors, messages, statuses } = output
  const seen = () =>
    `exit ${exitCode}, ${statuses.join(', ')}, ${errors.map(({ message }) => message).join('; ')}`
  if (exitCode !== 0 && exitCode !== 1) return `an exit code that means nothing: ${seen()}`
  if (exitCode === 0 && errors.length > 0) return `an error with exit code 0: ${seen()}`
  if (exitCode === 1 && errors.length === 0) return `no error with exit code 1: ${seen()}`
  if (command !== 'read') {
    const result = { spec: 'SPEC', check: 'CONNECTION_STATUS', discover: 'CATALOG' }[command]
    const results = messages.filter(({ type }) => type === result).length
    return results === (exitCode === 0 ? 1 : 0) && errors.length <= 1
      ? undefined
      : `not one ${result}: ${seen()}`
  }
  return streamsAgree(output) ? undefined : `statuses and errors do not agree: ${seen()}`
}

/** Each stream has begun once and ended once, in order; each that ended INCOMPLETE has one error behind it. */
function streamsAgree({ traces, errors }: Output): boolean {
  const wholeRun = errors.filter(({ stream_descriptor }) => stream_descriptor === undefined)
  if (wholeRun.length > 0) return errors.length === 1 && traces.every(({ type }) => type === 'ERROR')
  const text = traces
    .map((trace) => {
      if (trace.type === 'ERROR') return `${named(trace.error.stream_descriptor)} ERROR`
      if (trace.type !== 'STREAM_STATUS') return undefined
      return `${named(trace.stream_status.stream_descriptor)} ${trace.stream_status.status}`
    })
    .filter((line) => line !== undefined)
    .join('\n')
  const name = '(.*)'
  return new RegExp(
    String.raw`^(?:${name} (?:STARTED\n(?:\1 RUNNING\n)*(?:\1 COMPLETE|\1 INCOMPLETE\n\1 ERROR)|INCOMPLETE\n\1 ERROR)(?:\n|$))*$`,
  ).test(text.replaceAll('\n\n', '\n'))
}

/** A name may hold any character, line breaks included. */
const named = (stream: { readonly name: string } | undefined) => encodeURIComponent(stream?.name ?? '')

const minute = 60_000

function bounded(_: Trial, { requests, took }: Outcome): string | undefined {
  if (requests > mostRequests) return `${requests} requests`
  // The longest wait for quota that can be configured, or five minutes of failures, for each request.
  return took > (requests + 1) * (1440 + 6) * minute ? `${requests} requests in ${took} ms` : undefined
}

function cursors({ files }: Trial, { stdout, began }: Outcome): string | undefined {
  const { states, errors } = readOutput(stdout.toString())
  const given = givenStates(files)
  for (const [stream, { at: start, cursorField }] of began) {
    if (cursorField === undefined) continue
    const cursorOf = (state: unknown) => (isJsonObject(state) ? parseInstant(state[cursorField]) : undefined)
    const written = states.filter((state) => state.stream?.stream_descriptor.name === stream)
    const isRefused = errors.some(
      ({ message, stream_descriptor: of }) =>
        of?.name === stream && message.startsWith('The state of stream'),
    )
    if (isRefused && written.length > 0)
      return `${stream} has a state, although it refused the one that it was given`
    let last = cursorOf(given(stream))
    // A state of the future is read as now.
    if (last !== undefined) last = Math.min(last, start)
    for (const { stream: content } of written) {
      const at = cursorOf(content?.stream_state)
      if (last !== undefined && (at === undefined || at < last))
        return `${stream} moved back: ${JSON.stringify(content)}`
      if (at !== undefined && at > start) return `${stream} is beyond its start: ${JSON.stringify(content)}`
      last = at
    }
  }
  return undefined
}

/** The states from which streams are to go on that are read incrementally. */
function givenStates({ catalog, state }: Trial['files']) {
  const none = () => undefined
  if (
    typeof state !== 'object' ||
    typeof catalog !== 'object' ||
    !('content' in state) ||
    !('content' in catalog)
  )
    return none
  const parse = (bytes: Buffer): unknown => JSON.parse(bytes.toString().replace(/^\ufeff/, ''))
  try {
    const configured = parse(catalog.content)
    const entries =
      isJsonObject(configured) && Array.isArray(configured['streams']) ? configured['streams'] : []
    const incremental = new Set(
      entries.filter((entry) => entry?.sync_mode === 'incremental').map((entry) => entry?.stream?.name),
    )
    const given = parseState(parse(state.content), '')
    return (stream: string) => (incremental.has(stream) ? given.of(stream) : undefined)
  } catch {
    return none
  }
}
