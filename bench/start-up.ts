import { configFile, connector, node } from './connector.ts'
import { type Measured, milliseconds, type Result } from './result.ts'
import { inTurn } from './rounds.ts'
import type { Served } from './served.ts'

/** How long a command takes that hardly does anything, beside an empty program. */
export async function measureStartUp(served: Served, rounds: number): Promise<Measured> {
  const config = configFile(served.url)
  const names = ['spec', 'discover', 'check'] as const
  const [empty, ...commands] = await inTurn(rounds, [
    node('--eval', ''),
    connector('spec'),
    connector('discover', '--config', config),
    connector('check', '--config', config),
  ])
  const base = empty?.wall ?? Number.NaN
  const results = names.map(
    (name, place): Result => ({
      what: `\`${name}\`, wall`,
      value: milliseconds(commands[place]?.wall ?? Number.NaN),
      beside: `${milliseconds(base)} for an empty Node program`,
      ratio: (commands[place]?.wall ?? Number.NaN) / base,
      goal: { most: name === 'spec' ? 2 : 5 },
    }),
  )
  return {
    results,
    bars: [
      { plot: 'start', name: 'empty Node program', value: base },
      ...names.map((name, place) => ({
        plot: 'start' as const,
        name,
        value: commands[place]?.wall ?? Number.NaN,
        ours: true,
      })),
    ],
  }
}
