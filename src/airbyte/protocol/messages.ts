/**
 * The messages of the Airbyte protocol that a source sends, and constructors for those built in several places.
 * Shapes follow `airbyte_protocol.yaml` (protocol 0.18). All times are Unix milliseconds.
 */
import type { JsonObject } from '../json/is-json-object.ts'

export type { JsonObject }

export type LogLevel = 'FATAL' | 'ERROR' | 'WARN' | 'INFO' | 'DEBUG' | 'TRACE'
export type FailureType = 'config_error' | 'transient_error' | 'system_error'
export type StreamStatus = 'STARTED' | 'RUNNING' | 'COMPLETE' | 'INCOMPLETE'
export type SyncMode = 'full_refresh' | 'incremental'

/** A change to a value that could not be sent unchanged: the protocol's AirbyteRecordMessageMetaChange. */
export interface FieldChange {
  readonly field: string
  readonly change: 'NULLED' | 'TRUNCATED'
  readonly reason: 'SOURCE_SERIALIZATION_ERROR' | 'SOURCE_FIELD_SIZE_LIMITATION' | 'SOURCE_RETRIEVAL_ERROR'
}

/** A record with its data as JSON text, so that each record is serialized only once. */
export interface StreamRecord {
  readonly json: string
  readonly changes?: readonly FieldChange[]
}

/** A stream in the output of `discover`: the protocol's AirbyteStream. */
export interface StreamDescription {
  readonly name: string
  readonly json_schema: JsonObject
  /** The kit rejects reads in other modes, but reads incremental requests in full if only that is supported. */
  readonly supported_sync_modes: readonly SyncMode[]
  readonly source_defined_cursor?: boolean
  readonly default_cursor_field?: readonly string[]
  readonly source_defined_primary_key?: readonly (readonly string[])[]
  /** Whether an interrupted full refresh can resume. If not, a full refresh gets no state. */
  readonly is_resumable?: boolean
}

/** Text for people. DEBUG is dropped unless enabled. */
export interface LogMessage {
  readonly type: 'LOG'
  readonly log: { readonly level: LogLevel; readonly message: string; readonly stack_trace?: string }
}

export interface ErrorTrace {
  readonly type: 'ERROR'
  readonly emitted_at: number
  readonly error: {
    readonly message: string
    readonly internal_message?: string
    readonly stack_trace?: string
    readonly failure_type: FailureType
    readonly stream_descriptor?: { readonly name: string }
  }
}

export interface StreamStatusTrace {
  readonly type: 'STREAM_STATUS'
  readonly emitted_at: number
  readonly stream_status: {
    readonly stream_descriptor: { readonly name: string }
    readonly status: StreamStatus
    readonly reasons?: readonly {
      readonly type: 'RATE_LIMITED'
      readonly rate_limited: { readonly quota_reset: number }
    }[]
  }
}

export interface EstimateTrace {
  readonly type: 'ESTIMATE'
  readonly emitted_at: number
  readonly estimate: { readonly name: string; readonly type: 'STREAM'; readonly row_estimate: number }
}

export interface TraceMessage {
  readonly type: 'TRACE'
  readonly trace: ErrorTrace | StreamStatusTrace | EstimateTrace
}

/** Records of one stream: one RECORD line each, all in one write. */
export interface RecordsMessage {
  readonly type: 'RECORD'
  readonly stream: string
  readonly emittedAt: number
  readonly records: readonly StreamRecord[]
}

export interface StateMessage {
  readonly type: 'STATE'
  readonly stream: string
  readonly state: object
  /** Number of records of the stream since its previous state. */
  readonly recordCount: number
}

export interface SpecMessage {
  readonly type: 'SPEC'
  readonly spec: JsonObject
}

export interface ConnectionStatusMessage {
  readonly type: 'CONNECTION_STATUS'
  readonly connectionStatus: { readonly status: 'SUCCEEDED' | 'FAILED'; readonly message?: string }
}

export interface CatalogMessage {
  readonly type: 'CATALOG'
  readonly catalog: { readonly streams: readonly StreamDescription[] }
}

export type Message =
  | LogMessage
  | TraceMessage
  | RecordsMessage
  | StateMessage
  | SpecMessage
  | ConnectionStatusMessage
  | CatalogMessage

/** Yields the messages of a command in output order, and returns the exit code. */
export type Command = AsyncGenerator<Message, number, undefined>

export const log = (level: LogLevel, message: string): LogMessage => ({
  type: 'LOG',
  log: { level, message },
})

/** @param emittedAt time of writing. */
export const streamStatus = (stream: string, status: StreamStatus, emittedAt: number): TraceMessage => ({
  type: 'TRACE',
  trace: {
    type: 'STREAM_STATUS',
    emitted_at: emittedAt,
    stream_status: { stream_descriptor: { name: stream }, status },
  },
})

/** Says that the stream waits until `quotaReset`, in Unix milliseconds. */
export const rateLimited = (stream: string, quotaReset: number, emittedAt: number): TraceMessage => ({
  type: 'TRACE',
  trace: {
    type: 'STREAM_STATUS',
    emitted_at: emittedAt,
    stream_status: {
      stream_descriptor: { name: stream },
      status: 'RUNNING',
      reasons: [{ type: 'RATE_LIMITED', rate_limited: { quota_reset: quotaReset } }],
    },
  },
})

/** @param rows estimated number of records of the whole read. */
export const estimate = (stream: string, rows: number, emittedAt: number): TraceMessage => ({
  type: 'TRACE',
  trace: {
    type: 'ESTIMATE',
    emitted_at: emittedAt,
    estimate: { name: stream, type: 'STREAM', row_estimate: rows },
  },
})

export const errorTrace = (error: ErrorTrace['error'], emittedAt: number): TraceMessage => ({
  type: 'TRACE',
  trace: { type: 'ERROR', emitted_at: emittedAt, error },
})

export const connectionStatus = (
  status: 'SUCCEEDED' | 'FAILED',
  message?: string,
): ConnectionStatusMessage => ({
  type: 'CONNECTION_STATUS',
  connectionStatus: message === undefined ? { status } : { status, message },
})
