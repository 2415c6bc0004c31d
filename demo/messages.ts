/** The lines that a source writes, as far as a platform has to know them. */
export type Message =
  | RecordMessage
  | StateMessage
  | { readonly type: 'LOG'; readonly log: { readonly level: string; readonly message: string } }
  | { readonly type: 'SPEC'; readonly spec: { readonly connectionSpecification: JsonSchema } }
  | {
      readonly type: 'CONNECTION_STATUS'
      readonly connectionStatus: { readonly status: 'SUCCEEDED' | 'FAILED'; readonly message?: string }
    }
  | { readonly type: 'CATALOG'; readonly catalog: { readonly streams: readonly Stream[] } }
  | { readonly type: 'TRACE'; readonly trace: ErrorTrace | StatusTrace | { readonly type: 'ESTIMATE' } }

export interface RecordMessage {
  readonly type: 'RECORD'
  readonly record: { readonly stream: string; readonly data: Readonly<Record<string, unknown>> }
}

interface StateMessage {
  readonly type: 'STATE'
  readonly state: {
    readonly type: 'STREAM'
    readonly stream: { readonly stream_descriptor: { readonly name: string } }
  }
}

interface ErrorTrace {
  readonly type: 'ERROR'
  readonly error: { readonly message: string; readonly failure_type: string }
}

interface StatusTrace {
  readonly type: 'STREAM_STATUS'
  readonly stream_status: { readonly status: string }
}

/** A stream as `discover` shows it. */
export interface Stream {
  readonly name: string
  readonly json_schema: JsonSchema
  readonly default_cursor_field?: readonly string[]
  readonly source_defined_primary_key?: readonly (readonly string[])[]
}

export interface JsonSchema {
  readonly required?: readonly string[]
  readonly properties?: Readonly<Record<string, JsonSchemaProperty>>
}

export interface JsonSchemaProperty {
  readonly type?: string | readonly string[]
  readonly airbyte_type?: string
  readonly items?: { readonly type?: string | readonly string[] }
}
