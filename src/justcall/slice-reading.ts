import type { StreamRecord } from '../airbyte/messages.ts'
import { endOfDayEverywhere, startOfDayAnywhere } from './api-days.ts'
import { type CallRow, readRow } from './call-row.ts'
import type { FieldType } from './conform.ts'
import { contentHash } from './content-hash.ts'
import type { Oddities } from './oddities.ts'
import type { Page } from './page.ts'
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
  readonly sent: ReadonlySet<string> | undefined
  readonly window: Window
  readonly fields: readonly (readonly [string, FieldType])[]
  readonly oddities: Oddities
  /** Calls that no slice can claim for itself, since their start cannot be read or lies elsewhere; by identity. */
  readonly strays: Map<string, string>
}

/** A slice while it is read: which of its calls were seen, and what of them is still to be sent. */
export interface SliceReading {
  readonly slice: Slice
  readonly verification: Verification
  /** @returns the records of the page's calls that are new or different. */
  take(page: Page): StreamRecord[]
  readonly progress: {
    /** How many pages were read, those of further passes included. */
    readonly pages: number
    /** The highest page number that was read. */
    readonly lastPage: number
    readonly totalPages: number
    /** The last page is as full as the first, and calls are missing: the server may have more pages than it counts. */
    readonly mayHaveMore: boolean
    readonly written: number
    readonly unchanged: number
    /** The latest start among the slice's calls that is neither after the read's start nor outside the slice. */
    readonly latest: number | undefined
  }
}

export function startReading(slice: Slice, selection: Selection): SliceReading {
  const { from, to, now, sent, window, fields, oddities, strays } = selection
  const verification = createVerification()
  /** Content hashes by identity; empty where the content was not hashed. */
  const seen = new Map<string, string>()
  const end = slice.last === undefined ? Number.POSITIVE_INFINITY : endOfDayEverywhere(slice.last)
  const begin = startOfDayAnywhere(slice.first)
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
  const onMismatch = (field: string, found: string, converted: boolean) =>
    oddities.note(
      converted
        ? `The field "${field}" came as ${found} and was converted to its declared type`
        : `The field "${field}" came as ${found}, which its declared type cannot hold, and was set to null`,
    )

  const isNews = (call: CallRow): boolean => {
    const { id, instant } = call
    if (instant !== undefined && (instant < from || (to !== undefined && instant >= to))) return false
    const belongs = instant !== undefined && instant >= begin && instant < end
    const known = seen.get(id) ?? (belongs ? undefined : strays.get(id))
    const covered = window.covers(instant)
    const hashed = covered || sent !== undefined || !!known || !belongs
    const hash = hashed ? contentHash(id, call.data, call.json) : ''
    seen.set(id, hash)
    if (!belongs) strays.set(id, hash)
    if (known === hash || known === '') return false
    if (covered) window.put(id, hash, instant)
    if (belongs && instant <= now && instant > (progress.latest ?? Number.NEGATIVE_INFINITY))
      progress.latest = instant
    if (known !== undefined || sent === undefined || !sent.has(hash)) return true
    progress.unchanged += 1
    return false
  }

  return {
    slice,
    verification,
    progress,
    take(page) {
      progress.pages += 1
      progress.totalPages = page.totalPages
      const ids: string[] = []
      const records: StreamRecord[] = []
      for (const row of page.rows) {
        const call = readRow(row, fields, onMismatch)
        if (call === undefined) {
          oddities.note('A row was no object and could not be made a record')
          ids.push(`\u0000${JSON.stringify(row)}`)
          continue
        }
        if (!call.hasId) oddities.note('A call came without its call_id and was sent as it is')
        ids.push(call.id)
        if (isNews(call)) records.push(call.record)
      }
      verification.observe({ ids, total: page.total, totalPages: page.totalPages })
      if (page.number === 1) fullLength = page.rows.length
      if (page.number >= progress.lastPage) {
        const { reported = 0, seen: distinct } = verification.numbers
        progress.mayHaveMore = fullLength > 0 && page.rows.length >= fullLength && reported > distinct
        progress.lastPage = page.number
      }
      progress.written += records.length
      return records
    },
  }
}
