import type { Account } from '../sandbox/account.ts'
import type { CallView } from '../sandbox/calls.ts'
import type { V21Behaviour } from '../sandbox/v2-1/behaviour.ts'
import { toCallObject } from '../sandbox/v2-1/call-object.ts'
import type { JsonObject } from '../src/airbyte/protocol/messages.ts'
import { parseInstant } from '../src/justcall/time/instants.ts'

/** How a version of the API shows the account's calls. */
export interface Form {
  readonly version: 'v2' | 'v2.1'
  readonly cursorField: 'started_at' | 'call_date'
  /** The call as the API gives it. */
  present(call: CallView): JsonObject
  id(call: JsonObject): string
  /** Unix milliseconds. */
  start(call: JsonObject): number | undefined
  /** The identifiers in an answer's text. */
  idsIn(text: string): string[]
}

export function createForm(version: Form['version'], account: Account, behaviour: V21Behaviour): Form {
  if (version === 'v2') {
    return {
      version,
      cursorField: 'started_at',
      present: (call) => call,
      id: (call) => String(call['call_id']),
      start: (call) => parseInstant(call['started_at']),
      idsIn: (text) => [...text.matchAll(/"call_id" ?: ?"([^"]+)"/g)].map(([, id = '']) => id),
    }
  }
  return {
    version,
    cursorField: 'call_date',
    present(call) {
      const id = account.logIdOf(call.call_id) ?? 0
      const offsetMinutes = account.timeZoneOffsetMinutes
      return toCallObject(call, { id, offsetMinutes, aiData: false, queueData: false }, behaviour)
    },
    id: (call) => String(call['id']),
    start: ({ call_date: date, call_time: time }) =>
      parseInstant(`${String(date)}T${String(time).padStart(8, '0')}Z`),
    idsIn: (text) => [...text.matchAll(/"id" ?: ?(\d+)/g)].map(([, id = '']) => id),
  }
}
