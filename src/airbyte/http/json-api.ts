import { ConfigError, TransientError } from '../protocol/errors.ts'
import type { Context } from '../source/source.ts'
import { attemptJson } from './json-attempt.ts'
import { type Query, requestHeaders, requestUrl } from './json-request.ts'
import { maxAttempts, retryDelay } from './retry.ts'

/** A client for an API that answers GET requests with JSON. */
export interface JsonApi {
  /**
   * Requests a path in up to 30 attempts. Retries network errors, retryable statuses and unexpected bodies; waits for
   * `Retry-After` after a 429 and notifies the platform. Does not follow redirects, which could send the headers to another host.
   * @param path below the base URL, as `/items`.
   * @param query undefined values are omitted.
   * @param isAnswer whether a parsed body is as expected. Numbers that a double cannot hold are raw JSON values
   * (see `rawNumber`), which `JSON.stringify` writes unchanged.
   * @throws ConfigError if the API refuses the request, its certificate stays wrong, or the base URL or a header is not valid; TransientError if attempts
   * or patience run out; TypeError if the path would leave the base URL; the reason of the signal if it is aborted.
   */
  get<Answer>(path: string, query: Query, isAnswer: (body: unknown) => body is Answer): Promise<Answer>
}

export type { Query }

export interface JsonApiOptions {
  /** May have a path. Messages call it `base_url`. */
  readonly baseUrl: string
  readonly headers: Readonly<Record<string, string>>
  /** What the user has to do, by status of the refusal, as the beginning of a sentence. */
  readonly advice?: Readonly<Record<number, string>>
  /** Time limit for all attempts, waits included, in milliseconds. Default 10 minutes. */
  readonly patience?: number | undefined
  /** Time limit for one attempt, in milliseconds. Default 1 minute, or the patience if that is shorter. */
  readonly timeout?: number
}

/** A single one may come of one server of many. */
const mostTlsFailures = 3

export function createJsonApi(options: JsonApiOptions, context: Context): JsonApi {
  const { advice = {}, patience = 600_000, timeout = Math.min(60_000, patience) } = options
  const counts = { requests: 0, retries: 0, refusals: 0 }

  /** @throws TransientError if attempts or patience would run out. */
  const wait = async (milliseconds: number, begin: number, path: string, attempts: number, text: string) => {
    const where = `GET ${path}, attempt ${attempts}`
    if (attempts >= maxAttempts || context.now() + milliseconds - begin > patience) {
      throw new TransientError(
        `The API could not be read: ${text} (${where}). Try again later; a sync continues from its last state.`,
      )
    }
    const message = `${where}: ${text}; trying again in ${(milliseconds / 1000).toFixed(1)} s.`
    context.notify({ type: 'log', level: 'INFO', message })
    await context.sleep(milliseconds, context.signal)
  }

  return {
    async get(path, query, isAnswer) {
      const request = {
        url: requestUrl(options.baseUrl, path, query),
        headers: requestHeaders(options.headers),
      }
      const begin = context.now()
      let tlsFailures = 0
      for (let failures = 1; ; failures += 1) {
        counts.requests += 1
        const outcome = await attemptJson({ ...request, timeout, isAnswer }, context)
        if (outcome.type === 'refused') counts.refusals += 1
        if (outcome.type === 'failed') counts.retries += 1
        context.progress(counts)
        if (outcome.type === 'answer') return outcome.answer
        const { text, status } = outcome
        if (outcome.type === 'final') {
          throw new ConfigError(`${advice[status] ?? 'The API refuses the request'} (${text}; GET ${path}).`)
        }
        if (outcome.isTls === true) tlsFailures += 1
        if (tlsFailures >= mostTlsFailures)
          throw new ConfigError(`The API could not be read: ${text} (GET ${path}).`)
        const delay = retryDelay(failures, context.random(), outcome.retryAfter)
        if (outcome.type === 'refused') context.notify({ type: 'rate_limited', until: context.now() + delay })
        await wait(delay, begin, path, failures, text)
      }
    },
  }
}
