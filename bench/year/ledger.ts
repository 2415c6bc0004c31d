import type { CallView } from '../../sandbox/calls.ts'

/** What was sent so far: each call as it was sent last. */
export interface Ledger {
  /** @throws Error if a call is the same as when it was sent last. */
  take(records: readonly string[]): { readonly added: number; readonly changed: number }
  /** @throws Error if a call that is listed was not sent, or not as it is now. */
  holdAgainst(calls: readonly CallView[]): void
}

export function createLedger(): Ledger {
  const sent = new Map<string, string>()
  return {
    take(records) {
      let added = 0
      for (const record of records) {
        const { call_id: id } = JSON.parse(record)
        if (sent.get(id) === record) throw new Error(`${id} was sent again, unchanged`)
        if (!sent.has(id)) added += 1
        sent.set(id, record)
      }
      return { added, changed: records.length - added }
    },
    holdAgainst(calls) {
      for (const call of calls) {
        if (sent.get(call.call_id) !== JSON.stringify(call))
          throw new Error(
            `${call.call_id} is ${JSON.stringify(call)}, and was sent as ${sent.get(call.call_id)}`,
          )
      }
    },
  }
}
