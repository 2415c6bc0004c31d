import { type Command, type Cost, run } from './process.ts'

/** What the runs of one command cost, a value a round. */
export interface Series {
  /** Milliseconds. */
  readonly wall: readonly number[]
  /** Milliseconds. */
  readonly cpu: readonly number[]
  /** MiB. */
  readonly peak: readonly number[]
}

/** Runs commands in turn, round after round, so that whatever else the machine does meanwhile strikes all of them alike. */
export async function inTurn<Name extends string>(
  rounds: number,
  commands: Readonly<Record<Name, Command>>,
): Promise<Record<Name, Series>> {
  const names = Object.keys(commands) as Name[]
  const costs = names.map((): Cost[] => [])
  for (let round = 0; round < rounds; round += 1) {
    for (const [place, name] of names.entries()) costs[place]?.push(await run(commands[name]))
  }
  const series = names.map((name, place) => [name, seriesOf(costs[place] ?? [])])
  return Object.fromEntries(series) as Record<Name, Series>
}

const seriesOf = (costs: readonly Cost[]): Series => ({
  wall: costs.map(({ wall }) => wall),
  cpu: costs.map(({ cpu }) => cpu),
  peak: costs.map(({ peak }) => peak),
})
