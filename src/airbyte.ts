/**
 * The public surface of the kit, for sources that live elsewhere: the package's `./airbyte`. What is not named here may
 * change at any time. Within the project, modules are imported one by one.
 */
export { ConfigError, ConnectorError, Interrupted, TransientError } from './airbyte/errors.ts'
export { rawNumber } from './airbyte/exact-json.ts'
export { isJsonObject } from './airbyte/is-json-object.ts'
export { createJsonApi, type JsonApi, type JsonApiOptions, type Query } from './airbyte/json-api.ts'
export type {
  FailureType,
  FieldChange,
  JsonObject,
  LogLevel,
  StreamDescription,
  StreamRecord,
  SyncMode,
} from './airbyte/messages.ts'
export type { Notice } from './airbyte/notices.ts'
export { orderedWindow } from './airbyte/ordered-window.ts'
export { runProcess } from './airbyte/process.ts'
export { type Process, runSource } from './airbyte/run.ts'
export type {
  Circumstances,
  Context,
  Environment,
  ReadRequest,
  Source,
  Stream,
  StreamOutput,
} from './airbyte/source.ts'
export { checkpoint, records } from './airbyte/stream-output.ts'
