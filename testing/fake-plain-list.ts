import type { Statistics } from '../src/justcall/api/attempt.ts'
import { ApiRefusal } from '../src/justcall/api/failures.ts'
import type { ListPage, PlainListApi } from '../src/justcall/api/list-api.ts'
import { rowShape } from '../src/justcall/api/v2-1/row-shape.ts'
import type { Anomaly } from '../src/justcall/records/anomalies.ts'
import { readRow } from '../src/justcall/records/row.ts'
import { noon } from './context.ts'

/** Rows in memory that are listed whole, as an API lists them, without a network. */
export interface FakePlainList {
  readonly api: PlainListApi
  readonly statistics: Statistics
  /** In the order in which they are listed; a test may change them during a read. */
  rows: unknown[]
  /** The numbers of the pages that were requested, in order. */
  readonly asked: number[]
}

export interface FakePlainListOptions {
  readonly rows?: readonly unknown[]
  readonly pageSize?: number
  /** Whether answers report how many rows there are, and so how many pages. */
  readonly isCounted?: boolean
  readonly pastEnd?: 'empty' | 'last' | 400 | 404
  /** Called before the nth answer (from 1), for the page of this number. */
  readonly before?: (answer: number, page: number) => unknown
  /** How many turns of the event loop the nth request (from 1) waits for its answer. */
  readonly turns?: (request: number) => number
  /** What an answer says otherwise. */
  readonly answer?: (page: FakePlainPage) => Partial<FakePlainPage>
  readonly remarks?: readonly string[]
}

/** A page as the API answers it: its rows as they are in JSON. */
export interface FakePlainPage extends Omit<ListPage, 'rows' | 'anomalies'> {
  readonly rows: readonly unknown[]
}

const shape = rowShape({ key: 'id' }, [])

/** Rows with the identifiers from one to another, both included. */
export const rowsFrom = (first: number, last: number): { readonly id: number }[] =>
  Array.from({ length: last - first + 1 }, (_, nth) => ({ id: first + nth }))

export function createFakePlainList(options: FakePlainListOptions = {}): FakePlainList {
  const { pageSize = 2, isCounted = true, pastEnd = 'empty', remarks = [] } = options
  const { before = () => {}, turns = () => 1, answer = () => ({}) } = options
  let answers = 0

  const fetch = async (number: number): Promise<FakePlainPage> => {
    const requestSeq = answers
    fake.asked.push(number)
    fake.statistics.requests += 1
    for (let turn = turns(fake.asked.length); turn > 0; turn -= 1) await new Promise(setImmediate)
    answers += 1
    before(answers, number)
    const { rows } = fake
    const pages = Math.ceil(rows.length / pageSize)
    const isPast = number > Math.max(1, pages)
    if (isPast && typeof pastEnd === 'number') throw new ApiRefusal(pastEnd, 'no such page', 'here')
    const shown = isPast && pastEnd === 'last' ? pages : number
    return {
      number,
      rows: rows.slice((shown - 1) * pageSize, shown * pageSize),
      total: isCounted ? rows.length : undefined,
      totalPages: isCounted ? pages : undefined,
      next: number < pages ? 'yes' : 'no',
      requestSeq,
      responseSeq: answers,
      requestedAt: noon,
      answeredAt: noon,
    }
  }
  const fake: FakePlainList = {
    api: {
      noun: 'user',
      remarks: () => remarks,
      async page(number) {
        const plain = await fetch(number)
        const { rows, ...rest } = { ...plain, ...answer(plain) }
        const anomalies: Anomaly[] = []
        return {
          ...rest,
          rows: rows.map((row) => readRow(row, shape, (it) => anomalies.push(it))),
          anomalies,
        }
      },
    },
    statistics: { requests: 0, retries: 0, refusals: 0 },
    rows: [...(options.rows ?? [])],
    asked: [],
  }
  return fake
}
