/** One request to the API, as the server saw it. */
export interface RequestLog {
  readonly method: string
  readonly path: string
  readonly query: Readonly<Record<string, string>>
  /** Undefined until answered, and for ever if no status is sent. */
  readonly status: number | undefined
  /** By the server's clock (ms). */
  readonly at: number
  /** Requests in progress when this one began, itself included. */
  readonly concurrent: number
  readonly authorized: boolean
  /** Calls in the answer before any fault. */
  readonly rows: number
  /** The kind of the fault that it met. */
  readonly fault: string | undefined
}

export interface Stats {
  readonly requests: number
  readonly rows: number
  readonly maxConcurrent: number
  readonly byStatus: Readonly<Record<string, number>>
  readonly byFault: Readonly<Record<string, number>>
}

export const statsOf = (requests: readonly RequestLog[]): Stats => ({
  requests: requests.length,
  rows: requests.reduce((sum, { rows }) => sum + rows, 0),
  maxConcurrent: requests.reduce((most, { concurrent }) => Math.max(most, concurrent), 0),
  byStatus: tally(requests.map(({ status }) => String(status ?? 'none'))),
  byFault: tally(requests.flatMap(({ fault }) => (fault === undefined ? [] : [fault]))),
})

const tally = (names: readonly string[]): Readonly<Record<string, number>> => {
  const counts = new Map<string, number>()
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1)
  return Object.fromEntries(counts)
}
