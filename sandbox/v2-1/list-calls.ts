import type { Account } from '../account.ts'
import type { ApiRequest, Behaviour } from '../api.ts'
import type { CallView } from '../calls.ts'
import { listCalls, shuffleKeys, sign } from '../listing.ts'
import { mix } from '../random.ts'
import type { Fields } from '../row-list.ts'
import { toCallObject } from './call-object.ts'
import { answerPage, orderOf } from './envelope.ts'
import { type Failure, failure } from './failure.ts'
import { readV21Parameters, type V21Parameters } from './parameters.ts'

/** Answers `GET /v2.1/calls`. */
export const listV21Calls = (
  account: Account,
  request: ApiRequest,
  now: number,
  behaviour: Behaviour,
): Failure => {
  const offsetMinutes = account.timeZoneOffsetMinutes
  const parameters = readV21Parameters(request.query, behaviour, { now, offsetMinutes })
  if ('body' in parameters) return parameters
  if (behaviour.refusesAiData && (parameters.aiData || parameters.queueData)) {
    return failure(403, 'Your plan does not include AI or queue data.')
  }
  const { paging, filter } = parameters
  const { serial = 0 } = request
  const query = {
    ...filter,
    sortBy: paging.sort === 'id' ? 'logId' : 'start',
    order: orderOf(paging, behaviour),
  } as const
  return answerPage(request, paging, behaviour, {
    total: 'total_count',
    idOf: ({ call_id }: CallView) => account.logIdOf(call_id),
    rows: (slice) => listCalls(account, now, behaviour, serial, { ...query, ...slice }),
    show: (call, nth) => toRow(account, call, parameters, behaviour, mix(serial) + nth),
  })
}

const toRow = (
  account: Account,
  call: CallView,
  { aiData, queueData }: V21Parameters,
  behaviour: Behaviour,
  key: number,
): Fields => {
  const id = account.logIdOf(call.call_id) ?? 0
  const shown = behaviour.signedLinks ? sign(call, key) : call
  const offsetMinutes = account.timeZoneOffsetMinutes
  const row = toCallObject(shown, { id, offsetMinutes, aiData, queueData }, behaviour)
  return behaviour.shuffleKeys ? shuffleKeys(row, key) : row
}
