import type { Account, NewCall } from './account.ts'
import type { ApiResponse } from './api.ts'
import { type RequestLog, statsOf } from './log.ts'
import { badParameter, refusal } from './refusal.ts'
import type { Fields } from './row-list.ts'
import { DEFAULT_SETTINGS, type SandboxSettings } from './settings.ts'
import { isListName, LIST_NAMES, type ListName } from './v2-1/endpoints/endpoints.ts'

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
 * `GET /_sandbox` gives `{ now, stats, requests }`, `GET /_sandbox/calls` the calls listed now, oldest first, and
 * `GET /_sandbox/contacts` or another name of `account.lists` the rows of that list.
 * `POST /_sandbox` takes `{ add: [{ call, listedAt? }], edit: [{ call_id, patch, at? }], remove: [{ call_id, at? }],
 * set: { ... }, resetLog: true }`, all optional, and gives what was added. Moments are ms or ISO 8601. With a `list`, an
 * order is about another list: `{ list, row, listedAt? }` adds, `{ list, id, patch, at? }` edits, `{ list, id, at? }` removes.
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
  const list = path.slice(CONTROL_PATH.length + 1)
  if (method === 'GET' && isListName(list)) return ok({ data: sandbox.account.lists[list].visible(now) })
  if (method !== 'POST' || path !== CONTROL_PATH) return { ...refusal(404, 'No such control.'), headers: {} }
  try {
    return ok({ added: obey(sandbox, readObject('body', JSON.parse(body))) })
  } catch (error) {
    return { ...badParameter(error instanceof Error ? error.message : String(error)), headers: {} }
  }
}

const ok = (body: ApiResponse['body']): ApiResponse => ({ status: 200, headers: {}, body })

const obey = (sandbox: Driven, orders: Fields): readonly Fields[] => {
  const { account } = sandbox
  const unknown = Object.keys(orders).find(
    (key) => !['add', 'edit', 'remove', 'set', 'resetLog'].includes(key),
  )
  if (unknown !== undefined) throw new TypeError(`No such order: ${unknown}`)
  const added = readList('add', orders['add']).map(({ list, row, call, listedAt }) => {
    const from = readMoment('listedAt', listedAt)
    if (list === undefined) return account.add(readNewCall(call), from)
    return account.lists[readListName(list)].add(readObject('row', row), from)
  })
  for (const { list, id, call_id, patch, at } of readList('edit', orders['edit'])) {
    const change = [readObject('patch', patch), readMoment('at', at)] as const
    if (list === undefined) account.edit(readText('call_id', call_id), ...change)
    else account.lists[readListName(list)].edit(readNumber('id', id), ...change)
  }
  for (const { list, id, call_id, at } of readList('remove', orders['remove'])) {
    if (list === undefined) account.remove(readText('call_id', call_id), readMoment('at', at))
    else account.lists[readListName(list)].remove(readNumber('id', id), readMoment('at', at))
  }
  if (orders['set'] !== undefined) sandbox.set(readSettings(orders['set']))
  if (orders['resetLog'] === true) sandbox.resetLog()
  return added
}

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

const readNumber = (name: string, value: unknown): number => {
  if (typeof value === 'number') return value
  throw new TypeError(`${name} must be a number`)
}

const readListName = (value: unknown): ListName => {
  if (typeof value === 'string' && isListName(value)) return value
  throw new TypeError(`No such list: ${value}. There are ${LIST_NAMES.join(', ')}.`)
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
