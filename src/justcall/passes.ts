import type { StreamRecord } from '../airbyte/messages.ts'
import { orderedWindow } from '../airbyte/ordered-window.ts'
import type { CallPage } from './call-page.ts'
import { TooDeep } from './slice-pages.ts'
import type { SliceReading } from './slice-reading.ts'

/**
 * Reads a slice on until all that is listed was seen: once more side by side, then page after page, unless the second pass
 * has shown just what the first one did, each call once. More passes follow while calls are missing, the total stays, and the
 * rows do not: no call comes or goes then, but the server lists in another order each time. A pass ends as soon as nothing is
 * missing. The first page and then the last are read before the others, since that is where calls arrive in the usual orders,
 * so that one request or two are nearly always enough.
 * @param fetch gets a page of the slice by its number.
 */
export async function* verify(
  reading: SliceReading,
  fetch: (page: number) => Promise<CallPage>,
  workers: number,
): AsyncGenerator<StreamRecord[], void, undefined> {
  const { verification, progress } = reading
  yield* readOn(reading, fetch)
  if (verification.verified(true)) return

  verification.beginPass()
  yield reading.take(await fetch(1))
  if (verification.verified(progress.totalPages <= 1)) return
  const others = [progress.totalPages, ...numbers(2, progress.totalPages - 1)].filter((page) => page > 1)
  const tasks = others.map((page) => () => fetch(page))
  for await (const page of orderedWindow(inTurn(tasks), () => workers)) {
    yield reading.take(page)
    if (verification.verified(false)) return
  }
  yield* readOn(reading, fetch)
  if (verification.verified(true)) return

  for (let pass = 3; pass <= mostPasses; pass += 1) {
    // Two passes may be alike by chance, where calls come in another order each time; but some come twice then.
    if (verification.isStable && (pass > 3 || !verification.hasRepeats)) return
    const { reported } = verification.numbers
    verification.beginPass()
    for (let page = 1; page <= Math.max(1, progress.totalPages); page += 1) {
      yield reading.take(await fetch(page))
      if (verification.verified(page >= progress.totalPages)) return
    }
    yield* readOn(reading, fetch)
    const now = verification.numbers
    if (verification.verified(true) || reported === undefined) return
    if (now.reported !== reported || now.seen >= reported) return
  }
}

/** In an order that is drawn anew for each page, each pass finds two thirds of what is missing. */
const mostPasses = 20

/** The pages that were not there yet when the pass began, and those that a server has but does not count. */
async function* readOn(
  reading: SliceReading,
  fetch: (page: number) => Promise<CallPage>,
): AsyncGenerator<StreamRecord[], void, undefined> {
  const { progress, verification } = reading
  while (!verification.verified(false) && (progress.lastPage < progress.totalPages || progress.mayHaveMore)) {
    const next = progress.lastPage + 1
    const page = await fetch(next).catch((error: unknown) => {
      // A page that the server does not count may well be one that it does not give.
      if (next > progress.totalPages && error instanceof TooDeep) return undefined
      throw error
    })
    if (page === undefined) return
    yield reading.take(page)
  }
}

const numbers = (from: number, to: number) =>
  Array.from({ length: Math.max(0, to - from + 1) }, (_, n) => from + n)

async function* inTurn<T>(items: readonly T[]): AsyncGenerator<T, void, undefined> {
  yield* items
}
