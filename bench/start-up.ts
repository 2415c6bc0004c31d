import { configFile, connector, node } from './connector.ts'
import { ratio } from './ratio.ts'
import { type Measured, milliseconds, type Result } from './result.ts'
import { inTurn } from './rounds.ts'
import type { Served } from './served.ts'

/** How long a command takes that hardly does anything, beside an empty program. */
export async function measureStartUp(served: Served, rounds: number): Promise<Measured> {
  const config = configFile(served)
  const walls = await inTurn(rounds, {
    empty: node('--eval', ''),
    spec: connector('spec'),
    discover: connector('discover', '--config', config),
    check: connector('check', '--config', config),
  })
  const names = ['spec', 'discover', 'check'] as const
  return {
    results: names.map(
      (name): Result => ({
        what: `\`${name}\`, wall`,
        value: milliseconds(walls[name].wall),
        beside: `${milliseconds(walls.empty.wall)} for an empty Node program`,
        ratio: ratio(walls[name].wall, walls.empty.wall),
        goal: { most: name === 'spec' ? 2 : 5 },
      }),
    ),
    bars: [
      { plot: 'start', name: 'empty Node program', values: walls.empty.wall },
      ...names.map((name) => ({ plot: 'start' as const, name, values: walls[name].wall, ours: true })),
    ],
  }
}
