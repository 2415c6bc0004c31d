import { once } from 'node:events'
import type { Writable } from 'node:stream'
import { ReaderGone, TransientError } from '../protocol/errors.ts'
import type { Message } from '../protocol/messages.ts'
import { encode } from './encode.ts'
import { redactor } from './redaction.ts'

export interface Output {
  /**
   * Writes a whole message, newline included, in one write, and waits for a slow reader.
   * @throws ReaderGone if the reader closed the stream; TransientError if writing fails for another reason.
   */
  write(message: Message): Promise<void>
  /** Resolves when all output has left the process. @throws as `write` does. */
  flush(): Promise<void>
  /** Removes secrets from a text. Redact before truncating: half a secret is not recognized. */
  redact(text: string): string
  /** Writes a line to standard error, redacted. */
  print(text: string): void
  /** Adds secrets to redact from now on. */
  hide(...secrets: readonly string[]): void
}

/** @param onFailure called once, when writing to `stream` has failed. */
export function createOutput(stream: Writable, stderr: Writable, onFailure: (reason: Error) => void): Output {
  const secrets = new Set<string>()
  let redact = (text: string) => text
  let failure: Error | undefined
  stream.on('error', (error) => {
    if (failure) return
    failure = failureOf(error)
    onFailure(failure)
  })
  stderr.on('error', () => undefined)
  return {
    async write(message) {
      if (failure) throw failure
      if (stream.write(encode(message, redact))) return
      await once(stream, 'drain').catch(() => undefined)
      if (failure) throw failure
    },
    async flush() {
      if (failure) throw failure
      await new Promise<void>((resolve, reject) => {
        stream.write('', (error) => (error ? reject(failureOf(error)) : resolve()))
      })
      if (failure) throw failure
    },
    redact: (text) => redact(text),
    print(text) {
      stderr.write(`${redact(text)}\n`)
    },
    hide(...more) {
      for (const secret of more) secrets.add(secret)
      redact = redactor([...secrets])
    },
  }
}

function failureOf(error: NodeJS.ErrnoException): Error {
  if (error.code === 'EPIPE' || error.code === 'ECONNRESET') return new ReaderGone()
  return new TransientError(
    `Standard output cannot be written: ${error.message}. Earlier output is complete; fix the cause, then run the sync again from its last state.`,
    { cause: error },
  )
}
