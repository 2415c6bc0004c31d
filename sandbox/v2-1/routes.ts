import type { Account } from '../account.ts'
import type { ApiRequest, Behaviour } from '../api.ts'
import { listAt } from './endpoints/endpoints.ts'
import type { Failure } from './failure.ts'
import { listV21Calls } from './list-calls.ts'
import { listV21Rows } from './list-rows.ts'

type Answer = (account: Account, request: ApiRequest, now: number, behaviour: Behaviour) => Failure

/** What answers at a path of v2.1, if anything does. */
export const v21EndpointAt = (path: string): Answer | undefined => {
  if (path === '/v2.1/calls' || path === '/v2/calls') return listV21Calls
  const name = listAt(path)
  return name && ((...request) => listV21Rows(name, ...request))
}
