import { ConfigError, TransientError } from '../airbyte/protocol/errors.ts'
import type { Context } from '../airbyte/source/source.ts'
import { groupDigits } from '../airbyte/source/wording.ts'
import { type Connection, connect } from './api/connect.ts'
import { isAboutRange, PageFailed, QuotaSpent, RangeTooSlow, TlsFailed } from './api/failures.ts'
import type { ListApi } from './api/list-api.ts'
import type { Failure } from './api/retry.ts'
import type { Config } from './config/config.generated.ts'
import { type Settings, settingsOf } from './config/settings.ts'
import { fetchToday } from './reading/plan.ts'
import { createCallList } from './streams/calls.ts'
import { dayLength, earliestDay, formatDay } from './time/days.ts'

/** A check has to answer within ten seconds, the start of the process included, even of a process that starts slowly. */
const mostTime = 6_000
const patience = {
  giveUpAfter: mostTime - 1_000,
  maxWait: mostTime - 1_000,
  connectTimeout: mostTime - 1_500,
}

/** How few rows API v2.1 may be asked for is not published; this is what it gives by itself. */
const leastOfV21 = 20

/** Reads one call with the configuration. @throws ConnectorError that says in one sentence what to correct. */
export async function checkConnection(config: Config, context: Context): Promise<void> {
  const settings = settingsOf(config)
  const { origin } = settings.baseUrl
  const stop = new AbortController()
  const signal = AbortSignal.any([context.signal, stop.signal])
  let connection: Connection | undefined
  const tooLate = () => {
    const proxy = connection?.proxy()
    const [through, where] =
      proxy === undefined ? ['', 'base_url'] : [` through the proxy ${proxy}`, 'the proxy']
    return new TransientError(
      `${origin} did not answer within ${mostTime / 1000} s${through}: check ${where}, the network and any firewall, and try again.`,
    )
  }
  context.sleep(mostTime, signal).then(
    () => stop.abort(tooLate()),
    () => undefined,
  )
  try {
    connection = await connect({ ...settings, workers: 1 }, patience, { ...context, signal })
    const api = await createCallList(
      connection.client,
      {},
      { ...settings, perPage: settings.apiVersion === 'v2' ? 1 : leastOfV21 },
    )
    const calls = await readOne(api, settings, context.now())
    context.progress({ summary: accepted(calls, settings) })
  } catch (error) {
    throw forCheck(error, origin)
  } finally {
    stop.abort()
    await connection?.close()
  }
}

function accepted(calls: number | undefined, { start, filters }: Settings): string {
  if (calls === undefined) return 'JustCall accepted the credentials.'
  const filtered = Object.keys(filters).length === 0 ? '' : ' that the filters select'
  const since = formatDay(Math.floor(start / dayLength))
  return `JustCall accepted the credentials: about ${groupDigits(calls)} ${calls === 1 ? 'call' : 'calls'}${filtered} since ${since}.`
}

/**
 * A range may be refused because it is too wide or too old, which a read meets. Today shows whether anything else is wrong.
 * @returns how many calls there are from the start on, by the API's count; undefined if only a part could be asked for.
 */
async function readOne(api: ListApi, settings: Settings, now: number): Promise<number | undefined> {
  try {
    return (await api.page({ first: earliestDay(settings.start), last: undefined }, 1)).total
  } catch (error) {
    if (!isAboutRange(error) && !(error instanceof RangeTooSlow)) throw error
    await fetchToday(api, earliestDay(now))
    return undefined
  }
}

/** The wording for reads would confuse someone setting up a connection. */
function forCheck(error: unknown, origin: string): unknown {
  if (error instanceof PageFailed) {
    return new TransientError(`${origin} could not be read: ${error.failure.text}${hint(error.failure)}.`, {
      cause: error,
    })
  }
  if (error instanceof TlsFailed) {
    return new ConfigError(`${origin} could not be read: ${error.failure.text}.`, { cause: error })
  }
  if (error instanceof QuotaSpent) {
    const renewal = error.until === undefined ? 'in a minute' : `after ${new Date(error.until).toISOString()}`
    return new TransientError(`The API's quota is used up: try again ${renewal}.`, { cause: error })
  }
  return error
}

function hint(failure: Failure): string {
  switch (failure.kind) {
    case 'status':
      return '; that is on the side of the API, so try again later'
    case 'not a page':
      return '; check that base_url is the address of the JustCall API, and try again'
    default:
      return failure.text.includes('check ') ? '' : '; check the network and any firewall, and try again'
  }
}
