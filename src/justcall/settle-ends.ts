import { isAboutRange } from './api-error.ts'
import type { CallPage, CallPages } from './call-page.ts'
import type { PageQueries } from './page-queries.ts'
import type { Sample, Slice } from './slices.ts'

/**
 * Finds out how an end is meant before a slice that shows a call is given: were it learnt later, the slice would have to be
 * given once more, and its calls would come twice. It may stay unsettled, if the API refuses what would tell.
 * @param seen some calls of the slice, as its first page showed them.
 * @returns whether an end is meant otherwise than it was asked for.
 * @throws whatever the client throws but what is about the range.
 */
export async function settleEnds(
  slice: Slice,
  seen: Sample | undefined,
  { pages, queries, now }: { readonly pages: CallPages; readonly queries: PageQueries; readonly now: number },
): Promise<boolean> {
  const look = async (range: Slice) => sampleOf(await pages.fetch(queries.of(range, 1)), now)
  /** An empty slice may only seem to be: its last day may have been left out. */
  const lookAtEnd = async () =>
    slice.last === undefined ? undefined : await look({ first: slice.last, last: slice.last + 1 })
  try {
    let sample = seen ?? (await lookAtEnd())
    while (sample !== undefined && !queries.settled) {
      if (await queries.settle(pages, sample)) return true
      // The call that was looked for is gone meanwhile.
      if (!queries.settled) sample = (await look(slice)) ?? (await lookAtEnd())
    }
    return false
  } catch (error) {
    if (!isAboutRange(error)) throw error
    return false
  }
}

/** Between which instants a page's calls lie, those of the future aside. */
export function sampleOf(page: CallPage, now: number): Sample | undefined {
  const instants = page.rows
    .map((row) => row?.instant)
    .filter((instant) => instant !== undefined)
    .filter((instant) => instant <= now)
  if (instants.length === 0) return undefined
  return { earliest: Math.min(...instants), latest: Math.max(...instants), calls: instants.length }
}
