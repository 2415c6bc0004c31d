import type { Account } from '../../sandbox/account.ts'
import { type Behaviour, handle } from '../../sandbox/api.ts'
import { createFaults, type FaultRule } from '../../sandbox/faults.ts'
import { injectFault } from '../../sandbox/inject-fault.ts'
import type { Layout } from '../../sandbox/layout.ts'
import { encode } from '../../src/airbyte/output/encode.ts'
import type { JsonObject, SyncMode } from '../../src/airbyte/protocol/messages.ts'
import type { StreamOutput } from '../../src/airbyte/source/source.ts'
import { createClient } from '../../src/justcall/api/client.ts'
import type { Answer } from '../../src/justcall/api/dispatch-get.ts'
import type { Transport } from '../../src/justcall/api/transport.ts'
import { settingsOf } from '../../src/justcall/config/settings.ts'
import { readDatedList } from '../../src/justcall/reading/read-dated-list.ts'
import { callForm, callSchema, createCallList } from '../../src/justcall/streams/calls.ts'
import { virtualContext } from '../../testing/context.ts'
import type { Form } from '../../testing/form.ts'
import { type Item, receivedOf } from '../../testing/ledger.ts'
import type { VirtualClock } from '../../testing/virtual-clock.ts'

/** The reader, its client and the API of the sandbox in one process, on a clock of their own. */
export interface World {
  readonly account: Account
  readonly form: Form
  readonly clock: VirtualClock
  readonly behaviour: Behaviour
  /** How the API writes its answers, in turn. */
  readonly layouts: readonly Layout[]
  /** From 0 to below 1, from a seed. */
  readonly random: () => number
  /** Called before the nth request of a read is answered. */
  readonly onRequest: (nth: number) => void
  /** Called when one is answered soundly. */
  readonly onAnswer: () => void
}

export interface ReadOptions {
  readonly config: Readonly<Record<string, unknown>>
  readonly syncMode?: SyncMode
  readonly state: JsonObject | undefined
  readonly faults?: readonly FaultRule[]
  /** The process is killed after so many bytes of output. */
  readonly killAfter?: number
}

export interface ReadResult {
  /** What the platform has of it. */
  readonly items: readonly Item[]
  readonly warnings: readonly string[]
  readonly requests: number
  /** The identities of the calls that were in a sound answer. */
  readonly shown: ReadonlySet<string>
  readonly finished: boolean
  readonly startedAt: number
  readonly error: unknown
}

export const credentials = { api_key: 'sandbox-key', api_secret: 'sandbox-secret-5f2a91' }

export async function readOnce(world: World, options: ReadOptions): Promise<ReadResult> {
  const { clock } = world
  const startedAt = clock.now()
  const warnings: string[] = []
  const stop = new AbortController()
  const context = virtualContext(clock, {
    signal: stop.signal,
    random: world.random,
    notify: (notice) => {
      if (notice.type === 'log' && notice.level === 'WARN') warnings.push(notice.message)
    },
  })
  const network = createNetwork(world, options.faults ?? [])
  const settings = settingsOf({ ...credentials, start_date: '2026-01-01', ...options.config })
  const client = await createClient(
    network.transport,
    settings,
    { giveUpAfter: 300_000, maxWait: settings.maxWait },
    context,
  )
  const { syncMode = 'incremental', state } = options
  const api = await createCallList(client, await callSchema(settings.apiVersion), settings)
  const output = readDatedList(
    { settings, syncMode, state, api, form: callForm(settings.apiVersion), statistics: client.statistics },
    context,
  )
  const written: string[] = []
  let bytes = 0
  let finished = false
  let error: unknown
  const read = async () => {
    for await (const item of output) {
      if (item.type === 'log' && item.level === 'WARN') warnings.push(item.message)
      const text = lines(item)
      bytes += text.length
      written.push(text)
      if (options.killAfter !== undefined && bytes >= options.killAfter) return
    }
    finished = true
  }
  await clock.run(
    read().catch((thrown: unknown) => {
      error = thrown
    }),
  )
  stop.abort(new Error('the read is over'))
  const text = written.join('').slice(0, options.killAfter)
  return {
    items: receivedOf(text),
    warnings,
    requests: network.count(),
    shown: network.shown,
    finished,
    startedAt,
    error,
  }
}

function lines(item: StreamOutput): string {
  if (item.type === 'records') {
    return encode({ type: 'RECORD', stream: 'calls', emittedAt: 0, records: item.records }, (text) => text)
  }
  if (item.type !== 'checkpoint') return ''
  return encode({ type: 'STATE', stream: 'calls', state: item.state, recordCount: 0 }, (text) => text)
}

/** Far more than any history needs: a read that asks without end fails. */
const maxRequests = 20_000

export function createNetwork(world: World, rules: readonly FaultRule[]) {
  const { account, form, clock, behaviour, layouts, random, onRequest, onAnswer } = world
  const faults = createFaults(rules, Math.floor(random() * 1e9))
  let count = 0
  const series = Math.floor(random() * 1e9)
  const shown = new Set<string>()
  const transport: Transport = {
    async get(path, signal): Promise<Answer> {
      count += 1
      const nth = count
      if (nth > maxRequests) throw new Error(`a read makes more than ${maxRequests} requests`)
      const url = new URL(path, 'http://sandbox')
      await clock.sleep(20 + random() * 200, signal)
      onRequest(nth)
      const response = handle(
        account,
        {
          method: 'GET',
          path: url.pathname,
          query: url.searchParams,
          headers: { authorization: `${credentials.api_key}:${credentials.api_secret}` },
          serial: series + nth,
        },
        clock.now(),
        behaviour,
      )
      const fault = faults.pick(nth, url.searchParams)
      const {
        status,
        headers,
        text,
        transport: how,
      } = injectFault(response, fault, '', layouts[nth % layouts.length], form.version)
      if (fault === undefined) {
        onAnswer()
        for (const id of form.idsIn(text)) shown.add(id)
      }
      await clock.sleep(20 + random() * 200, signal)
      if (how.kind !== 'whole')
        throw Object.assign(new Error('other side closed'), { code: 'UND_ERR_SOCKET' })
      return { status, headers, body: text }
    },
    close: async () => {},
  }
  return { transport, shown, count: () => count }
}
