import type { Dispatcher } from 'undici'
import { decodeBody } from './decode-body.ts'
import { decodeErrorBody, mostErrorBytes } from './error-body.ts'
import { type Headers, header } from './rate-limit-headers.ts'

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

/** How long the body of an error is waited for, in milliseconds: a check makes three attempts within its time. */
const mostErrorWait = 500

/**
 * One request and its whole answer. It does what undici's own `request` does, without a stream for the body, which costs
 * a tenth of a read and 30 MB. The status of an error decides, so its body may end early, late or never.
 * Any other answer that is not wanted any more is left alone: who stops waiting closes the connections.
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
    let isSettled = false
    let timer: NodeJS.Timeout | undefined
    const settle = () => {
      isSettled = true
      signal.removeEventListener('abort', abort)
      clearTimeout(timer)
    }
    const fail = (reason: unknown) => {
      settle()
      chunks = []
      reject(reason)
    }
    const abort = () => fail(signal.reason)
    const answer = () => {
      settle()
      const body = Buffer.concat(chunks)
      chunks = []
      const encoding = header(headers, 'content-encoding')
      resolve({ status, headers, body: isError(status) ? decodeErrorBody(body, encoding) : decodeBody(body) })
    }
    const answerNow = (controller: Dispatcher.DispatchController) => {
      answer()
      // Else it would keep its connection, which the next request may wait for.
      controller.abort(new Error('the rest of the error is not wanted'))
    }
    signal.addEventListener('abort', abort, { once: true })
    dispatcher.dispatch(options, {
      onRequestStart() {},
      onResponseStart(controller, statusCode, received) {
        if (isSettled) return
        status = statusCode
        headers = received
        if (!isError(status)) return
        // What came while the process was busy is read first.
        const late = () => {
          if (!isSettled) answerNow(controller)
        }
        timer = setTimeout(() => setImmediate(late), mostErrorWait)
      },
      onResponseData(controller, chunk) {
        if (isSettled) return
        bytes += chunk.length
        if (bytes <= (isError(status) ? mostErrorBytes : mostBytes)) {
          chunks.push(chunk)
          return
        }
        if (isError(status)) answerNow(controller)
        else fail(new AnswerTooLarge())
      },
      onResponseEnd() {
        if (!isSettled) answer()
      },
      onResponseError(_controller, error) {
        if (isSettled) return
        // So undici says that a compressed answer would grow too large.
        if ('code' in error && error.code === 'UND_ERR_RES_EXCEEDED_MAX_SIZE') fail(new AnswerTooLarge())
        else if (isError(status)) answer()
        else fail(error)
      },
    })
  })
}

const isError = (status: number) => status >= 300
