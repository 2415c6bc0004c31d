import type { Dispatcher } from 'undici'
import { decodeBody } from './decode-body.ts'
import type { Headers } from './rate-limit-headers.ts'

export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly body: string
}

/** The answer was larger than a page can be; more would be a danger to the process. */
export class AnswerTooLarge extends Error {
  constructor() {
    super(`The answer is larger than ${mostBytes / 1024 / 1024} MiB`)
    this.name = 'AnswerTooLarge'
  }
}

/** How large an answer may be, in bytes, decompressed. */
export const mostBytes = 64 * 1024 * 1024

/**
 * One request and its whole answer. It does what undici's own `request` does, without a stream for the body, which costs
 * a tenth of a read and 30 MB. An answer that is not wanted any more is left alone: whoever stops waiting closes the
 * connections, while to abort one amid an answer can end the process (undici asserts that no aborted answer ends).
 * @throws AnswerTooLarge; whatever the network did; the signal's reason if it is aborted.
 */
export function dispatchGet(
  dispatcher: Dispatcher,
  options: Dispatcher.DispatchOptions,
  signal: AbortSignal,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted()
    let status = 0
    let headers: Headers = {}
    let bytes = 0
    let chunks: Buffer[] = []
    const fail = (reason: unknown) => {
      signal.removeEventListener('abort', abort)
      chunks = []
      bytes = Number.POSITIVE_INFINITY
      reject(reason)
    }
    const abort = () => fail(signal.reason)
    signal.addEventListener('abort', abort, { once: true })
    dispatcher.dispatch(options, {
      onRequestStart() {},
      onResponseStart(_controller, statusCode, received) {
        status = statusCode
        headers = received
      },
      onResponseData(_controller, chunk) {
        if (bytes > mostBytes) return
        bytes += chunk.length
        if (bytes > mostBytes) fail(new AnswerTooLarge())
        else chunks.push(chunk)
      },
      onResponseEnd() {
        if (bytes > mostBytes) return
        signal.removeEventListener('abort', abort)
        resolve({ status, headers, body: decodeBody(Buffer.concat(chunks, bytes)) })
      },
      onResponseError(_controller, error) {
        // So undici says that a compressed answer would grow too large.
        const isTooLarge = 'code' in error && error.code === 'UND_ERR_RES_EXCEEDED_MAX_SIZE'
        fail(isTooLarge ? new AnswerTooLarge() : error)
      },
    })
  })
}
