import type { Account, NewCall } from './account.ts'
import type { ApiResponse } from './api.ts'
import type { CallView } from './calls.ts'
import { type RequestLog, statsOf } from './log.ts'
import { badParameter, refusal } from './refusal.ts'
import { DEFAULT_SETTINGS, type SandboxSettings } from './settings.ts'

export const CONTROL_PATH = '/_sandbox'

/** What of a sandbox can be driven. */
interface Driven {
  readonly account: Account
  readonly requests: readonly RequestLog[]
  set(changes: Partial<SandboxSettings>): void
  resetLog(): void
}

/**
 * Lets another process drive the sandbox.
 *
 * `GET /_sandbox` gives `{ now, stats, requests }`, `GET /_sandbox/calls` the calls listed now, oldest first.
 * `POST /_sandbox` takes `{ add: [{ call, listedAt? }], edit: [{ call_id, patch, at? }], remove: [{ call_id, at? }],
 * set: { ... }, resetLog: true }`, all optional, and gives the calls added. Moments are ms or ISO 8601.
 * Answers 400 for anything else; what stood before the mistake has been done.
 */
export const control = (
  sandbox: Driven,
  method: string,
  path: string,
  body: string,
  now: number,
): ApiResponse => {
  if (method === 'GET' && path === CONTROL_PATH) {
    return ok({ now, stats: statsOf(sandbox.requests), requests: sandbox.requests })
  }
  if (method === 'GET' && path === `${CONTROL_PATH}/calls`) return ok({ data: sandbox.account.visible(now) })
  if (method !== 'POST' || path !== CONTROL_PATH) return { ...refusal(404, 'No such control.'), headers: {} }
  try {
    return ok({ added: obey(sandbox, readObject('body', JSON.parse(body))) })
  } catch (error) {
    return { ...badParameter(error instanceof Error ? error.message : String(error)), headers: {} }
  }
}

const ok = (body: ApiResponse['body']): ApiResponse => ({ status: 200, headers: {}, body })

const obey = (sandbox: Driven, orders: Fields): readonly CallView[] => {
  const { account } = sandbox
  const unknown = Object.keys(orders).find(
    (key) => !['add', 'edit', 'remove', 'set', 'resetLog'].includes(key),
  )
  if (unknown !== undefined) throw new TypeError(`No such order: ${unknown}`)
  const added = readList('add', orders['add']).map(({ call, listedAt }) =>
    account.add(readNewCall(call), readMoment('listedAt', listedAt)),
  )
  for (const { call_id, patch, at } of readList('edit', orders['edit'])) {
    account.edit(readText('call_id', call_id), readObject('patch', patch), readMoment('at', at))
  }
  for (const { call_id, at } of readList('remove', orders['remove'])) {
    account.remove(readText('call_id', call_id), readMoment('at', at))
  }
  if (orders['set'] !== undefined) sandbox.set(readSettings(orders['set']))
  if (orders['resetLog'] === true) sandbox.resetLog()
  return added
}

type Fields = Readonly<Record<string, unknown>>

const readObject = (name: string, value: unknown): Fields => {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value }
  throw new TypeError(`${name} must be an object`)
}

const readList = (name: string, value: unknown): readonly Fields[] => {
  if (value === undefined) return []
  if (Array.isArray(value)) return value.map((item) => readObject(`each of ${name}`, item))
  throw new TypeError(`${name} must be an array`)
}

const readText = (name: string, value: unknown): string => {
  if (typeof value === 'string') return value
  throw new TypeError(`${name} must be a string`)
}

const readMoment = (name: string, value: unknown): number | undefined => {
  const moment = typeof value === 'string' ? Date.parse(value) : value
  if (moment === undefined) return undefined
  if (typeof moment === 'number' && !Number.isNaN(moment)) return moment
  throw new TypeError(`${name} must be ms or an ISO 8601 instant`)
}

/** Fields of a call may be of any type, as in an edit: only its place in time must be sound. */
const readNewCall = (value: unknown): NewCall => {
  const call = readObject('call', value)
  return { ...call, started_at: readText('started_at', call['started_at']) }
}

/** Names are checked, values are not: the caller has the types to look at. */
const readSettings = (value: unknown): Partial<SandboxSettings> => {
  const settings = readObject('set', value)
  const unknown = Object.keys(settings).find((key) => !Object.hasOwn(DEFAULT_SETTINGS, key))
  if (unknown !== undefined) throw new TypeError(`No such setting: ${unknown}`)
  return settings as Partial<SandboxSettings>
}
