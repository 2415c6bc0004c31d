import { ConfigError, TransientError } from '../protocol/errors.ts'
import type { Context } from '../source/source.ts'
import { attemptJson } from './json-attempt.ts'
import { type Query, requestHeaders, requestUrl } from './json-request.ts'
import { mostAttempts, retryDelay } from './retry.ts'

/** An API that answers a GET with JSON. */
export interface JsonApi {
  /**
   * One answer, in up to 25 attempts. What fails on the network, by a status that may pass, or by an answer that is not the
   * one asked for is tried again; a 429 waits as long as `Retry-After` says, and the platform is notified.
   * Redirects are not followed: they would take the headers to another host.
   * @param path below the base URL, as `/items`.
   * @param query what is undefined is left out.
   * @param isAnswer whether a parsed body is what was asked for. Numbers that a double cannot hold are raw JSON values in it
   * (see `rawNumber`), which `JSON.stringify` writes digit by digit as they came.
   * @throws ConfigError if the API refuses for good, or if the base URL or a header cannot be used; TransientError when the
   * attempts or the patience are used up; TypeError if the path would leave the base URL; the signal's reason if it is aborted.
   */
  get<Answer>(path: string, query: Query, isAnswer: (body: unknown) => body is Answer): Promise<Answer>
}

export type { Query }

export interface JsonApiOptions {
  /** With or without a path of its own; messages call it `base_url`. */
  readonly baseUrl: string
  readonly headers: Readonly<Record<string, string>>
  /** What the user has to do if the API refuses with a status, as the beginning of a sentence. */
  readonly advice?: Readonly<Record<number, string>>
  /** How long an answer may take, 30 attempts at most and waits for quota included, in milliseconds: 10 minutes if not given. */
  readonly patience?: number | undefined
  /** How long one attempt may take, in milliseconds: a minute if not given, and never longer than the patience then. */
  readonly timeout?: number
}

export function createJsonApi(options: JsonApiOptions, context: Context): JsonApi {
  const { advice = {}, patience = 600_000, timeout = Math.min(60_000, patience) } = options
  const counts = { requests: 0, retries: 0, refusals: 0 }

  /** @throws TransientError if that would take longer than the patience lasts, or one attempt too many. */
  const wait = async (milliseconds: number, begin: number, path: string, attempts: number, text: string) => {
    const where = `GET ${path}, attempt ${attempts}`
    if (attempts >= mostAttempts || context.now() + milliseconds - begin > patience) {
      throw new TransientError(
        `The API could not be read: ${text} (${where}). Try again later; a sync goes on from its last state.`,
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
        const delay = retryDelay(failures, context.random(), outcome.retryAfter)
        if (outcome.type === 'refused') context.notify({ type: 'rate_limited', until: context.now() + delay })
        await wait(delay, begin, path, failures, text)
      }
    },
  }
}
