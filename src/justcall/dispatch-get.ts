import type { Dispatcher } from 'undici'
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
 * a tenth of a read and 30 MB.
 * @throws AnswerTooLarge; whatever the network did; the signal's reason if it is aborted.
 */
export function dispatchGet(
  dispatcher: Dispatcher,
  options: Dispatcher.DispatchOptions,
  signal: AbortSignal,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted()
    let request: Dispatcher.DispatchController | undefined
    let status = 0
    let headers: Headers = {}
    let bytes = 0
    const chunks: Buffer[] = []
    const abort = () => {
      request?.abort(signal.reason)
      // A request that has no connection yet has no controller either.
      reject(signal.reason)
    }
    signal.addEventListener('abort', abort, { once: true })
    dispatcher.dispatch(options, {
      onRequestStart(controller) {
        request = controller
        if (signal.aborted) abort()
      },
      onResponseStart(_controller, statusCode, received) {
        status = statusCode
        headers = received
      },
      onResponseData(controller, chunk) {
        bytes += chunk.length
        if (bytes > mostBytes) controller.abort(new AnswerTooLarge())
        else chunks.push(chunk)
      },
      onResponseEnd() {
        signal.removeEventListener('abort', abort)
        resolve({ status, headers, body: Buffer.concat(chunks, bytes).toString('utf8') })
      },
      onResponseError(_controller, error) {
        signal.removeEventListener('abort', abort)
        // So undici says that a compressed answer would grow too large.
        const isTooLarge = 'code' in error && error.code === 'UND_ERR_RES_EXCEEDED_MAX_SIZE'
        reject(isTooLarge ? new AnswerTooLarge() : error)
      },
    })
  })
}
