import { configFile, read } from './connector.ts'
import { ratio } from './ratio.ts'
import { counted, type Measured, milliseconds } from './result.ts'
import { inTurn } from './rounds.ts'
import type { Served } from './served.ts'

const latency = 200

/** What workers bring where each request takes its time. */
export async function measureLatency(served: Served, rounds: number): Promise<Measured> {
  const workers = (number: number) => read(configFile(served, { num_workers: number }))
  await served.setLatency(latency)
  const walls = await inTurn(rounds, {
    one: workers(1),
    two: workers(2),
    five: workers(5),
    ten: workers(10),
    'twenty-five': workers(25),
  })
  await served.setLatency(0)
  return {
    results: [
      {
        what: `${latency} ms a request, ${counted(served.calls)} calls: 10 workers beside 1`,
        value: milliseconds(walls.ten.wall),
        beside: milliseconds(walls.one.wall),
        ratio: ratio(walls.one.wall, walls.ten.wall),
        goal: { least: 9 },
      },
    ],
    bars: Object.entries(walls).map(([number, { wall }]) => ({
      plot: 'workers',
      name: number,
      values: wall.map((value, round) => (walls.one.wall[round] ?? Number.NaN) / value),
      ours: true,
    })),
  }
}
