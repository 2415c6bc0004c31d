/** A line of the table. */
export interface Result {
  readonly what: string
  /** The connector's value, and what it is compared with. */
  readonly value: string
  readonly beside: string
  /** The ratio of the two as it is meant to be read; undefined if the value speaks for itself. */
  readonly ratio: number | undefined
  /** What is to be reached: at most, or at least, so much. */
  readonly goal?: { readonly most: number } | { readonly least: number }
}

/** A bar of one of the plots. */
export interface Bar {
  readonly plot: Plot
  readonly name: string
  readonly value: number
  /** It is the connector's own. */
  readonly ours?: boolean
}

export type Plot = 'start' | 'speed' | 'cpu' | 'memory' | 'workers'

export interface Measured {
  readonly results: readonly Result[]
  readonly bars: readonly Bar[]
}

export const milliseconds = (value: number): string =>
  value < 10_000 ? `${Math.round(value)} ms` : `${(value / 1000).toFixed(1)} s`

export const mebibytes = (value: number): string => `${Math.round(value)} MiB`

export const perSecond = (calls: number, wall: number): string =>
  `${Math.round((calls / wall) * 1000).toLocaleString('en')} calls/s`

export function reached({ ratio, goal }: Result): string {
  if (goal === undefined || ratio === undefined || Number.isNaN(ratio)) return ''
  const isReached = 'most' in goal ? ratio <= goal.most : ratio >= goal.least
  const text = 'most' in goal ? `≤ ${goal.most}` : `≥ ${goal.least}`
  return `${text} ${isReached ? '✓' : '✗'}`
}
