import { setImmediate } from 'node:timers/promises'
import type { LimitFunction } from 'p-limit'
import {
  describeNetworkError,
  isNetworkError,
  type NetworkFailure,
} from '../../airbyte/http/network-error.ts'
import { parseRetryAfter } from '../../airbyte/http/retry.ts'
import { isJson, oneLine, serverMessage } from '../../airbyte/http/server-message.ts'
import { ConfigError, ConnectorError } from '../../airbyte/protocol/errors.ts'
import type { Context } from '../../airbyte/source/source.ts'
import { type Answer, AnswerTooLarge } from './dispatch-get.ts'
import type { Subject } from './failures.ts'
import { type Arrival, NotAPage } from './list-api.ts'
import { header, rateLimitWindows } from './rate-limit-headers.ts'
import type { RateLimiter } from './rate-limiter.ts'
import type { Failure } from './retry.ts'
import type { ServerClock } from './server-clock.ts'
import type { Transport } from './transport.ts'

/** What to ask the API for. */
export interface ApiRequest {
  /** The path below the base URL, with its query. */
  readonly path: string
  /** The same in words, for messages. */
  readonly description: string
  /** It asks for more than one day, so that less may be asked for if the API does not answer in time. */
  readonly isDivisible?: boolean
  /** What it is asked for; the stream `calls` if it is not given. */
  readonly subject?: Subject
}

/**
 * How the body of an answer becomes what was requested.
 * @throws NotAPage if it is something else; ConfigError if it shows that the configuration is wrong.
 */
export type ParseBody<T> = (body: string, arrival: Arrival) => T

/** What all streams of a sync share. */
export interface Shared {
  readonly transport: Transport
  readonly limit: LimitFunction
  readonly rateLimiter: RateLimiter
  readonly serverClock: ServerClock
  /** How many answers came so far, to any stream. */
  answers: number
  /** Since when nothing has answered, of whatever status: the next stream need not find that out again. */
  silence: Silence | undefined
  /** Since when all answers were refusals for quota, in Unix milliseconds. */
  refusedSince: number | undefined
}

export interface Silence {
  /** Unix milliseconds. */
  readonly since: number
  /** How long the rate limiter had made requests wait by then, in milliseconds. */
  readonly waitedBefore: number
}

/** What the requests of one stream share. */
export interface Requester {
  readonly shared: Shared
  readonly context: Context
  readonly statistics: Statistics
}

export interface Statistics {
  requests: number
  retries: number
  refusals: number
}

/** An answer whose body is still to be read. */
export interface Answered {
  readonly type: 'answered'
  readonly body: string
  readonly arrival: Arrival
  readonly startedAt: number
}

export interface Parsed<T> {
  readonly type: 'parsed'
  readonly value: T
}

export interface Refused {
  readonly type: 'refused'
  readonly text: string
}

export interface Failed {
  readonly type: 'failed'
  readonly failure: Failure
  readonly startedAt: number
}

/**
 * One request, as soon as the rate limiter permits it.
 * @throws ConfigError if the answer is too large; the signal's reason if it is aborted.
 */
export async function attempt(
  requester: Requester,
  request: ApiRequest,
): Promise<Answered | Refused | Failed> {
  const { shared, context, statistics } = requester
  const { rateLimiter } = shared
  const permit = await rateLimiter.acquire(context.signal)
  const startedAt = context.now()
  const requestSeq = shared.answers
  statistics.requests += 1
  try {
    const answer = await get(requester, request)
    if ('kind' in answer) {
      shared.silence ??= { since: startedAt, waitedBefore: rateLimiter.waited() }
      rateLimiter.finish(permit, context.now())
      return { type: 'failed', failure: answer, startedAt }
    }
    if (context.debug) debug(context, request.path, answer, context.now() - startedAt)
    return classify(requester, answer, { permit, startedAt, requestSeq })
  } catch (error) {
    rateLimiter.finish(permit, context.now())
    throw error
  } finally {
    const { requests, retries, refusals } = statistics
    context.progress({ requests, retries, refusals })
    rateLimiter.reconsider()
  }
}

async function get(
  { shared: { transport }, context }: Requester,
  { path, description }: ApiRequest,
): Promise<Answer | NetworkFailure> {
  try {
    return await transport.get(path, context.signal)
  } catch (error) {
    context.signal.throwIfAborted()
    if (error instanceof AnswerTooLarge)
      throw new ConfigError(`${error.message} (${description}): set a smaller per_page.`, { cause: error })
    if (error instanceof ConnectorError || !isNetworkError(error)) throw error
    return describeNetworkError(error, transport.proxy?.())
  }
}

/** Parses an answer after every free connection has sent its next request: the network need not wait for it. */
export async function parseAnswer<T>(
  { body, arrival, startedAt }: Answered,
  parse: ParseBody<T>,
  { redact }: Context,
): Promise<Parsed<T> | Failed> {
  await setImmediate()
  try {
    return { type: 'parsed', value: parse(body, arrival) }
  } catch (error) {
    if (!(error instanceof NotAPage)) throw error
    const own = oneLine(redact(error.own))
    const text = own === '' ? error.message : `${error.message}: ${own}`
    return { type: 'failed', failure: { kind: 'not a page', text }, startedAt }
  }
}

interface Started {
  readonly permit: number
  readonly startedAt: number
  readonly requestSeq: number
}

function classify(
  { shared, context, statistics }: Requester,
  answer: Answer,
  { permit, startedAt, requestSeq }: Started,
): Answered | Refused | Failed {
  const { rateLimiter, limit, serverClock } = shared
  const { status, headers, body } = answer
  const now = context.now()
  const serverNow = now + serverClock.observe(header(headers, 'date'), now)
  shared.answers += 1
  shared.silence = undefined
  rateLimiter.report(rateLimitWindows(headers, now, serverNow - now), now)
  if (status === 429) {
    shared.refusedSince ??= now
    statistics.refusals += 1
    const text = serverMessage(context.redact(body))
    const retryAfter = parseRetryAfter(header(headers, 'retry-after'), serverNow)
    rateLimiter.refuse(permit, { retryAfter, connections: /concurren|connections/i.test(text) }, now)
    limit.concurrency = rateLimiter.connections
    return { type: 'refused', text }
  }
  shared.refusedSince = undefined
  rateLimiter.finish(permit, now)
  if (status === 206) return { type: 'failed', failure: partOfPage, startedAt }
  if (status < 200 || status > 299)
    return { type: 'failed', failure: statusFailure(answer, context.redact, serverNow), startedAt }
  const requestedAt = startedAt + serverNow - now
  const arrival = { requestSeq, responseSeq: shared.answers, requestedAt, answeredAt: serverNow }
  return { type: 'answered', body, arrival, startedAt }
}

/** Nothing asked for a part: what is missing cannot be known, though it looks like a page. */
const partOfPage: Failure = { kind: 'not a page', text: 'the API answered 206, with a part of a page' }

function statusFailure(
  { status, body, headers }: Answer,
  redact: Context['redact'],
  serverNow: number,
): Failure {
  const own = serverMessage(redact(body))
  return {
    kind: 'status',
    status,
    text: `the API answered ${status}${own === '' ? '' : `: ${own}`}`,
    isJson: isJson(body),
    retryAfter: parseRetryAfter(header(headers, 'retry-after'), serverNow),
  }
}

function debug(context: Context, path: string, answer: Answer, milliseconds: number) {
  const message = `GET ${path}: ${answer.status}, ${answer.body.length} characters, ${milliseconds} ms, headers ${JSON.stringify(answer.headers)}`
  context.notify({ type: 'log', level: 'DEBUG', message })
}
