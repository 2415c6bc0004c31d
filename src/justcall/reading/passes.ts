import type { StreamRecord } from '../../airbyte/protocol/messages.ts'
import type { ListPage } from '../api/list-api.ts'
import { mostEmptyPages } from './pages.ts'
import type { SliceReading } from './slice-reading.ts'

/** Each pass over a slice that does not move finds all that is there; more are for slices where calls come and go. */
const mostPasses = 4

/**
 * Reads a slice, whose counted pages were read once, until it is complete, or until two passes in a row show the same. The
 * first page and then the last one are read before the others, since calls arrive there in the usual orders: one request
 * or two are nearly always enough.
 * @param fetch gets a page of the slice by its number.
 */
export async function* readUntilComplete(
  { verification, take, beginPass }: SliceReading,
  fetch: (page: number) => Promise<ListPage>,
): AsyncGenerator<StreamRecord[], void, undefined> {
  for (let pass = 1; pass <= mostPasses; pass += 1) {
    if (pass > 1) {
      beginPass()
      const first = await fetch(1)
      yield take(first)
      if (verification.isComplete(false)) return
      let empty = 0
      for (const number of lastAndOthers(first.totalPages ?? 1)) {
        const page = await fetch(number)
        yield take(page)
        if (verification.isComplete(false)) return
        empty = page.rows.length === 0 ? empty + 1 : 0
        if (empty >= mostEmptyPages) break
      }
    }
    for (let next = verification.nextPage(); next !== undefined; next = verification.nextPage()) {
      yield take(await fetch(next))
      if (verification.isComplete(false)) return
    }
    if (verification.isComplete(true) || verification.isRepeated()) return
  }
}

/** One at a time: a count may be wrong by any number. */
function* lastAndOthers(totalPages: number): Generator<number, void, undefined> {
  if (totalPages > 1) yield totalPages
  for (let number = 2; number < totalPages; number += 1) yield number
}
