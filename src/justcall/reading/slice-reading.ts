import type { StreamRecord } from '../../airbyte/protocol/messages.ts'
import type { Arrival, ListPage } from '../api/list-api.ts'
import type { AnomalyReport } from '../records/anomalies.ts'
import type { Row } from '../records/row.ts'
import { earliestDay, endOfDayEverywhere, startOfDayAnywhere } from '../time/days.ts'
import { parseInstant } from '../time/instants.ts'
import { hashOfText, type SeenRows } from './seen-rows.ts'
import type { Slice } from './slices.ts'
import { createVerification, type Verification } from './verification.ts'
import { createVersions } from './versions.ts'
import type { Window } from './window.ts'

/** What decides which calls of a read are sent; the same for all of its slices. */
export interface Selection {
  /** The first instant whose calls are wanted. */
  readonly from: number
  /** The first instant whose calls are not wanted any more. */
  readonly to: number | undefined
  /** The read's own start: later calls do not move the cursor. */
  readonly now: number
  /** What the API lists of the time before this instant, it has listed for good. */
  readonly settledBefore: number
  /** Calls that the sync before has sent as they are. */
  readonly sent: ((hash: string) => boolean) | undefined
  readonly window: Window
  readonly anomalies: AnomalyReport
}

/** A slice while it is read: which of its calls were seen, and what of them is still to be sent. */
export interface SliceReading {
  readonly slice: Slice
  readonly verification: Verification
  /** @returns the records of the page's calls that are new or different. */
  take(page: ListPage): StreamRecord[]
  beginPass(): void
  /** All its pages were read. */
  end(): void
  readonly progress: Readonly<Progress>
}

interface Progress {
  /** How many pages were read, those of further passes included. */
  pages: number
  written: number
  unchanged: number
  /** The latest start among the slice's calls that is neither after the read's start nor outside the slice. */
  latest: number | undefined
  /** The same of those before `settledBefore`. */
  latestSettled: number | undefined
}

export function startReading(slice: Slice, selection: Selection): SliceReading {
  const { from, to, now, settledBefore, sent, window, anomalies } = selection
  const verification = createVerification()
  /** Calls may still arrive while it is read. */
  const isOpen = slice.last === undefined || slice.last >= earliestDay(now)
  const seen = window.open()
  const elsewhere = window.elsewhere()
  const versions = createVersions()
  const end = slice.last === undefined ? Number.POSITIVE_INFINITY : endOfDayEverywhere(slice.last)
  const begin = startOfDayAnywhere(slice.first)
  const progress: Progress = {
    pages: 0,
    written: 0,
    unchanged: 0,
    latest: undefined,
    latestSettled: undefined,
  }
  let lastPage = 0

  const advance = (instant: number | undefined) => {
    if (instant === undefined || instant < begin || instant >= end || instant > now) return
    if (instant > (progress.latest ?? Number.NEGATIVE_INFINITY)) progress.latest = instant
    if (instant < settledBefore && instant > (progress.latestSettled ?? Number.NEGATIVE_INFINITY))
      progress.latestSettled = instant
  }
  const isNewOrChanged = (call: Row, { responseSeq }: Arrival): boolean => {
    const { id, instant, json } = call
    if (instant !== undefined && (instant < from || (to !== undefined && instant >= to))) return false
    const belongs = instant !== undefined && instant >= begin && instant < end
    const store = seen.has(id) ? seen : newestOf(elsewhere, id)
    // Pages are taken in their order, but answered in any: what an earlier answer says is older than what was sent.
    if (store !== undefined && responseSeq < store.answeredAt(id)) {
      advance(store.startOf(id))
      return false
    }
    advance(instant)
    const hash = store !== undefined || sent !== undefined || !belongs ? hashOfText(id, json) : undefined
    const latest = store?.hashOf(id)
    if (store !== undefined && hash === latest) {
      versions.see(id, hash)
      store.confirm(id, responseSeq)
      return false
    }
    const isNewVersion = latest === undefined || hash === undefined || versions.add(id, hash, latest)
    if (!isNewVersion) {
      store?.confirm(id, responseSeq)
      return false
    }
    seen.put(call, responseSeq, hash)
    if (!belongs || window.isUnplaced(id)) window.putUnplaced(call, responseSeq, hash)
    // A version that the sync before has sent is sent again only behind another one that this read has sent.
    const wasSent = (version: string | undefined) => version !== undefined && sent?.(version) === true
    if (!wasSent(hash) || (latest !== undefined && !wasSent(latest))) return true
    progress.unchanged += 1
    return false
  }

  return {
    slice,
    verification,
    progress,
    beginPass() {
      versions.beginPass()
      verification.beginPass()
    },
    end() {
      for (const [id, hashes] of versions.lasting((id) => seen.hashOf(id))) seen.keep(id, hashes)
    },
    take({ rows, anomalies: found, ...answer }) {
      progress.pages += 1
      const ids: string[] = []
      const endings: (number | undefined)[] = []
      const records: StreamRecord[] = []
      // Count anomalies in the first pass only.
      if (answer.number > lastPage) for (const anomaly of found) anomalies.note(anomaly)
      lastPage = Math.max(lastPage, answer.number)
      rows.forEach((call, place) => {
        ids.push(call?.id ?? `\u0000${answer.number}.${place}`)
        if (call === undefined) return
        if (isOpen) endings[place] = endOf(call, answer.answeredAt)
        if (!call.isExcluded && isNewOrChanged(call, answer)) records.push(call)
      })
      // The rows do not go along: what is observed is held until the slice is over.
      verification.observe({ ...answer, ids, endings })
      progress.written += records.length
      return records
    },
  }
}

const endOf = ({ endedAt, instant }: Row, answeredAt: number): number | undefined =>
  typeof endedAt === 'number' ? Math.min(endedAt, answeredAt) : (parseInstant(endedAt) ?? instant)

/** Of the places that have seen a call, the one that saw it last. */
function newestOf(stores: readonly SeenRows[], id: string): SeenRows | undefined {
  let newest: SeenRows | undefined
  for (const store of stores) if (store.answeredAt(id) > (newest?.answeredAt(id) ?? -1)) newest = store
  return newest
}
