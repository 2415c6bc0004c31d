import type { JsonObject, LogLevel, StreamDescription, StreamRecord, SyncMode } from '../protocol/messages.ts'
import type { StatusUpdate } from '../protocol/status-updates.ts'
import type { ConfigurationValidator } from './configuration-validator.ts'
import type { Progress } from './progress.ts'

/** A source. `Config` is the type that its connection specification describes; the kit validates it first. */
export interface Source<Config, State extends object = JsonObject> {
  /** The command's name, as "source-justcall". */
  readonly name: string
  /** Printed by `--version`. */
  readonly version: string
  /** One sentence for `--help`. */
  readonly description: string
  /**
   * The protocol's ConnectorSpecification. Its `connectionSpecification` is a JSON Schema (draft 7) of the configuration.
   * The kit uses its defaults, `airbyte_secret`, and `pattern_descriptor` in messages about values that do not match.
   */
  spec(): Promise<JsonObject>
  /** The specification compiled ahead of time with `validatorOptions`. Without it, each start compiles it. */
  validator?(): Promise<ConfigurationValidator<Config>>
  /**
   * Checks rules that JSON Schema cannot express, and returns one clause per fault. Runs even if the schema found faults,
   * so any value may be missing or of another type.
   */
  faults?(given: JsonObject, circumstances: Circumstances): Promise<readonly string[]>
  /** Secrets beyond the `airbyte_secret` values, such as two of them joined. */
  secrets?(given: JsonObject): readonly string[]
  /**
   * Resolves if the configuration works. Keep it to a few seconds: a user is waiting at a form.
   * @throws ConnectorError that says what to fix: the check answers FAILED. Any other error is a bug and fails the command.
   */
  check(config: Config, context: Context): Promise<void>
  /** The streams, in the order of `discover`. They may depend on the configuration. */
  streams(config: Config): Promise<readonly Stream<Config, State>[]>
}

/** Records of one kind. */
export interface Stream<Config, State extends object = JsonObject> {
  readonly description: StreamDescription
  /**
   * Reads from the state to the present. The next item is requested once the previous one was written, so a slow
   * reader slows the stream down.
   * @throws ConnectorError, or any error for a bug. Earlier output stays valid, and the other streams are still read.
   */
  read(
    request: ReadRequest<Config, State>,
    context: Context,
  ): AsyncGenerator<StreamOutput<State>, void, undefined>
}

export interface ReadRequest<Config, State extends object = JsonObject> {
  readonly config: Config
  readonly syncMode: SyncMode
  /**
   * The last state of this stream, if there is one. The kit checks only that it is an object; people may have edited it.
   * A full refresh gets one only if the stream `is_resumable`.
   */
  readonly state: State | undefined
}

/**
 * What a stream yields, in output order. A checkpoint covers all records before it. An estimate counts all rows that the
 * read will send; a later one replaces it.
 */
export type StreamOutput<State extends object = JsonObject> =
  | { readonly type: 'records'; readonly records: readonly StreamRecord[] }
  | { readonly type: 'checkpoint'; readonly state: State }
  | { readonly type: 'log'; readonly level: LogLevel; readonly message: string }
  | { readonly type: 'estimate'; readonly rows: number }

/** What a configuration is validated for: the command, its environment and the time. */
export interface Circumstances {
  readonly command: 'check' | 'discover' | 'read'
  readonly environment: Environment
  /** Unix time in milliseconds. */
  readonly now: number
}

/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>

/** Access to the process, the clock and randomness, so that sources are testable without them. */
export interface Context {
  readonly signal: AbortSignal
  readonly environment: Environment
  readonly debug: boolean
  /** Unix time in milliseconds. */
  readonly now: () => number
  /** From 0 to below 1. */
  readonly random: () => number
  /** @throws the reason of the signal if it is aborted first. */
  readonly sleep: (milliseconds: number, signal: AbortSignal) => Promise<void>
  /** Removes secrets from a text. Call it before truncating or changing text from elsewhere. */
  readonly redact: (text: string) => string
  /** Redacts more secrets from now on, such as an access token obtained at run time. */
  readonly hide: (...secrets: readonly string[]) => void
  /** Sends a status update to the platform, outside the order of records and states. */
  readonly notify: (update: StatusUpdate) => void
  /** Reports progress to a person at the terminal, if there is one. */
  readonly progress: (progress: Progress) => void
  /** Calls this when the command ends, however it ends: to close what the streams of a sync share, such as connections. */
  readonly onEnd: (close: () => Promise<void>) => void
}
