import { inspect } from 'node:util'
import { ConnectorError } from './errors.ts'
import { errorTrace, type TraceMessage } from './messages.ts'

/** The ERROR trace for a thrown value. Anything but a `ConnectorError` is a bug: `system_error`, with a stack. */
export function failureTrace(thrown: unknown, emittedAt: number, stream?: string): TraceMessage {
  const descriptor = stream === undefined ? {} : { stream_descriptor: { name: stream } }
  if (thrown instanceof ConnectorError) {
    const internal = thrown.internalMessage ?? causeText(thrown.cause)
    return errorTrace(
      {
        message: thrown.message,
        ...(internal === undefined ? {} : { internal_message: internal }),
        failure_type: thrown.failureType,
        ...descriptor,
      },
      emittedAt,
    )
  }
  const error = errorOf(thrown)
  return errorTrace(
    {
      message:
        'The connector has hit a bug. Please report it with the log of this run; what was read so far is safe.',
      internal_message: `${error.name}: ${error.message}`,
      stack_trace: error.stack ?? error.message,
      failure_type: 'system_error',
      ...descriptor,
    },
    emittedAt,
  )
}

/** A thrown value as an error. Any value can be thrown. */
export const errorOf = (thrown: unknown): Error =>
  thrown instanceof Error ? thrown : new Error(typeof thrown === 'string' ? thrown : inspect(thrown))

function causeText(cause: unknown): string | undefined {
  if (cause === undefined) return undefined
  if (!(cause instanceof Error)) return errorOf(cause).message
  const code = 'code' in cause && typeof cause.code === 'string' ? ` (${cause.code})` : ''
  return `${cause.name}: ${cause.message}${code}`
}
