import type { LimitFunction } from 'p-limit'
import { ConfigError } from '../airbyte/errors.ts'
import { describeNetworkError, isNetworkError } from '../airbyte/network-error.ts'
import { oneLine, ownMessage } from '../airbyte/own-message.ts'
import { parseRetryAfter } from '../airbyte/retry.ts'
import type { Context } from '../airbyte/source.ts'
import { ApiRefusal } from './api-error.ts'
import { type Answer, AnswerTooLarge } from './dispatch-get.ts'
import { createGate, type Gate } from './gate.ts'
import { createPace, type Pace } from './pace.ts'
import { NotAPage, type Page, parsePage } from './page.ts'
import { describe, type PageQuery, pathOf } from './page-query.ts'
import { clockSkew, dateAhead, header, rateLimitWindows } from './rate-limit-headers.ts'
import { backOff, type Failure, isRetryable } from './retry.ts'
import type { Settings } from './settings.ts'
import { PageFailed, QuotaSpent } from './transient-errors.ts'
import type { Transport } from './transport.ts'

export interface Client {
  /**
   * @throws ApiRefusal if the API refuses for good; TransientError once a page failed for `giveUpAfter` without pause,
   * or quota is not to be had; the signal's reason if it is aborted.
   */
  page(query: PageQuery): Promise<Page>
  readonly statistics: Readonly<Statistics>
}

export interface Statistics {
  requests: number
  answers: number
  retries: number
  refusals: number
}

/** How patient a client is, in milliseconds: a read may wait for minutes, a check has to answer soon. */
export interface Patience {
  readonly giveUpAfter: number
  readonly mostWait: number
}

export async function createClient(
  transport: Transport,
  settings: Settings,
  patience: Patience,
  context: Context,
): Promise<Client> {
  const { default: pLimit } = await import('p-limit')
  const limit = pLimit(settings.workers)
  const pace = createPace({
    workers: settings.workers,
    requestsPerMinute: settings.requestsPerMinute,
    random: context.random,
  })
  const gate = createGate(pace, context, patience.mostWait)
  const statistics: Statistics = { requests: 0, answers: 0, retries: 0, refusals: 0 }
  const serverClock = { ahead: Number.NEGATIVE_INFINITY }
  const client = { transport, settings, patience, context, limit, pace, gate, statistics, serverClock }
  return { page: (query) => getPage(client, query), statistics }
}

interface Parts {
  readonly transport: Transport
  readonly settings: Settings
  readonly patience: Patience
  readonly context: Context
  readonly limit: LimitFunction
  readonly pace: Pace
  readonly gate: Gate
  readonly statistics: Statistics
  /** How far the server's clock is ahead of ours, at least, in milliseconds. */
  readonly serverClock: { ahead: number }
}

async function getPage(client: Parts, query: PageQuery): Promise<Page> {
  const { patience, context, limit, gate, statistics } = client
  const path = pathOf(query, client.settings.filters)
  let failures = 0
  let refusedSince: number | undefined
  let failing: { since: number; shutBefore: number } | undefined
  while (true) {
    const outcome = await limit(() => attempt(client, path, query))
    if (outcome.type === 'page') return outcome.page
    const now = context.now()
    if (outcome.type === 'refused') {
      refusedSince ??= now
      if (now - refusedSince > patience.mostWait)
        throw new QuotaSpent(undefined, patience.mostWait, outcome.text)
      continue
    }
    const { failure } = outcome
    if (failure.kind === 'status' && !isRetryable(failure)) {
      throw new ApiRefusal(failure.status, failure.text, describe(query))
    }
    failures += 1
    failing ??= { since: outcome.startedAt, shutBefore: gate.shutFor() }
    const delay = backOff(failure, failures, context.random())
    const elapsed = now - failing.since - (gate.shutFor() - failing.shutBefore)
    if (elapsed + delay > patience.giveUpAfter)
      throw new PageFailed(failure, failures, failing.since, describe(query))
    const message = `${describe(query)}: ${failure.text}; trying again in ${(delay / 1000).toFixed(1)} s (failure ${failures}).`
    context.notify({ type: 'log', level: failures > 2 ? 'WARN' : 'INFO', message })
    statistics.retries += 1
    await context.sleep(delay, context.signal)
  }
}

type Outcome =
  | { readonly type: 'page'; readonly page: Page }
  | { readonly type: 'refused'; readonly text: string }
  | { readonly type: 'failed'; readonly failure: Failure; readonly startedAt: number }

async function attempt(client: Parts, path: string, query: PageQuery): Promise<Outcome> {
  const { transport, context, pace, gate, statistics } = client
  const place = await gate.pass()
  const startedAt = context.now()
  const askedAfter = statistics.answers
  statistics.requests += 1
  try {
    const answer = await transport.get(path, context.signal)
    if (context.debug) debug(context, path, answer, context.now() - startedAt)
    return weigh(client, query, { answer, place, startedAt, askedAfter })
  } catch (error) {
    pace.finish(place, context.now())
    context.signal.throwIfAborted()
    if (error instanceof AnswerTooLarge) throw tooLarge(error, query)
    if (!isNetworkError(error)) throw error
    return { type: 'failed', failure: describeNetworkError(error), startedAt }
  } finally {
    const { requests, retries, refusals } = statistics
    context.progress({ requests, retries, refusals })
    gate.reconsider()
  }
}

interface Answered {
  readonly answer: Answer
  readonly place: number
  readonly startedAt: number
  readonly askedAfter: number
}

function weigh(
  { context, pace, limit, statistics, serverClock }: Parts,
  query: PageQuery,
  { answer, place, startedAt, askedAfter }: Answered,
): Outcome {
  const { status, headers, body } = answer
  const now = context.now()
  // A date is cut to the second, so the largest difference seen is the truest.
  serverClock.ahead = Math.max(serverClock.ahead, dateAhead(headers, now))
  const serverNow = now + clockSkew(serverClock.ahead)
  statistics.answers += 1
  pace.report(rateLimitWindows(headers, now, serverNow - now), now)
  if (status === 429) {
    statistics.refusals += 1
    const text = ownMessage(context.redact(body))
    const retryAfter = parseRetryAfter(header(headers, 'retry-after'), serverNow)
    pace.refuse(place, { retryAfter, connections: /concurren|connections/i.test(text) }, now)
    limit.concurrency = pace.connections
    return { type: 'refused', text }
  }
  pace.finish(place, now)
  if (status !== 200)
    return { type: 'failed', failure: statusFailure(answer, context.redact, serverNow), startedAt }
  try {
    const askedAt = startedAt + serverNow - now
    const arrival = { askedAfter, answered: statistics.answers, askedAt, answeredAt: serverNow }
    return { type: 'page', page: parsePage(body, query.page, query.perPage, arrival) }
  } catch (error) {
    if (!(error instanceof NotAPage)) throw error
    const own = oneLine(context.redact(error.own))
    const text = own === '' ? error.message : `${error.message}: ${own}`
    return { type: 'failed', failure: { kind: 'not a page', text }, startedAt }
  }
}

function statusFailure(
  { status, body, headers }: Answer,
  redact: Context['redact'],
  serverNow: number,
): Failure {
  const own = ownMessage(redact(body))
  return {
    kind: 'status',
    status,
    text: `the API answered ${status}${own === '' ? '' : `: ${own}`}`,
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
