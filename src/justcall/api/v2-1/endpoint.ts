import type { DateFields } from './row-time.ts'

/** A list of API v2.1, as requests, rows and messages need it. */
export interface Endpoint {
  /** The stream that is read from it. */
  readonly stream: string
  /** What one of its rows is: "message". */
  readonly noun: string
  /** "/v2.1/texts" */
  readonly path: string
  /** The field that identifies a row: a number. */
  readonly key: string
  /** The most rows that the API gives a page, as it is published. */
  readonly mostRows: number
  /** Parameters of each request, besides dates and pages. */
  readonly parameters?: Readonly<Record<string, string>>
  /** What the account's plan must include besides the API, as a person knows it. */
  readonly feature?: string
  /** What is asked for where the plan does not include all of it. */
  readonly reduced?: {
    /** In addition to the parameters of each request. */
    readonly parameters: Readonly<Record<string, string>>
    /** What the rows then lack, as a person knows it. */
    readonly without: string
  }
}

/** A list that can be asked for by dates. */
export interface DatedEndpoint extends Endpoint {
  readonly dateFields: DateFields
}
