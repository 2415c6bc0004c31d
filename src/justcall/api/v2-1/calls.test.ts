import { expect, test } from 'vitest'
import type { Config } from '../../config/config.generated.ts'
import { settingsOf } from '../../config/settings.ts'
import type { Client } from '../client.ts'
import { createV21Calls } from './calls.ts'

const range = { first: 20_000, last: 20_005 }

/** The parameters by which a configuration narrows the calls, of its first request. */
async function narrowedBy(config: Partial<Config>): Promise<Record<string, string>> {
  let asked = ''
  const client: Client = {
    statistics: { requests: 0, retries: 0, refusals: 0 },
    forStream: () => client,
    async get({ path }, parse) {
      asked = path
      const arrival = { requestSeq: 0, responseSeq: 1, requestedAt: 0, answeredAt: 0 }
      return parse(JSON.stringify({ status: 'success', count: 0, current_page: 0, data: [] }), arrival)
    },
  }
  const settings = settingsOf({ api_key: 'key', api_secret: 'secret', start_date: '2026-01-01', ...config })
  await createV21Calls(client, [], settings).page(range, 1)
  const { from_datetime, to_datetime, sort, order, per_page, ...narrowing } = Object.fromEntries(
    new URL(asked, 'https://api.justcall.io').searchParams,
  )
  return narrowing
}

test.each<readonly [Partial<Config>, Record<string, string>]>([
  [{}, {}],
  [{ direction: 'all' }, {}],
  [{ direction: 'inbound' }, { call_direction: 'Incoming' }],
  [{ direction: 'outbound' }, { call_direction: 'Outgoing' }],
  [{ agent_id: 77 }, { agent_id: '77' }],
  [{ number: '+12707050100' }, { justcall_number: '12707050100' }],
  [{ fetch_ai_data: true }, { fetch_ai_data: 'true' }],
  [{ fetch_queue_data: true }, { fetch_queue_data: 'true' }],
  // The API has no parameter of its own for it.
  [{ status: 'completed' }, {}],
])('asks for the calls of the configuration alone: %j', async (config, expected) => {
  expect(await narrowedBy(config)).toEqual(expected)
})
