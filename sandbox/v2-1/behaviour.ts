export const APIS = ['v2', 'v2.1'] as const

export type Api = (typeof APIS)[number]

export const PLAN_FEATURES = ['sales_dialer', 'ai', 'ai_review'] as const

/** What not every plan includes. */
export type PlanFeature = (typeof PLAN_FEATURES)[number]

/** What the public facts about v2.1 leave open. Only `api: 'v2.1'` reads these. */
export interface V21Behaviour {
  /** The number of the first page, default 0. With 1, page 0 is refused with 400. */
  readonly firstPage?: 0 | 1
  /** With `firstPage` 1, page 0 is the first page. */
  readonly zeroIsFirst?: boolean
  /** Whether the envelope has `total_count`, default true. */
  readonly totalCount?: boolean
  /** Texts report their total as `total_count`, not `total_texts`, and contacts report theirs. */
  readonly totalCountEverywhere?: boolean
  /** How a link is shown when there is no such page, default ''. `always`: the last page links to a next one. */
  readonly linkAtEnd?: '' | null | 'absent' | 'always'
  /** Links are '' although more pages follow. */
  readonly emptyLinks?: boolean
  /** Links carry only `page` and `per_page`. */
  readonly bareLinks?: boolean
  /** Where links point, as a host or an origin, default the host of the request. */
  readonly linkHost?: string
  /** How a value that a call does not have is shown: null (default), '', or without its key. */
  readonly missing?: null | '' | 'absent'
  /** Hours below ten have one digit: `8:25:43`. */
  readonly unpaddedHours?: boolean
  /** Call types begin with a capital: `Answered`. */
  readonly capitalTypes?: boolean
  /** Default `ignored`. Refused with 400. */
  readonly unknownParameters?: 'ignored' | 'refused'
  /** Filters by direction, type, agent, number and the like are ignored. The range and `across_team` are not. */
  readonly ignoresFilters?: boolean
  /** A `per_page` above the endpoint's maximum is refused with 400. Default: it counts as the maximum. */
  readonly refusesLargePages?: boolean
  /** Each second page has one row less than asked for, which comes first on the next page. */
  readonly shortPages?: boolean
  /** `current_page` is one more than the page's number. */
  readonly wrongCurrentPage?: boolean
  /** An `order` in small letters is refused with 400 where the endpoint wants capitals. */
  readonly refusesLowerCaseOrder?: boolean
  /** The endpoints of these features answer 403. */
  readonly planWithout?: readonly PlanFeature[]
  /** With `pastEnd: 'clamp'`: the last page is shown under the number asked for. */
  readonly clampEcho?: boolean
  /** A request for AI or queue data is refused with 403. */
  readonly refusesAiData?: boolean
  /** A `to_datetime` without a time includes its day. Default: it is the midnight at which the day begins. */
  readonly wholeToDay?: boolean
  /** A range of more days answers 504, and so does one without a start. */
  readonly slowRanges?: number
}
