import { createAccount } from '../../sandbox/account.ts'
import { handle } from '../../sandbox/api.ts'
import { createQuota, type QuotaOptions } from '../../sandbox/quota.ts'
import { createRandom } from '../../sandbox/random.ts'
import type { JsonObject } from '../../src/airbyte/protocol/messages.ts'
import type { StatusUpdate } from '../../src/airbyte/protocol/status-updates.ts'
import { createClient } from '../../src/justcall/api/client.ts'
import type { Answer } from '../../src/justcall/api/dispatch-get.ts'
import type { Transport } from '../../src/justcall/api/transport.ts'
import { type Settings, settingsOf } from '../../src/justcall/config/settings.ts'
import { readDatedList } from '../../src/justcall/reading/read-dated-list.ts'
import { callForm, callSchema, createCallList } from '../../src/justcall/streams/calls.ts'
import { virtualContext } from '../../testing/context.ts'
import { createVirtualClock, type VirtualClock } from '../../testing/virtual-clock.ts'

/** A read that the API's quota holds back, in one process and on a clock of its own. */
export interface QuotaWorldOptions {
  readonly quota: QuotaOptions
  /** Default v2. */
  readonly version?: Settings['apiVersion']
  /** How many full pages the account has. */
  readonly pages: number
  /** On how many days they lie, default 3. */
  readonly days?: number
  readonly seed?: number
  /** From when on the clock counts, in Unix milliseconds. */
  readonly from?: number
  /** Between which bounds a request and its answer are under way, in milliseconds. */
  readonly roundTrip?: readonly [number, number]
  /** How many connections have to be made first, and how long that takes, in milliseconds. */
  readonly connecting?: { readonly connections: number; readonly milliseconds: number }
  /** Requests of others that the quota counts too: so many every so many milliseconds. */
  readonly others?: { readonly requests: number; readonly every: number }
}

export interface QuotaWorld {
  readonly clock: VirtualClock
  read(options?: QuotaReadOptions): Promise<QuotaRead>
}

export interface QuotaReadOptions {
  readonly config?: Readonly<Record<string, unknown>>
  readonly state?: JsonObject | undefined
}

export interface QuotaRead {
  readonly requests: readonly QuotaRequest[]
  readonly notices: readonly (StatusUpdate & { readonly at: number })[]
  readonly records: readonly string[]
  readonly states: readonly JsonObject[]
  readonly error: unknown
  readonly startedAt: number
  readonly endedAt: number
}

/** All times are those of the virtual clock, in Unix milliseconds. */
export interface QuotaRequest {
  /** When the reader sent it. */
  readonly sentAt: number
  /** When the server got it, and how many it then had under way. */
  readonly arrivedAt: number
  readonly concurrent: number
  readonly answeredAt: number
  readonly status: number
}

const perPage = 10
const first = '2026-02-03'
const noon = Date.parse('2026-03-12T12:00:00.370Z')
const credentials = { api_key: 'sandbox-key', api_secret: 'sandbox-secret-5f2a91' }

export function createQuotaWorld(options: QuotaWorldOptions): QuotaWorld {
  const {
    pages,
    days = 3,
    seed = 1,
    version = 'v2',
    roundTrip = [10, 30],
    from = noon,
    connecting,
    others,
  } = options
  const clock = createVirtualClock(from)
  const random = createRandom(seed)
  const last = new Date(Date.parse(first) + (days - 1) * 86_400_000).toISOString().slice(0, 10)
  const account = createAccount({ seed, calls: pages * perPage, from: first, to: last })
  const quota = createQuota(options.quota)
  let othersUntil = from
  let connected = 0
  let open = 0

  /** What others have asked for by now. */
  const letOthersAsk = (now: number) => {
    if (others === undefined) return
    for (; othersUntil <= now; othersUntil += others.every) {
      for (let nth = 0; nth < others.requests; nth += 1) {
        if (quota.enter(othersUntil).refusal === undefined) quota.leave()
      }
    }
  }

  const get = async (
    path: string,
    signal: AbortSignal,
    done: (request: QuotaRequest) => void,
  ): Promise<Answer> => {
    const sentAt = clock.now()
    const [least, most] = roundTrip
    const leg = () => clock.sleep((least + random() * (most - least)) / 2, signal)
    connected += 1
    if (connecting !== undefined && connected <= connecting.connections) {
      await clock.sleep(connecting.milliseconds, signal)
    }
    await leg()
    const arrivedAt = clock.now()
    letOthersAsk(arrivedAt)
    const verdict = quota.enter(arrivedAt)
    open += 1
    const concurrent = open
    const url = new URL(path, 'http://sandbox')
    const headers = { authorization: `${credentials.api_key}:${credentials.api_secret}` }
    const request = { method: 'GET', path: url.pathname, query: url.searchParams, headers }
    const response = verdict.refusal ?? handle(account, request, arrivedAt, { api: version })
    await leg()
    open -= 1
    if (verdict.refusal === undefined) quota.leave()
    const date = new Date(arrivedAt + (options.quota.clockSkewMs ?? 0)).toUTCString()
    done({ sentAt, arrivedAt, concurrent, answeredAt: clock.now(), status: response.status })
    return {
      status: response.status,
      headers: { date, ...verdict.headers },
      body: JSON.stringify(response.body),
    }
  }

  return {
    clock,
    async read({ config, state } = {}) {
      const startedAt = clock.now()
      const requests: QuotaRequest[] = []
      const notices: (StatusUpdate & { at: number })[] = []
      const records: string[] = []
      const states: JsonObject[] = []
      const stop = new AbortController()
      const transport: Transport = {
        get: (path, signal) => get(path, signal, (request) => requests.push(request)),
        close: async () => {},
      }
      const context = virtualContext(clock, {
        signal: stop.signal,
        random,
        notify: (notice) => notices.push({ ...notice, at: clock.now() }),
      })
      const settings = settingsOf({
        ...credentials,
        start_date: first,
        end_date: last,
        per_page: perPage,
        api_version: version,
        ...config,
      })
      const patience = { giveUpAfter: 300_000, maxWait: settings.maxWait }
      const client = await createClient(transport, settings, patience, context)
      const api = await createCallList(client, await callSchema(version), settings)
      const reading = async () => {
        const output = readDatedList(
          {
            settings,
            syncMode: 'incremental',
            state,
            api,
            form: callForm(version),
            statistics: client.statistics,
          },
          context,
        )
        for await (const item of output) {
          if (item.type === 'records') records.push(...item.records.map(({ json }) => json))
          if (item.type === 'checkpoint') states.push(item.state)
        }
      }
      let error: unknown
      await clock.run(
        reading().catch((thrown: unknown) => {
          error = thrown
        }),
      )
      const endedAt = clock.now()
      stop.abort(new Error('the read is over'))
      requests.sort((a, b) => a.arrivedAt - b.arrivedAt)
      return { requests, notices, records, states, error, startedAt, endedAt }
    },
  }
}
