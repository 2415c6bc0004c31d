import { expect } from 'vitest'
import type { Behaviour } from '../sandbox/api.ts'
import type { Sandbox, SandboxOptions } from '../sandbox/server.ts'
import { atOnce, type CommandResult, runCommand } from './command.ts'
import type { AirbyteStream, Fields } from './protocol.ts'
import { runRead, type Sync, startApi, warningsOf, writeConfig } from './setup.ts'

/** The streams of API v2.1 in the order of `discover`, with the list of the sandbox that each is read from. */
export const listOf = {
  calls: undefined,
  sms: 'texts',
  users: 'users',
  contacts: 'contacts',
  phone_numbers: 'phone_numbers',
  calls_ai: 'calls_ai',
  sales_dialer_calls: 'sales_dialer_calls',
  sales_dialer_campaigns: 'sales_dialer_campaigns',
  user_groups: 'user_groups',
} as const

export type StreamName = keyof typeof listOf

const isName = (name: string): name is StreamName => Object.hasOwn(listOf, name)
export const names: readonly StreamName[] = Object.keys(listOf).filter(isName)
const dated: readonly StreamName[] = ['calls', 'sms', 'sales_dialer_calls']

export const pathOf = (name: StreamName): string =>
  `/v2.1/${{ calls: 'calls', sms: 'texts', users: 'users', contacts: 'contacts', phone_numbers: 'phone-numbers', calls_ai: 'calls_ai', sales_dialer_calls: 'sales_dialer/calls', sales_dialer_campaigns: 'sales_dialer/campaigns', user_groups: 'user_groups' }[name]}`

export const keyOf = (name: StreamName): string => (name === 'sales_dialer_calls' ? 'call_id' : 'id')

/** Several pages of most lists, at ten rows a page, and long ago, so that the day of a test does not change what is read. */
export const account = {
  seed: 7,
  calls: 120,
  from: '2024-03-01',
  to: '2024-03-12',
  contacts: 95,
  texts: 104,
  salesCalls: 60,
  agents: 50,
} as const

export const startAccount = (behaviour: Behaviour = {}, options: SandboxOptions = {}): Promise<Sandbox> =>
  startApi({ behaviour: { api: 'v2.1', ...behaviour }, account, ...options })

export const discovered: Promise<readonly AirbyteStream[]> = (async () => {
  const config = writeConfig('http://localhost:1', { api_version: 'v2.1' })
  const { messages } = await runCommand(['discover', '--config', config])
  return messages.flatMap((message) => (message.type === 'CATALOG' ? message.catalog.streams : []))
})()

export interface StreamsSync extends Sync {
  readonly streams?: readonly StreamName[]
  readonly mode?: 'incremental' | 'full_refresh'
}

/** Reads streams of API v2.1, all unless some are named, dated ones incrementally unless the mode is given. */
export async function readStreams(
  url: string,
  { streams = names, mode, config, ...sync }: StreamsSync = {},
): Promise<CommandResult> {
  const all = await discovered
  const catalog = {
    streams: streams.map((name) => ({
      stream: all.find((stream) => stream['name'] === name),
      sync_mode: mode ?? (dated.includes(name) ? 'incremental' : 'full_refresh'),
      destination_sync_mode: 'append',
    })),
  }
  return runRead(url, {
    catalog,
    nodeArgs: atOnce,
    ...sync,
    config: { api_version: 'v2.1', per_page: 10, end_date: '2024-04-30', ...config },
  })
}

const sorted = (ids: readonly number[]) => ids.toSorted((a, b) => a - b)

export const sentOf = ({ records }: Pick<CommandResult, 'records'>, name: StreamName): number[] =>
  sorted(records.filter(({ stream }) => stream === name).map(({ data }) => Number(data[keyOf(name)])))

/** The rows of a stream that the API lists now. */
export const rowsOf = ({ account: { visible, logIdOf, lists } }: Sandbox, name: StreamName): Fields[] => {
  const list = listOf[name]
  if (list !== undefined) return [...lists[list].visible(Date.now())]
  return visible(Date.now()).map((call) => ({ id: logIdOf(call.call_id) }))
}

export const listedIn = (sandbox: Sandbox, name: StreamName): number[] =>
  sorted(rowsOf(sandbox, name).map((row) => Number(row[keyOf(name)])))

/** Every row of the streams was sent once. */
export function expectRows(result: CommandResult, sandbox: Sandbox, streams = names): void {
  for (const name of streams) expect([name, sentOf(result, name)]).toEqual([name, listedIn(sandbox, name)])
}

/** Every row of the streams was sent once, and nothing needs a person. */
export function expectWhole(result: CommandResult, sandbox: Sandbox, streams = names): void {
  expect(result).toMatchObject({ exitCode: 0, errors: [], stderr: '' })
  expect(warningsOf(result)).toEqual([])
  expectRows(result, sandbox, streams)
}

/** How many requests were made for each stream. */
export const requestsOf = ({ requests }: Sandbox, name: StreamName): number =>
  requests.filter(({ path }) => path === pathOf(name)).length
