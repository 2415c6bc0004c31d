/** A ratio of what was measured in the same rounds: its median, and between which bounds it was. */
export interface Ratio {
  readonly median: number
  readonly least: number
  readonly most: number
}

/**
 * The ratios round by round: what the machine does besides strikes both sides of a round alike, and goes out of a ratio that
 * is taken within it.
 */
export function ratio(over: readonly number[], under: readonly number[]): Ratio {
  const ratios = over.map((value, round) => value / (under[round] ?? Number.NaN))
  return { median: median(ratios), least: Math.min(...ratios), most: Math.max(...ratios) }
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  const upper = sorted[middle] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2
}
