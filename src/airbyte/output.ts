import { once } from 'node:events'
import type { Writable } from 'node:stream'
import { encode } from './encode.ts'
import { ReaderGone } from './errors.ts'
import type { Message } from './messages.ts'

export interface Output {
  /**
   * Writes a message whole, newline included, in one write, and waits while the reader is slower than we are.
   * @throws ReaderGone if the other end was closed.
   */
  write(message: Message): Promise<void>
  /** Writes a line for people, to standard error. */
  tell(text: string): void
  /** From here on these texts do not leave the process. */
  redactWith(redact: (text: string) => string): void
}

/** @param onReaderGone called once, when the other end is found closed. */
export function createOutput(
  stream: Writable,
  people: Writable,
  onReaderGone: (reason: ReaderGone) => void,
): Output {
  let redact = (text: string) => text
  let gone: ReaderGone | undefined
  stream.on('error', () => {
    if (gone) return
    gone = new ReaderGone()
    onReaderGone(gone)
  })
  return {
    async write(message) {
      if (gone) throw gone
      if (stream.write(encode(message, redact))) return
      await once(stream, 'drain').catch(() => undefined)
      if (gone) throw gone
    },
    tell(text) {
      people.write(`${redact(text)}\n`)
    },
    redactWith(next) {
      redact = next
    },
  }
}
