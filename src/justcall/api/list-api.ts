import type { Anomaly, RowWords, StartField } from '../records/anomalies.ts'
import type { Row } from '../records/row.ts'
import type { DayRange } from '../time/days.ts'

/** An API that lists all rows of a kind, in pages. */
export interface PlainListApi extends RowWords {
  /**
   * @param number of the page, from 1, whatever the API itself counts from.
   * @throws ApiRefusal if the API refuses the request, and whatever the client throws.
   */
  page(number: number): Promise<ListPage>
  /** What a person should know once the read is over, a sentence each. */
  remarks?(): readonly string[]
}

/** An API that lists rows by whole account days, in pages. All that a read knows of an API is here. */
export interface ListApi extends RowWords {
  /**
   * @param number of the page, from 1, whatever the API itself counts from.
   * @throws ApiRefusal if the API refuses the request, and whatever the client throws.
   */
  page(range: DayRange, number: number): Promise<ListPage>
  /** How many rows a page is asked to have. */
  readonly pageSize: number
  /** Whether the last day of a range is included; undefined if only an answer can show it. */
  readonly endIncluded: boolean | undefined
  /** The most days that a range may have; undefined if no limit is known. */
  readonly maxDays: number | undefined
  readonly startField: StartField
  /** What a person should know once the read is over, a sentence each. */
  remarks?(): readonly string[]
}

/**
 * `unlikely` if the page is full and says that none follows; `unknown` if it is full and says nothing of that. Both times only that page
 * itself shows whether it is there.
 */
export type Next = 'yes' | 'no' | 'unlikely' | 'unknown'

/**
 * A page whose rows were made records as soon as it came: while it waits for its turn it holds one text a row instead of
 * twenty values. A row is undefined if it is no object, and so cannot be a record.
 */
export interface ListPage extends Arrival {
  readonly number: number
  readonly rows: readonly (Row | undefined)[]
  /** The anomalies of its rows. */
  readonly anomalies: readonly Anomaly[]
  /** How many pages the range has by this answer; undefined if the API counts neither pages nor rows. */
  readonly totalPages: number | undefined
  /** Whether another page follows. */
  readonly next: Next
  /** How many rows the list or the range has by this answer, if the API reports that. */
  readonly total: number | undefined
}

/** When an answer came, among all the answers of a client, whose order is not that of the requests. */
export interface Arrival {
  /** How many answers there were when the page was requested. */
  readonly requestSeq: number
  /** The answer's own place, from 1. */
  readonly responseSeq: number
  /** By the server's clock as far as that is known, in Unix milliseconds. */
  readonly requestedAt: number
  readonly answeredAt: number
}

/** A 200 that is not the page that was requested: a failed attempt like a 5xx, never an empty page. */
export class NotAPage extends Error {
  /** What the answer itself says, whole, as it came. */
  readonly own: string

  constructor(what: string, own = '', options?: ErrorOptions) {
    super(what, options)
    this.name = 'NotAPage'
    this.own = own
  }
}
