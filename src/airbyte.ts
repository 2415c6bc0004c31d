/**
 * The public API of the kit, published as `source-justcall/airbyte`. Anything else may change at any time. Code in this
 * project imports the modules directly.
 */

export { createJsonApi, type JsonApi, type JsonApiOptions, type Query } from './airbyte/http/json-api.ts'
export { rawNumber } from './airbyte/json/exact-json.ts'
export { isJsonObject } from './airbyte/json/is-json-object.ts'
export { ConfigError, ConnectorError, Interrupted, TransientError } from './airbyte/protocol/errors.ts'
export type {
  FailureType,
  FieldChange,
  JsonObject,
  LogLevel,
  StreamDescription,
  StreamRecord,
  SyncMode,
} from './airbyte/protocol/messages.ts'
export type { StatusUpdate } from './airbyte/protocol/status-updates.ts'
export { runProcess } from './airbyte/run/process.ts'
export { type Process, runSource } from './airbyte/run/run.ts'
export { orderedWindow } from './airbyte/source/ordered-window.ts'
export type {
  Circumstances,
  Context,
  Environment,
  ReadRequest,
  Source,
  Stream,
  StreamOutput,
} from './airbyte/source/source.ts'
export { checkpoint, records } from './airbyte/source/stream-output.ts'
