import { createAccount } from '../sandbox/account.ts'
import type { CallView } from '../sandbox/calls.ts'
import { DAY_MS, dayStart } from '../sandbox/days.ts'

/** What is asked of the call list: days of UTC and a page, the first being 1. */
export interface PageQuery {
  readonly startDate: string | undefined
  readonly endDate: string | undefined
  readonly page: number
  readonly perPage: number
  /** Leaves the end day out: the contract allows both meanings. */
  readonly endExcluded?: boolean
}

/** An account's whole history as bytes that were made before anybody asks. */
export interface RenderedCalls {
  readonly calls: number
  /** The body of a page as parts that follow one another: the calls in it are never copied. */
  page(query: PageQuery): readonly Uint8Array[]
}

export interface HistoryOptions {
  readonly calls: number
  /** Days of UTC, both included. */
  readonly from: string
  readonly to: string
}

/**
 * Renders the sandbox's calls, newest first, as one long text. Calls of any range of days lie side by side in it, so any
 * page is a stretch of it between a few bytes of its own.
 */
export function renderCalls({ calls, from, to }: HistoryOptions): RenderedCalls {
  const account = createAccount({ calls, from, to, shape: 'steady' })
  const now = dayStart(to, 0) + 3 * DAY_MS
  const chunks: Uint8Array[] = []
  const starts = new Float64Array(calls)
  const offsets = new Float64Array(calls + 1)
  let count = 0
  for (let offset = 0; offset < calls; offset += chunk) {
    const list = account.list(now, { offset, limit: chunk })
    const texts = list.calls.map((call) => {
      const text = `${JSON.stringify(asInContract(call))},`
      starts[count] = Date.parse(String(call.started_at))
      offsets[count + 1] = (offsets[count] ?? 0) + Buffer.byteLength(text)
      count += 1
      return text
    })
    chunks.push(Buffer.from(texts.join('')))
  }
  const text = Buffer.concat(chunks)

  return {
    calls: count,
    page({ startDate, endDate, page, perPage, endExcluded = false }) {
      // Newest first: what is to be left out of the end of a range comes before it.
      const low =
        endDate === undefined ? 0 : firstBefore(starts, dayStart(endDate, 0) + (endExcluded ? 0 : DAY_MS))
      const high = startDate === undefined ? count : firstBefore(starts, dayStart(startDate, 0))
      const first = Math.min(high, low + (page - 1) * perPage)
      const last = Math.min(high, first + perPage)
      const total = high - low
      const head = `{"status":"success","count":${total},"data":[`
      const tail = `],"page":${page},"per_page":${perPage},"total_pages":${Math.ceil(total / perPage)}}`
      const comma = last > first ? 1 : 0
      return [
        Buffer.from(head),
        text.subarray(offsets[first] ?? 0, (offsets[last] ?? 0) - comma),
        Buffer.from(tail),
      ]
    },
  }
}

const chunk = 5_000

/** The contract's example is in English; a name or a note in other letters makes room for the example's. */
function asInContract(call: CallView): CallView {
  return {
    ...call,
    agent_name: isAscii(call.agent_name) ? call.agent_name : 'Jordan Lee',
    notes: isAscii(call.notes) ? call.notes : 'Customer asked about upgrading to Business plan.',
    disposition: isAscii(call.disposition) ? call.disposition : 'Interested',
    tags: isAscii(call.tags) ? call.tags : ['upgrade', 'pricing'],
  }
}

const isAscii = (value: unknown): boolean => {
  const text = JSON.stringify(value)
  return text.length === Buffer.byteLength(text)
}

/** The place of the first call that started before an instant, where later calls come first. */
function firstBefore(starts: Float64Array, instant: number): number {
  let low = 0
  let high = starts.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((starts[middle] ?? 0) < instant) high = middle
    else low = middle + 1
  }
  return low
}
