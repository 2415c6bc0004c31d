import { Ajv, type ErrorObject } from 'ajv'
import addFormats from 'ajv-formats'
import schema from './protocol.schema.json' with { type: 'json' }

/** What a command sent, each line checked against the protocol, and its payloads by type. */
export interface Output {
  /** As they were written, without their newlines. */
  readonly lines: readonly string[]
  readonly messages: readonly AirbyteMessage[]
  readonly records: readonly AirbyteRecord[]
  readonly states: readonly AirbyteState[]
  readonly logs: readonly AirbyteLog[]
  readonly traces: readonly AirbyteTrace[]
  readonly errors: readonly AirbyteError[]
  /** As `calls STARTED`; those that only report a wait for quota are left out. */
  readonly statuses: readonly string[]
}

/** @throws Error that shows the line at fault. */
export function readOutput(text: string): Output {
  if (text !== '' && !text.endsWith('\n')) fail('The last line has no newline', text.slice(-200))
  const lines = text === '' ? [] : text.slice(0, -1).split('\n')
  const messages = lines.map(readLine)
  const payloads = <Type extends AirbyteMessage['type']>(type: Type) =>
    messages.filter((message): message is Extract<AirbyteMessage, { type: Type }> => message.type === type)
  const traces = payloads('TRACE').map(({ trace }) => trace)
  return {
    lines,
    messages,
    records: payloads('RECORD').map(({ record }) => record),
    states: payloads('STATE').map(({ state }) => state),
    logs: payloads('LOG').map(({ log }) => log),
    traces,
    errors: traces.filter((trace) => trace.type === 'ERROR').map(({ error }) => error),
    statuses: traces
      .filter((trace) => trace.type === 'STREAM_STATUS' && trace.stream_status.reasons === undefined)
      .map(describeTrace),
  }
}

/** A message in a word or two, so that a whole run can be compared with what its order must be. */
export function describeMessage(message: AirbyteMessage): string {
  return message.type === 'TRACE' ? describeTrace(message.trace) : message.type
}

function describeTrace(trace: AirbyteTrace): string {
  if (trace.type !== 'STREAM_STATUS') return trace.type
  const { stream_descriptor, status } = trace.stream_status
  return `${stream_descriptor.name} ${status}`
}

const ajv = new Ajv({ strict: true, strictRequired: false })
addFormats.default(ajv)
const isMessage = ajv.compile<AirbyteMessage>(schema)

function readLine(line: string): AirbyteMessage {
  if (/[\u0085\u2028\u2029]/.test(line)) fail('A line holds a raw line break of Unicode', line)
  if (line.includes('\r')) fail('A line holds a carriage return', line)
  const message = parse(line)
  if (!isMessage(message)) fail(`Not a message: ${explain(isMessage.errors ?? [])}`, line)
  // Once parsed, 7.0 and 7 are the same.
  if (message.type === 'STATE' && !/"recordCount":\d+\.0[,}]/.test(line)) {
    fail('recordCount has no decimal point', line)
  }
  return message
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return fail('Not JSON', line)
  }
}

const explain = (errors: readonly ErrorObject[]) =>
  errors
    .map(({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`)
    .join('; ')

function fail(what: string, line: string): never {
  throw new Error(`${what}: ${line.length > 2000 ? `${line.slice(0, 2000)}...` : line}`)
}

export type AirbyteMessage =
  | { readonly type: 'RECORD'; readonly record: AirbyteRecord }
  | { readonly type: 'STATE'; readonly state: AirbyteState }
  | { readonly type: 'LOG'; readonly log: AirbyteLog }
  | { readonly type: 'SPEC'; readonly spec: Fields }
  | { readonly type: 'CONNECTION_STATUS'; readonly connectionStatus: ConnectionStatus }
  | { readonly type: 'CATALOG'; readonly catalog: { readonly streams: readonly AirbyteStream[] } }
  | { readonly type: 'TRACE'; readonly trace: AirbyteTrace }
  | { readonly type: 'CONTROL'; readonly control: Fields }

export type Fields = Readonly<Record<string, unknown>>

export interface AirbyteRecord {
  readonly stream: string
  readonly data: Fields
  readonly emitted_at: number
  readonly meta?: { readonly changes?: readonly Fields[] }
}

export interface AirbyteState {
  readonly type: 'STREAM' | 'GLOBAL'
  readonly stream?: { readonly stream_descriptor: { readonly name: string }; readonly stream_state: Fields }
  readonly sourceStats: { readonly recordCount: number }
}

export interface AirbyteLog {
  readonly level: string
  readonly message: string
}

export interface AirbyteStream extends Fields {
  readonly json_schema: Fields & { readonly properties: Readonly<Record<string, Fields>> }
}

export interface ConnectionStatus {
  readonly status: 'SUCCEEDED' | 'FAILED'
  readonly message?: string
}

export interface AirbyteError {
  readonly message: string
  readonly internal_message?: string
  readonly stack_trace?: string
  readonly failure_type: string
  readonly stream_descriptor?: { readonly name: string }
}

export type AirbyteTrace = { readonly emitted_at: number } & (
  | { readonly type: 'ERROR'; readonly error: AirbyteError }
  | { readonly type: 'ESTIMATE'; readonly estimate: Fields }
  | {
      readonly type: 'STREAM_STATUS'
      readonly stream_status: {
        readonly stream_descriptor: { readonly name: string }
        readonly status: string
        readonly reasons?: readonly Fields[]
      }
    }
  | { readonly type: 'ANALYTICS'; readonly analytics: Fields }
)
