import { ConfigError, TransientError } from '../airbyte/errors.ts'
import type { Context } from '../airbyte/source.ts'
import { earliestDay, formatDay, latestDay } from './api-days.ts'
import { createClient } from './client.ts'
import type { Config } from './config.generated.ts'
import { isAboutRange } from './plan.ts'
import { futureStart, settingsOf } from './settings.ts'
import { narrower } from './slices.ts'
import { createTransport } from './transport.ts'
import { version } from './version.ts'

/** A check has to answer within ten seconds, the start of the process included. */
const mostTime = 8_000

/** Reads one call with the configuration. @throws ConnectorError that says what to mend. */
export async function checkConnection(config: Config, context: Context): Promise<void> {
  const settings = settingsOf(config)
  const now = context.now()
  const future = futureStart(settings, now)
  if (future !== undefined) throw new ConfigError(`The configuration is not valid: ${future}.`)

  const stop = new AbortController()
  const signal = AbortSignal.any([context.signal, stop.signal])
  const tooLate = new TransientError(
    `${settings.baseUrl.origin} did not answer within ${mostTime / 1000} s: check base_url, the network and any firewall, and try again.`,
  )
  context.sleep(mostTime, signal).then(
    () => stop.abort(tooLate),
    () => undefined,
  )
  const transport = await createTransport({
    baseUrl: settings.baseUrl,
    authorization: settings.authorization,
    connections: 1,
    userAgent: `source-justcall/${version}`,
    environment: context.environment,
  })
  try {
    const patience = { giveUpAfter: mostTime - 1_500, mostWait: mostTime - 1_500 }
    const client = await createClient(transport, settings, patience, { ...context, signal })
    const first = earliestDay(settings.start)
    let days: number | undefined = latestDay(now) - first + 1
    let endDate: string | undefined
    while (true) {
      try {
        await client.page({ startDate: formatDay(first), endDate, page: 1, perPage: 1 })
        return
      } catch (error) {
        // A range may be refused for its width alone; a read would meet that with narrower ones.
        days = isAboutRange(error) ? narrower(days) : undefined
        if (days === undefined) throw error
        endDate = formatDay(first + days - 1)
      }
    }
  } finally {
    stop.abort()
    await transport.close()
  }
}
