import type { Account } from '../../sandbox/account.ts'
import { DEFAULT_CREDENTIALS, handle } from '../../sandbox/api.ts'
import { createQuota } from '../../sandbox/quota.ts'
import type { Transport } from '../../src/justcall/api/transport.ts'
import type { VirtualClock } from '../../testing/virtual-clock.ts'

/** The smallest published plan, and how long a request takes, half there and half back. */
export const network = { requestsAMinute: 60, connections: 5, milliseconds: [120, 380] } as const

/** The API of the sandbox on a virtual clock, as a transport that counts. */
export interface Api {
  readonly transport: Transport
  readonly count: () => { readonly requests: number; readonly refused: number }
}

export function createApi(account: Account, clock: VirtualClock, random: () => number): Api {
  const { requestsAMinute, connections, milliseconds } = network
  const quota = createQuota({ requestsPerWindow: requestsAMinute, concurrent: connections })
  const authorization = `${DEFAULT_CREDENTIALS.key}:${DEFAULT_CREDENTIALS.secret}`
  let requests = 0
  let refused = 0

  const transport: Transport = {
    async get(path, signal) {
      requests += 1
      const [least, most] = milliseconds
      const leg = () => clock.sleep((least + random() * (most - least)) / 2, signal)
      await leg()
      const now = clock.now()
      const { headers, refusal } = quota.enter(now)
      const url = new URL(path, 'http://sandbox')
      const asked = { method: 'GET', path: url.pathname, query: url.searchParams, headers: { authorization } }
      const { status, body } = refusal ?? handle(account, asked, now)
      if (refusal !== undefined) refused += 1
      try {
        await leg()
      } finally {
        // A reader that does not wait for the answer closes its connection too.
        if (refusal === undefined) quota.leave()
      }
      return {
        status,
        headers: { ...headers, date: new Date(now).toUTCString() },
        body: JSON.stringify(body),
      }
    },
    close: async () => {},
  }
  return { transport, count: () => ({ requests, refused }) }
}
