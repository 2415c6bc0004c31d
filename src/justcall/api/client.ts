import { maxAttempts } from '../../airbyte/http/retry.ts'
import type { Context } from '../../airbyte/source/source.ts'
import type { Settings } from '../config/settings.ts'
import { PageFailed, QuotaSpent } from '../transient-errors.ts'
import { attempt, readAnswer, type Shared, type Statistics } from './attempt.ts'
import { ApiRefusal } from './failures.ts'
import { createPace } from './quota.ts'
import { createGate } from './rate-limiter.ts'
import { backOff, isRetryable } from './retry.ts'
import { createServerClock } from './server-clock.ts'
import type { Transport } from './transport.ts'
import type { Page, ParsePage } from './v2/page.ts'
import { describe, type PageQuery, pathOf } from './v2/page-request.ts'

export interface Client {
  /**
   * @throws ApiRefusal if the API refuses for good; TransientError once a page failed for `giveUpAfter` without pause
   * or 30 times, or quota is not to be had; the signal's reason if it is aborted.
   */
  page<P extends Page>(query: PageQuery, parse: ParsePage<P>): Promise<P>
  readonly statistics: Readonly<Statistics>
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
  const serverClock = createServerClock()
  const shared: Shared = { transport, context, limit, pace, gate, statistics, serverClock }
  return {
    page: (query, parse) => getPage(query, pathOf(query, settings.filters), parse, patience, shared),
    statistics,
  }
}

async function getPage<P extends Page>(
  query: PageQuery,
  path: string,
  parse: ParsePage<P>,
  patience: Patience,
  shared: Shared,
): Promise<P> {
  const { context, limit, gate, statistics } = shared
  let failures = 0
  let refusedSince: number | undefined
  let failing: { since: number; shutBefore: number } | undefined
  while (true) {
    const attempted = await limit(() => attempt(shared, path, query))
    const outcome =
      attempted.type === 'answered' ? await readAnswer(attempted, query, parse, context) : attempted
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
      const [endpoint] = path.split('?')
      throw new ApiRefusal(
        failure.status,
        failure.text,
        describe(query),
        failure.isJson === true ? endpoint : undefined,
      )
    }
    failures += 1
    failing ??= { since: outcome.startedAt, shutBefore: gate.shutFor() }
    const delay = backOff(failure, failures, context.random())
    const elapsed = now - failing.since - (gate.shutFor() - failing.shutBefore)
    if (failures >= maxAttempts || elapsed + delay > patience.giveUpAfter)
      throw new PageFailed(failure, failures, failing.since, describe(query))
    const message = `${describe(query)}: ${failure.text}; trying again in ${(delay / 1000).toFixed(1)} s (failure ${failures}).`
    context.notify({ type: 'log', level: failures > 2 ? 'WARN' : 'INFO', message })
    statistics.retries += 1
    await context.sleep(delay, context.signal)
  }
}
