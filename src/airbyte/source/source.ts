import type { JsonObject, LogLevel, StreamDescription, StreamRecord, SyncMode } from '../protocol/messages.ts'
import type { Notice } from '../protocol/status-updates.ts'
import type { ConfigurationValidator } from './configuration-validator.ts'
import type { Progress } from './progress.ts'

/**
 * What a source gives the kit. `Config` is the type that its connection specification describes; the kit has
 * validated a configuration before it hands it over.
 */
export interface Source<Config, State extends object = JsonObject> {
  /** The command's name, as "source-justcall". */
  readonly name: string
  /** As `--version` prints it. */
  readonly version: string
  /** What it does, in a sentence for `--help`. */
  readonly description: string
  /**
   * The protocol's ConnectorSpecification. The kit reads its `connectionSpecification`, a JSON Schema (draft 7) of the
   * configuration: defaults, `airbyte_secret`, and `pattern_descriptor` for what is told of a value that does not match.
   */
  spec(): Promise<JsonObject>
  /** The specification compiled ahead of time, by `validatorOptions`; without it that is done at each start. */
  validator?(): Promise<ConfigurationValidator<Config>>
  /**
   * Rules that JSON Schema cannot express, one sentence a fault; none if all is well. The schema's own faults are told
   * together with these, so what is given may be of any type, or missing.
   */
  faults?(given: JsonObject, circumstances: Circumstances): Promise<readonly string[]>
  /** Secret texts beyond the specification's `airbyte_secret` values, such as two of them joined. */
  secrets?(given: JsonObject): readonly string[]
  /**
   * Resolves if the configuration works; somebody waits before a form, so within some seconds.
   * @throws ConnectorError that says what to mend, which is the answer FAILED; anything else is a defect, and fails the command.
   */
  check(config: Config, context: Context): Promise<void>
  /** Its streams, in the order in which discover shows them. They are the same for every configuration. */
  streams(): Promise<readonly Stream<Config, State>[]>
}

/** What the source reads as records of one kind. */
export interface Stream<Config, State extends object = JsonObject> {
  readonly description: StreamDescription
  /**
   * One read, from the state to what is there now. The next item is asked for once the one before it has left the process, so
   * what is held ahead is all the memory that it takes.
   * @throws ConnectorError, or whatever a defect throws: what was yielded before stays, and the other streams are still read.
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
   * The stream's own state as it was last sent; undefined if there is none. The kit has seen only that it is an object: check
   * what a person may have written. A full refresh is given
   * one only by a stream that `is_resumable`.
   */
  readonly state: State | undefined
}

/**
 * What a stream yields, in the order in which it has to leave. A checkpoint stands for all records before it: whoever is
 * given its state reads on behind them. An estimate is of all rows that the read will send, and may be corrected by another.
 */
export type StreamOutput<State extends object = JsonObject> =
  | { readonly type: 'records'; readonly records: readonly StreamRecord[] }
  | { readonly type: 'checkpoint'; readonly state: State }
  | { readonly type: 'log'; readonly level: LogLevel; readonly message: string }
  | { readonly type: 'estimate'; readonly rows: number }

/** What a configuration is validated for. */
export interface Circumstances {
  readonly command: 'check' | 'discover' | 'read'
  readonly environment: Environment
  /** Unix time in milliseconds. */
  readonly now: number
}

/** The environment's variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>

/** What a command gets from outside: no part of a source reads the clock, the process or chance for itself. */
export interface Context {
  readonly signal: AbortSignal
  readonly environment: Environment
  readonly debug: boolean
  /** Unix time in milliseconds. */
  readonly now: () => number
  /** From 0 to below 1. */
  readonly random: () => number
  /** @throws the signal's reason if it is aborted first. */
  readonly sleep: (milliseconds: number, signal: AbortSignal) => Promise<void>
  /** A text without the secrets in it, for whoever has to cut or change a foreign text before it is told. */
  readonly redact: (text: string) => string
  /** Hides secrets that the source obtains while it runs, such as an access token, in all texts for people from here on. */
  readonly hide: (...secrets: readonly string[]) => void
  /** Tells the platform something that has no place in the order of records and states. */
  readonly notify: (notice: Notice) => void
  /** Tells a person who looks on how far it is; whoever is not there costs nothing. */
  readonly progress: (progress: Progress) => void
}
