import { createAccount } from '../sandbox/account.ts'
import type { CallView } from '../sandbox/calls.ts'
import { DAY_MS, dayStart } from '../sandbox/days.ts'
import { toCallObject } from '../sandbox/v2-1/call-object.ts'

/** Which version of the API is served. */
export type Version = 'v2' | 'v2.1'

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
  /** Default `v2`. */
  readonly version?: Version
}

/**
 * Renders the sandbox's calls, newest first, or in v2.1 oldest first, as one long text. Calls of any range of days lie side by side in it,
 * so any page is a stretch of it between a few bytes of its own.
 */
export function renderCalls({ calls, from, to, version = 'v2' }: HistoryOptions): RenderedCalls {
  const form = forms[version]
  const account = createAccount({ calls, from, to, shape: 'steady' })
  const now = dayStart(to, 0) + 3 * DAY_MS
  const chunks: Uint8Array[] = []
  const starts = new Float64Array(calls)
  const offsets = new Float64Array(calls + 1)
  let count = 0
  for (let offset = 0; offset < calls; offset += chunk) {
    const list = account.list(now, { offset, limit: chunk, order: form.order })
    const texts = list.calls.map((call) => {
      const text = `${JSON.stringify(form.row(asInContract(call), firstId + count))},`
      starts[count] = Date.parse(String(call.started_at)) * form.sign
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
      const begin = startDate === undefined ? undefined : dayStart(startDate, 0)
      const end = endDate === undefined ? undefined : dayStart(endDate, 0) + (endExcluded ? 0 : DAY_MS)
      const [low, high] = form.bounds(starts, begin, end)
      const first = Math.min(high, low + (page - 1) * perPage)
      const last = Math.min(high, first + perPage)
      const total = high - low
      const [head, tail] = form.envelope({ total, rows: last - first, page, perPage })
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
/** Identifiers of v2.1 have nine digits. */
const firstId = 394_000_000

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

interface Numbers {
  readonly total: number
  readonly rows: number
  readonly page: number
  readonly perPage: number
}

/** How each version writes calls and pages. `sign` makes the starts fall from one call to the next. */
const forms = {
  v2: {
    order: 'newest',
    sign: 1,
    row: (call: CallView, _id: number): unknown => call,
    // Newest first: what is to be left out of the end of a range comes before it.
    bounds: (starts: Float64Array, begin: number | undefined, end: number | undefined) =>
      [
        end === undefined ? 0 : firstBefore(starts, end),
        begin === undefined ? starts.length : firstBefore(starts, begin),
      ] as const,
    envelope: ({ total, page, perPage }: Numbers): readonly [string, string] => [
      `{"status":"success","count":${total},"data":[`,
      `],"page":${page},"per_page":${perPage},"total_pages":${Math.ceil(total / perPage)}}`,
    ],
  },
  'v2.1': {
    order: 'oldest',
    sign: -1,
    row: (call: CallView, id: number): unknown =>
      toCallObject(call, { id, offsetMinutes: 0, aiData: false, queueData: false }, {}),
    bounds: (starts: Float64Array, begin: number | undefined, end: number | undefined) =>
      [
        begin === undefined ? 0 : firstBefore(starts, 1 - begin),
        end === undefined ? starts.length : firstBefore(starts, 1 - end),
      ] as const,
    envelope: ({ total, rows, page, perPage }: Numbers): readonly [string, string] => [
      `{"status":"success","count":${rows},"total_count":${total},"current_page":${page - 1},"per_page":${perPage},"next_page_link":"${page * perPage < total ? `https://api.justcall.io/v2.1/calls?page=${page}` : ''}","data":[`,
      ']}',
    ],
  },
} as const

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
