import { median, type Ratio } from './ratio.ts'

/** A line of the table. */
export interface Result {
  readonly what: string
  /** The connector's value, and what it is compared with. */
  readonly value: string
  readonly beside: string
  /** The two as one number, as it is meant to be read. */
  readonly ratio: Ratio
  /** What is to be reached: at most, or at least, so much. */
  readonly goal?: { readonly most: number } | { readonly least: number }
}

/** A bar of one of the plots. */
export interface Bar {
  readonly plot: PlotName
  readonly name: string
  /** A value a round. */
  readonly values: readonly number[]
  /** It is the connector's own. */
  readonly ours?: boolean
}

export type PlotName = 'start' | 'speed' | 'cpu' | 'memory' | 'workers'

export interface Measured {
  readonly results: readonly Result[]
  readonly bars: readonly Bar[]
}

export const milliseconds = (values: readonly number[]): string => {
  const value = median(values)
  return value < 10_000 ? `${Math.round(value)} ms` : `${(value / 1000).toFixed(1)} s`
}

export const mebibytes = (values: readonly number[]): string => `${Math.round(median(values))} MiB`

export const perSecond = (calls: number, wall: readonly number[]): string =>
  `${counted(Math.round((calls / median(wall)) * 1000))} calls/s`

/** CPU time a call, from milliseconds for all. */
export const perCall = (calls: number, cpu: readonly number[]): string =>
  `${((median(cpu) / calls) * 1000).toFixed(1)} µs`

export const counted = (value: number): string => value.toLocaleString('en')

/** 1 is the goal itself, less is better than it. Undefined if there is no goal, or nothing was measured. */
export function distance({ ratio, goal }: Result): number | undefined {
  if (goal === undefined || Number.isNaN(ratio.median)) return undefined
  return 'most' in goal ? ratio.median / goal.most : goal.least / ratio.median
}
