import { parseJsonExactly } from '../json/exact-json.ts'
import type { Context } from '../source/source.ts'
import { describeNetworkError } from './network-error.ts'
import { isRetryableStatus, parseRetryAfter } from './retry.ts'
import { oneLine, serverMessage } from './server-message.ts'

export interface JsonRequest<Answer> {
  readonly url: URL
  readonly headers: Headers
  /** In milliseconds, up to the end of the body. */
  readonly timeout: number
  readonly isAnswer: (body: unknown) => body is Answer
}

/** The outcome of one attempt: an answer, refused for quota, failed and retryable, or failed for good. */
export type Outcome<Answer> =
  | { readonly type: 'answer'; readonly answer: Answer }
  | {
      readonly type: 'refused' | 'failed' | 'final'
      /** 0 if there was no response. */
      readonly status: number
      /** What happened, redacted, as a clause. */
      readonly text: string
      /** From `Retry-After`, in milliseconds from now. */
      readonly retryAfter?: number | undefined
      /** A certificate or a port is wrong, which waiting does not correct. */
      readonly isTls?: boolean
    }

/** Makes one request. @throws the reason of the signal if it is aborted. */
export async function attemptJson<Answer>(
  { url, headers, timeout, isAnswer }: JsonRequest<Answer>,
  context: Context,
): Promise<Outcome<Answer>> {
  const { signal, debug, notify, now, redact } = context
  const begin = now()
  let response: Received
  try {
    response = await receive(url, headers, AbortSignal.any([signal, AbortSignal.timeout(timeout)]))
  } catch (error) {
    signal.throwIfAborted()
    const { kind, text } = describeNetworkError(error)
    return { type: 'failed', status: 0, text: oneLine(text), isTls: kind === 'tls' }
  }
  signal.throwIfAborted()
  const { status, ok, text, retryAfter } = response
  const message = `GET ${url}: ${status}, ${text.length} characters, ${now() - begin} ms`
  if (debug) notify({ type: 'log', level: 'DEBUG', message })
  const body = ok ? parse(text) : undefined
  if (ok && isAnswer(body)) return { type: 'answer', answer: body }
  const reason = serverMessage(redact(text))
  const what = `the API answered ${status}${ok ? ' with an unexpected body' : ''}`
  return {
    type: typeOf(status, ok),
    status,
    text: reason === '' ? what : `${what}: ${reason}`,
    retryAfter: parseRetryAfter(retryAfter, now()),
  }
}

interface Received {
  readonly status: number
  readonly ok: boolean
  readonly text: string
  readonly retryAfter: string | undefined
}

async function receive(url: URL, headers: Headers, signal: AbortSignal): Promise<Received> {
  const response = await fetch(url, { headers, redirect: 'manual', signal })
  const { status, ok } = response
  const text = ok ? await response.text() : await beginningOf(response)
  return { status, ok, text, retryAfter: response.headers.get('retry-after') ?? undefined }
}

/** The body of an error is only informative, and may be broken, wrongly labelled as compressed, endless, or never come. */
async function beginningOf({ body }: Response): Promise<string> {
  let text = ''
  try {
    const signal = AbortSignal.timeout(mostErrorWait)
    for await (const chunk of body?.pipeThrough(new TextDecoderStream(), { signal }) ?? []) {
      text += chunk
      if (text.length > mostErrorLength) break
    }
  } catch {
    // What came is enough.
  }
  return text
}

/** In milliseconds. */
const mostErrorWait = 500
/** In characters. */
const mostErrorLength = 1024 * 1024

function typeOf(status: number, ok: boolean): 'refused' | 'failed' | 'final' {
  if (status === 429) return 'refused'
  return ok || isRetryableStatus(status) ? 'failed' : 'final'
}

function parse(text: string): unknown {
  try {
    return parseJsonExactly(text)
  } catch {
    return undefined
  }
}
