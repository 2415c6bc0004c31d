import { maxAttempts } from '../../airbyte/http/retry.ts'
import type { Context } from '../../airbyte/source/source.ts'
import type { Settings } from '../config/settings.ts'
import {
  type ApiRequest,
  attempt,
  type ParseBody,
  parseAnswer,
  type Requester,
  type Shared,
  type Silence,
  type Statistics,
} from './attempt.ts'
import { ApiRefusal, PageFailed, QuotaSpent, RangeTooSlow, TlsFailed } from './failures.ts'
import { createRateLimiter } from './rate-limiter.ts'
import { backOff, isRetryable, isTooSlow } from './retry.ts'
import { createServerClock } from './server-clock.ts'
import type { Transport } from './transport.ts'

export interface Client {
  /**
   * @throws ApiRefusal if the API refuses for good; TlsFailed if a certificate stays wrong; TransientError once the request failed for `giveUpAfter` without pause
   * or 30 times, or quota is not to be had; RangeTooSlow where a narrower range may succeed; the signal's reason if it is aborted.
   */
  get<T>(request: ApiRequest, parse: ParseBody<T>): Promise<T>
  /** Of the requests of this stream. */
  readonly statistics: Readonly<Statistics>
  /**
   * The same client for the next stream, with its own statistics and context: the rate limit, the connections and the order of the
   * answers are shared. What the rate limiter reports goes to this context from now on.
   */
  forStream(context: Context): Client
}

/** How patient a client is, in milliseconds: a read may wait for minutes, a check has to answer soon. */
export interface Patience {
  readonly giveUpAfter: number
  readonly maxWait: number
}

export async function createClient(
  transport: Transport,
  { workers, requestsPerMinute }: Pick<Settings, 'workers' | 'requestsPerMinute'>,
  patience: Patience,
  context: Context,
): Promise<Client> {
  const { default: pLimit } = await import('p-limit')
  const limit = pLimit(workers)
  let { notify } = context
  const rateLimiter = createRateLimiter(
    { workers, requestsPerMinute, maxWait: patience.maxWait },
    { ...context, notify: (update) => notify(update) },
  )
  const shared: Shared = {
    transport,
    limit,
    rateLimiter,
    serverClock: createServerClock(),
    answers: 0,
    silence: undefined,
    refusedSince: undefined,
  }
  const clientFor = (own: Context): Client => {
    const statistics: Statistics = { requests: 0, retries: 0, refusals: 0 }
    const requester: Requester = { shared, context: own, statistics }
    return {
      get: (request, parse) => getUntilDone(request, parse, patience, requester),
      statistics,
      forStream(stream) {
        notify = stream.notify
        return clientFor(stream)
      },
    }
  }
  return clientFor(context)
}

/** Once may be chance. */
const slowFailures = 2

/** A single one may come of one server of many, or of a proxy that is being restarted. */
const mostTlsFailures = 3

async function getUntilDone<T>(
  request: ApiRequest,
  parse: ParseBody<T>,
  { giveUpAfter, maxWait }: Patience,
  requester: Requester,
): Promise<T> {
  const { shared, context, statistics } = requester
  const { limit, rateLimiter } = shared
  const { path, description } = request
  let failures = 0
  let tlsFailures = 0
  let refusedSince: number | undefined
  let failing: Silence | undefined
  while (true) {
    const attempted = await limit(() => attempt(requester, request))
    const outcome = attempted.type === 'answered' ? await parseAnswer(attempted, parse, context) : attempted
    if (outcome.type === 'parsed') return outcome.value
    const now = context.now()
    if (outcome.type === 'refused') {
      refusedSince ??= shared.refusedSince ?? now
      if (now - refusedSince > maxWait) throw new QuotaSpent(undefined, maxWait, outcome.text)
      continue
    }
    const { failure } = outcome
    if (failure.kind === 'status' && !isRetryable(failure)) {
      const [endpoint] = path.split('?')
      const answered = failure.isJson === true ? endpoint : undefined
      throw new ApiRefusal(failure.status, failure.text, description, answered, request.subject)
    }
    failures += 1
    if (failure.kind === 'tls') tlsFailures += 1
    if (request.isDivisible === true && failures >= slowFailures && isTooSlow(failure))
      throw new RangeTooSlow(`${description}: ${failure.text}`)
    failing ??= shared.silence ?? { since: outcome.startedAt, waitedBefore: rateLimiter.waited() }
    if (tlsFailures >= mostTlsFailures) throw new TlsFailed(failure, failures, failing.since, description)
    const delay = backOff(failure, failures, context.random())
    const elapsed = now - failing.since - (rateLimiter.waited() - failing.waitedBefore)
    // The silence before may have been of one endpoint only, that of another stream.
    const isOwn = failures > 1 || failing.since >= outcome.startedAt
    if (failures >= maxAttempts || (isOwn && elapsed + delay > giveUpAfter))
      throw new PageFailed(failure, failures, failing.since, description)
    const message = `${description}: ${failure.text}; trying again in ${(delay / 1000).toFixed(1)} s (failure ${failures}).`
    context.notify({ type: 'log', level: failures > 2 ? 'WARN' : 'INFO', message })
    statistics.retries += 1
    await context.sleep(delay, context.signal)
  }
}
