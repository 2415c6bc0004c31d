import { DEFAULT_CREDENTIALS } from '../../sandbox/api.ts'
import schema from '../../schemas/calls.json' with { type: 'json' }
import type { JsonObject } from '../../src/airbyte/protocol/messages.ts'
import { createClient } from '../../src/justcall/api/client.ts'
import type { Transport } from '../../src/justcall/api/transport.ts'
import { createV2List } from '../../src/justcall/api/v2/list.ts'
import { settingsOf } from '../../src/justcall/config/settings.ts'
import { readDatedList } from '../../src/justcall/reading/read-dated-list.ts'
import { fieldTypes } from '../../src/justcall/records/conform.ts'
import { callForm } from '../../src/justcall/streams/calls.ts'
import { virtualContext } from '../../testing/context.ts'
import type { Item } from '../../testing/ledger.ts'
import type { VirtualClock } from '../../testing/virtual-clock.ts'

export interface SyncOptions {
  readonly transport: Transport
  readonly clock: VirtualClock
  readonly random: () => number
  readonly startDate: string
  readonly state: JsonObject | undefined
}

export interface SyncOutput {
  /** Calls and states in the order in which they were sent. */
  readonly items: readonly Item[]
  readonly state: JsonObject | undefined
  /** Of the virtual clock, in milliseconds. */
  readonly duration: number
}

/** One incremental sync with the connector's own planner, client, rate limiter and reader, in this process. */
export async function sync({ transport, clock, random, startDate, state }: SyncOptions): Promise<SyncOutput> {
  const stop = new AbortController()
  const context = virtualContext(clock, { signal: stop.signal, random })
  const { key, secret } = DEFAULT_CREDENTIALS
  const settings = settingsOf({ api_key: key, api_secret: secret, start_date: startDate })
  const patience = { giveUpAfter: 300_000, maxWait: settings.maxWait }
  const client = await createClient(transport, settings, patience, context)
  const api = createV2List(client, fieldTypes(schema), settings)
  const form = callForm('v2')
  const request = {
    settings,
    syncMode: 'incremental',
    state,
    api,
    form,
    statistics: client.statistics,
  } as const
  const items: Item[] = []
  let last = state
  const read = async (): Promise<void> => {
    for await (const item of readDatedList(request, context)) {
      if (item.type === 'records')
        items.push(...item.records.map(({ json }) => ({ record: JSON.parse(json) })))
      if (item.type !== 'checkpoint') continue
      items.push({ state: item.state })
      last = item.state
    }
  }
  const begin = clock.now()
  await clock.run(read())
  const duration = clock.now() - begin
  stop.abort(new Error('the sync is over'))
  return { items, state: last, duration }
}
