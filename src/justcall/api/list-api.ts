import type { Anomaly } from '../records/anomalies.ts'
import type { CallRow } from '../records/call-row.ts'
import type { DayRange } from '../time/days.ts'
import type { Page } from './v2/page.ts'

/**
 * A page whose rows were made records as soon as it came: while it waits for its turn it holds one text a call instead of
 * twenty values. A row is undefined if it is no object, and so cannot be a record.
 */
export type CallPage = Page<CallRow | undefined> & {
  /** The anomalies of its rows. */
  readonly oddities: readonly Anomaly[]
}

/** An API that lists calls by whole account days, in pages. All that a read knows of the API is here. */
export interface ListApi {
  /**
   * @param page from 1.
   * @throws ApiRefusal if the API refuses the request, and whatever the client throws.
   */
  page(range: DayRange, page: number): Promise<CallPage>
  /** How many rows a page was asked to have. */
  readonly pageSize: number
  /** Whether the last day of a range is included; undefined if the contract leaves that open. */
  readonly endIncluded: boolean | undefined
}
