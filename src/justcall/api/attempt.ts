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
import type { Pace } from './quota.ts'
import { header, rateLimitWindows } from './rate-limit-headers.ts'
import type { Gate } from './rate-limiter.ts'
import type { Failure } from './retry.ts'
import type { ServerClock } from './server-clock.ts'
import type { Transport } from './transport.ts'
import { type Arrival, NotAPage, type Page, type ParsePage } from './v2/page.ts'
import { describe, type PageQuery } from './v2/page-request.ts'

/** What all requests of a client share. */
export interface Shared {
  readonly transport: Transport
  readonly context: Context
  readonly limit: LimitFunction
  readonly pace: Pace
  readonly gate: Gate
  readonly statistics: Statistics
  readonly serverClock: ServerClock
}

export interface Statistics {
  requests: number
  answers: number
  retries: number
  refusals: number
}

/** An answer that should be a page, still unread. */
export interface Answered {
  readonly type: 'answered'
  readonly body: string
  readonly arrival: Arrival
  readonly startedAt: number
}

export interface Read<P extends Page> {
  readonly type: 'page'
  readonly page: P
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
 * One request for a page, as soon as the pace allows it.
 * @throws ConfigError if the answer is too large; the signal's reason if it is aborted.
 */
export async function attempt(
  shared: Shared,
  path: string,
  query: PageQuery,
): Promise<Answered | Refused | Failed> {
  const { context, pace, gate, statistics } = shared
  const place = await gate.pass()
  const startedAt = context.now()
  const askedAfter = statistics.answers
  statistics.requests += 1
  try {
    const answer = await get(shared, path, query)
    if ('kind' in answer) {
      pace.finish(place, context.now())
      return { type: 'failed', failure: answer, startedAt }
    }
    if (context.debug) debug(context, path, answer, context.now() - startedAt)
    return weigh(shared, answer, { place, startedAt, askedAfter })
  } catch (error) {
    pace.finish(place, context.now())
    throw error
  } finally {
    const { requests, retries, refusals } = statistics
    context.progress({ requests, retries, refusals })
    gate.reconsider()
  }
}

async function get(
  { transport, context }: Shared,
  path: string,
  query: PageQuery,
): Promise<Answer | NetworkFailure> {
  try {
    return await transport.get(path, context.signal)
  } catch (error) {
    context.signal.throwIfAborted()
    if (error instanceof AnswerTooLarge) throw tooLarge(error, query)
    if (error instanceof ConnectorError || !isNetworkError(error)) throw error
    return describeNetworkError(error)
  }
}

/**
 * Reads an answer once every connection whose answer has come with it was asked anew: the network need not wait for it.
 */
export async function readAnswer<P extends Page>(
  { body, arrival, startedAt }: Answered,
  query: PageQuery,
  parse: ParsePage<P>,
  { redact }: Context,
): Promise<Read<P> | Failed> {
  await setImmediate()
  try {
    return { type: 'page', page: parse(body, query, arrival) }
  } catch (error) {
    if (!(error instanceof NotAPage)) throw error
    const own = oneLine(redact(error.own))
    const text = own === '' ? error.message : `${error.message}: ${own}`
    return { type: 'failed', failure: { kind: 'not a page', text }, startedAt }
  }
}

interface Asked {
  readonly place: number
  readonly startedAt: number
  readonly askedAfter: number
}

function weigh(
  { context, pace, limit, statistics, serverClock }: Shared,
  answer: Answer,
  { place, startedAt, askedAfter }: Asked,
): Answered | Refused | Failed {
  const { status, headers, body } = answer
  const now = context.now()
  const serverNow = now + serverClock.observe(header(headers, 'date'), now)
  statistics.answers += 1
  pace.report(rateLimitWindows(headers, now, serverNow - now), now)
  if (status === 429) {
    statistics.refusals += 1
    const text = serverMessage(context.redact(body))
    const retryAfter = parseRetryAfter(header(headers, 'retry-after'), serverNow)
    pace.refuse(place, { retryAfter, connections: /concurren|connections/i.test(text) }, now)
    limit.concurrency = pace.connections
    return { type: 'refused', text }
  }
  pace.finish(place, now)
  if (status === 206) return { type: 'failed', failure: partOfPage, startedAt }
  if (status < 200 || status > 299)
    return { type: 'failed', failure: statusFailure(answer, context.redact, serverNow), startedAt }
  const askedAt = startedAt + serverNow - now
  const arrival = { askedAfter, answered: statistics.answers, askedAt, answeredAt: serverNow }
  return { type: 'answered', body, arrival, startedAt }
}

/** Nothing asked for a part. What may be missing cannot be known, though it looks like a page. */
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

function tooLarge(error: AnswerTooLarge, query: PageQuery): ConfigError {
  return new ConfigError(`${error.message} (${describe(query)}): set a smaller per_page.`, { cause: error })
}
