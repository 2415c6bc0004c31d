import { describeNetworkError, isNetworkError } from './network-error.ts'
import { ownMessage } from './own-message.ts'
import { isRetryableStatus, parseRetryAfter } from './retry.ts'
import type { Context } from './source.ts'

export interface JsonRequest<Answer> {
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  /** In milliseconds, from the beginning to the end of the answer. */
  readonly timeout: number
  readonly isAnswer: (body: unknown) => body is Answer
}

/** What came of one attempt: refused for quota, failed in a way that time may mend, or failed for good. */
export type Outcome<Answer> =
  | { readonly type: 'answer'; readonly answer: Answer }
  | {
      readonly type: 'refused' | 'failed' | 'final'
      /** 0 if there was no answer. */
      readonly status: number
      /** What happened, without secrets, as a clause of a sentence. */
      readonly text: string
      /** What `Retry-After` says, in milliseconds from now. */
      readonly retryAfter?: number | undefined
    }

/** Asks once. @throws the signal's reason if it is aborted. */
export async function attemptJson<Answer>(
  { url, headers, timeout, isAnswer }: JsonRequest<Answer>,
  { signal, debug, notify, now, redact }: Context,
): Promise<Outcome<Answer>> {
  const begin = now()
  try {
    const response = await fetch(url, {
      headers: { accept: 'application/json', ...headers },
      redirect: 'manual',
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeout)]),
    })
    const { status, ok } = response
    const text = await response.text()
    const message = `GET ${url}: ${status}, ${text.length} characters, ${now() - begin} ms`
    if (debug) notify({ type: 'log', level: 'DEBUG', message })
    const body = ok ? parse(text) : undefined
    if (ok && isAnswer(body)) return { type: 'answer', answer: body }
    const own = ownMessage(redact(text))
    const what = `the API answered ${status}${ok ? ' with something else than was asked for' : ''}`
    return {
      type: typeOf(status, ok),
      status,
      text: own === '' ? what : `${what}: ${own}`,
      retryAfter: parseRetryAfter(response.headers.get('retry-after') ?? undefined, now()),
    }
  } catch (error) {
    signal.throwIfAborted()
    if (!isNetworkError(error)) throw error
    return { type: 'failed', status: 0, text: describeNetworkError(error).text }
  }
}

function typeOf(status: number, ok: boolean): 'refused' | 'failed' | 'final' {
  if (status === 429) return 'refused'
  return ok || isRetryableStatus(status) ? 'failed' : 'final'
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
