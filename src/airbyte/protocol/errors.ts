import type { FailureType } from './messages.ts'

/** A failure that is not a bug. `message` says to the user what is wrong, where, and what to do; `internalMessage` is for logs. */
export abstract class ConnectorError extends Error {
  abstract readonly failureType: FailureType
  readonly internalMessage: string | undefined

  constructor(message: string, options: { cause?: unknown; internalMessage?: string } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.internalMessage = options.internalMessage
    this.name = new.target.name
  }
}

/** The user has to fix something: the configuration, a file, permissions. Platforms do not retry. */
export class ConfigError extends ConnectorError {
  override readonly failureType = 'config_error'
}

/** A later sync may succeed; it continues from the last state. */
export class TransientError extends ConnectorError {
  override readonly failureType = 'transient_error'
}

/** The run was stopped by a signal. */
export class Interrupted extends Error {
  readonly signal: 'SIGTERM' | 'SIGINT'

  constructor(signal: 'SIGTERM' | 'SIGINT') {
    super(`stopped by ${signal}`)
    this.name = 'Interrupted'
    this.signal = signal
  }
}

/** The reader of standard output has closed it. */
export class ReaderGone extends Error {
  constructor() {
    super('the reader has closed standard output')
    this.name = 'ReaderGone'
  }
}

/** An uncaught exception, an unhandled rejection, or a promise that never settles. */
export class Uncaught extends Error {
  override readonly cause: unknown
  /** The stream that was being read. */
  stream: string | undefined

  constructor(cause: unknown) {
    super('an error was not caught')
    this.name = 'Uncaught'
    this.cause = cause
  }
}
