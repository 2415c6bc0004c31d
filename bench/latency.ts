import { configFile, read } from './connector.ts'
import { type Measured, milliseconds } from './result.ts'
import { inTurn } from './rounds.ts'
import type { Served } from './served.ts'

const latency = 200
const numbersOfWorkers = [1, 2, 5, 10, 25]

/** What workers bring where each request takes its time. */
export async function measureLatency(served: Served, rounds: number): Promise<Measured> {
  await served.setLatency(latency)
  const costs = await inTurn(
    rounds,
    numbersOfWorkers.map((workers) => read(configFile(served.url, { num_workers: workers }))),
  )
  await served.setLatency(0)
  const walls = new Map(numbersOfWorkers.map((workers, place) => [workers, costs[place]?.wall ?? Number.NaN]))
  const [one, ten] = [walls.get(1) ?? Number.NaN, walls.get(10) ?? Number.NaN]
  return {
    results: [
      {
        what: `${latency} ms a request, ${served.calls.toLocaleString('en')} calls: 10 workers beside 1`,
        value: milliseconds(ten),
        beside: milliseconds(one),
        ratio: one / ten,
        goal: { least: 9 },
      },
    ],
    bars: [...walls].map(([workers, wall]) => ({
      plot: 'workers',
      name: String(workers),
      value: one / wall,
      ours: true,
    })),
  }
}
