import type { StreamRecord } from '../airbyte/messages.ts'
import { earliestDay, endOfDayEverywhere, startOfDayAnywhere } from './api-days.ts'
import type { CallPage } from './call-page.ts'
import type { CallRow } from './call-row.ts'
import { parseInstant } from './instants.ts'
import type { Oddities } from './oddities.ts'
import type { Arrival } from './page.ts'
import { hashOfText } from './seen-calls.ts'
import type { Slice } from './slices.ts'
import { createVerification, type Verification } from './verification.ts'
import type { Window } from './window.ts'

/** What decides which calls of a read are sent; the same for all of its slices. */
export interface Selection {
  /** The first instant whose calls are wanted. */
  readonly from: number
  /** The first instant whose calls are not wanted any more. */
  readonly to: number | undefined
  /** The read's own start: later calls do not move the cursor. */
  readonly now: number
  /** Calls that the sync before has sent as they are. */
  readonly sent: ((hash: string) => boolean) | undefined
  readonly window: Window
  readonly oddities: Oddities
}

/** A slice while it is read: which of its calls were seen, and what of them is still to be sent. */
export interface SliceReading {
  readonly slice: Slice
  readonly verification: Verification
  /** @returns the records of the page's calls that are new or different. */
  take(page: CallPage): StreamRecord[]
  /** The slice is left amid, and will be read in smaller ones: its calls must not be sent twice. */
  leave(): void
  readonly progress: {
    /** How many pages were read, those of further passes included. */
    readonly pages: number
    /** The highest page number that was read. */
    readonly lastPage: number
    /** How many pages there are, by what the server told last, and by those that it gave and did not count. */
    readonly totalPages: number
    /** The last page is as full as the first, and calls are missing: the server may have more pages than it counts. */
    readonly mayHaveMore: boolean
    readonly written: number
    readonly unchanged: number
    /** The latest start among the slice's calls that is neither after the read's start nor outside the slice. */
    readonly latest: number | undefined
  }
}

/** @param mayShowNextDay its pages may show calls of the day after it, which the next slice shows too. */
export function startReading(slice: Slice, selection: Selection, mayShowNextDay = false): SliceReading {
  const { from, to, now, sent, window, oddities } = selection
  const verification = createVerification()
  /** Calls may still arrive while it is read. */
  const isOpen = slice.last === undefined || slice.last >= earliestDay(now)
  const seen = window.open()
  const { anywhere } = window
  const end = slice.last === undefined ? Number.POSITIVE_INFINITY : endOfDayEverywhere(slice.last)
  const begin = startOfDayAnywhere(slice.first)
  const shared =
    mayShowNextDay && slice.last !== undefined ? startOfDayAnywhere(slice.last + 1) : Number.POSITIVE_INFINITY
  const progress = {
    pages: 0,
    lastPage: 0,
    totalPages: 0,
    mayHaveMore: false,
    written: 0,
    unchanged: 0,
    latest: undefined as number | undefined,
  }
  let fullLength = 0
  /** The last page that showed calls and was not counted. */
  let uncounted = 0
  /** The hashes of versions that were followed by another one. */
  const outdated = new Set<string | undefined>()
  /** What an answer shows of a known call, beside the version that was seen last. */
  const compare = (
    id: string,
    hash: string | undefined,
    { answered, askedAfter }: Arrival,
  ): 'older' | 'same' | 'newer' => {
    const shownBy = Math.max(seen.answeredAt(id), anywhere.answeredAt(id))
    // Pages are taken in their order, but answered in any: what an earlier answer says is older than what was sent.
    if (answered < shownBy) return 'older'
    const latest = seen.hashOf(id) ?? anywhere.hashOf(id)
    if (hash === latest) {
      seen.confirm(id, answered)
      anywhere.confirm(id, answered)
      return 'same'
    }
    // The answer was under way when the one with the latest version came, and may have been made before that one.
    if (outdated.has(hash) && askedAfter < shownBy) return 'older'
    outdated.add(latest)
    return 'newer'
  }
  const isNews = (call: CallRow, arrival: Arrival): boolean => {
    const { id, instant, json } = call
    if (instant !== undefined && (instant < from || (to !== undefined && instant >= to))) return false
    const belongs = instant !== undefined && instant >= begin && instant < end
    const isShared = !belongs || instant >= shared
    const isKnown = seen.has(id) || anywhere.has(id)
    const hash = isKnown || sent !== undefined || isShared ? hashOfText(id, json) : undefined
    const version = isKnown ? compare(id, hash, arrival) : 'newer'
    if (version === 'older') return false
    // Another slice may have sent it, and could not tell that its start is sound.
    if (belongs && instant <= now && instant > (progress.latest ?? Number.NEGATIVE_INFINITY))
      progress.latest = instant
    if (version === 'same') return false
    seen.put(call, arrival.answered, hash)
    // Its start cannot be read, or lies outside of the slice or at its seam: another slice may list it too.
    if (isShared || anywhere.has(id)) anywhere.put(call, arrival.answered, hash)
    if (isKnown || hash === undefined || sent?.(hash) !== true) return true
    progress.unchanged += 1
    return false
  }

  return {
    slice,
    verification,
    progress,
    leave() {
      for (const [id, instant] of seen.starts()) {
        anywhere.put({ id, instant, json: '' }, seen.answeredAt(id), seen.hashOf(id))
      }
    },
    take({ rows, oddities: odd, ...answer }) {
      progress.pages += 1
      const ids: string[] = []
      const moments: (number | undefined)[] = []
      const records: StreamRecord[] = []
      // At each pass anew would be too much.
      if (answer.number > progress.lastPage) for (const oddity of odd) oddities.note(oddity)
      rows.forEach((call, place) => {
        ids.push(call?.id ?? `\u0000${answer.number}.${place}`)
        if (call === undefined) return
        if (isOpen) moments[place] = parseInstant(call.endedAt) ?? call.instant
        if (isNews(call, answer)) records.push(call)
      })
      const { seen: before } = verification.numbers
      // The rows do not go along: what is observed is held until the slice is over.
      verification.observe({ ...answer, ids, moments })
      const { reported = 0, seen: distinct } = verification.numbers
      if (answer.number === 1) fullLength = rows.length
      if (answer.number > answer.totalPages && distinct > before)
        uncounted = Math.max(uncounted, answer.number)
      progress.totalPages = Math.max(answer.totalPages, uncounted)
      if (answer.number >= progress.lastPage) {
        const isFull = fullLength > 0 && rows.length >= fullLength
        progress.mayHaveMore = isFull && distinct > before && reported > distinct
        progress.lastPage = answer.number
      }
      progress.written += records.length
      return records
    },
  }
}
