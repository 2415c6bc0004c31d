import type { FailureType } from './messages.ts'

/**
 * A failure that a person or the platform can mend. `message` is the user's sentence: what is wrong, where,
 * what to do. `internalMessage` is for whoever reads the logs.
 */
export abstract class ConnectorError extends Error {
  abstract readonly failureType: FailureType
  readonly internalMessage: string | undefined

  constructor(message: string, options: { cause?: unknown; internalMessage?: string } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.internalMessage = options.internalMessage
    this.name = new.target.name
  }
}

/** The user can mend it: the configuration, a file, the account's rights. Platforms do not try again by themselves. */
export class ConfigError extends ConnectorError {
  override readonly failureType = 'config_error'
}

/** Time mends it: the next sync goes on from the last state. */
export class TransientError extends ConnectorError {
  override readonly failureType = 'transient_error'
}

/** The run was told to stop by a signal; no failure of the stream. */
export class Interrupted extends Error {
  readonly signal: 'SIGTERM' | 'SIGINT'

  constructor(signal: 'SIGTERM' | 'SIGINT') {
    super(`stopped by ${signal}`)
    this.name = 'Interrupted'
    this.signal = signal
  }
}

/** Whoever read standard output is gone; nobody is left to tell. */
export class ReaderGone extends Error {
  constructor() {
    super('the reader of standard output is gone')
    this.name = 'ReaderGone'
  }
}

/** Something failed outside of the order of the messages: an exception that nothing caught, or a promise that never settles. */
export class Uncaught extends Error {
  override readonly cause: unknown
  /** The stream that was read then. */
  stream: string | undefined

  constructor(cause: unknown) {
    super('something failed that nothing waits for')
    this.name = 'Uncaught'
    this.cause = cause
  }
}
