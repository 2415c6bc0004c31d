import { type Command, type Cost, run } from './process.ts'

/** A command's costs over several runs, each measure by its median. */
export interface Median {
  readonly wall: number
  readonly cpu: number
  readonly peak: number
}

/**
 * Runs commands in turn, round after round, so that whatever else the machine does meanwhile strikes all of them alike.
 * @returns the medians, in the order of the commands.
 */
export async function inTurn(rounds: number, commands: readonly Command[]): Promise<Median[]> {
  const costs = commands.map((): Cost[] => [])
  for (let round = 0; round < rounds; round += 1) {
    for (const [place, command] of commands.entries()) costs[place]?.push(await run(command))
  }
  return costs.map((each) => ({
    wall: median(each.map(({ wall }) => wall)),
    cpu: median(each.map(({ cpu }) => cpu ?? Number.NaN)),
    peak: median(each.map(({ peak }) => peak ?? Number.NaN)),
  }))
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  const upper = sorted[middle] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2
}
