import { configFile, connector, connectorAsImage, node } from './connector.ts'
import { imageFlags } from './entry-point.ts'
import { ratio } from './ratio.ts'
import { type Measured, milliseconds, type Result } from './result.ts'
import { inTurn } from './rounds.ts'
import type { Served } from './served.ts'

/** How long a command takes that hardly does anything, beside an empty program. */
export async function measureStartUp(served: Served, rounds: number): Promise<Measured> {
  const plain = await measured('', connector, served, rounds)
  if (imageFlags().length === 0) return plain
  const flagged = await measured(', as the image starts it', connectorAsImage, served, rounds)
  return { results: [...plain.results, ...flagged.results], bars: [...plain.bars, ...flagged.bars.slice(1)] }
}

async function measured(
  how: string,
  start: typeof connector,
  served: Served,
  rounds: number,
): Promise<Measured> {
  const config = configFile(served)
  const walls = await inTurn(rounds, {
    empty: node('--eval', ''),
    spec: start('spec'),
    discover: start('discover', '--config', config),
    check: start('check', '--config', config),
  })
  const names = ['spec', 'discover', 'check'] as const
  return {
    results: names.map(
      (name): Result => ({
        what: `\`${name}\`, wall${how}`,
        value: milliseconds(walls[name].wall),
        beside: `${milliseconds(walls.empty.wall)} for an empty Node program`,
        ratio: ratio(walls[name].wall, walls.empty.wall),
        goal: { most: name === 'spec' ? 2 : 5 },
      }),
    ),
    bars: [
      { plot: 'start', name: 'empty Node program', values: walls.empty.wall },
      ...names.map((name) => ({
        plot: 'start' as const,
        name: `${name}${how}`,
        values: walls[name].wall,
        ours: true,
      })),
    ],
  }
}
