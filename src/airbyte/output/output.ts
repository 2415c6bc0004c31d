import { once } from 'node:events'
import type { Writable } from 'node:stream'
import { ReaderGone, TransientError } from '../protocol/errors.ts'
import type { Message } from '../protocol/messages.ts'
import { encode } from './encode.ts'
import { redactor } from './redaction.ts'

export interface Output {
  /**
   * Writes a message whole, newline included, in one write, and waits while the reader is slower than we are.
   * @throws ReaderGone if the other end was closed; TransientError if nothing can be written for another reason.
   */
  write(message: Message): Promise<void>
  /** Resolves when all that was written has left the process. @throws as `write` does. */
  flush(): Promise<void>
  /** A text without the secrets in it. Whoever cuts a text must redact it first, or half a secret is no secret any more. */
  redact(text: string): string
  /** Writes a line for people, to standard error. */
  tell(text: string): void
  /** From here on these secrets do not leave the process in a text for people, in addition to those before. */
  hide(...secrets: readonly string[]): void
}

/** @param onFailure called once, when nothing can be written any more. */
export function createOutput(stream: Writable, people: Writable, onFailure: (reason: Error) => void): Output {
  const secrets = new Set<string>()
  let redact = (text: string) => text
  let failure: Error | undefined
  stream.on('error', (error) => {
    if (failure) return
    failure = failureOf(error)
    onFailure(failure)
  })
  people.on('error', () => undefined)
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
    tell(text) {
      people.write(`${redact(text)}\n`)
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
    `Standard output cannot be written: ${error.message}. What was written before stands; mend that, and run the sync again from its last state.`,
    { cause: error },
  )
}
