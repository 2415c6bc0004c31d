import { configFile, read } from './connector.ts'
import { type Measured, mebibytes } from './result.ts'
import { inTurn } from './rounds.ts'
import type { Served } from './served.ts'

/** The most memory that a read of a small account and of a large one holds. */
export async function measureMemory(small: Served, large: Served, rounds: number): Promise<Measured> {
  const [few, many] = await inTurn(rounds, [read(configFile(small.url)), read(configFile(large.url))])
  const [fewPeak, manyPeak] = [few?.peak ?? Number.NaN, many?.peak ?? Number.NaN]
  const title = `${large.calls.toLocaleString('en')} calls`
  return {
    results: [
      {
        what: `peak memory, ${title}, beside 80 MiB`,
        value: mebibytes(manyPeak),
        beside: '80 MiB',
        ratio: manyPeak / 80,
        goal: { most: 1 },
      },
      {
        what: `peak memory, ${title}, beside ${small.calls.toLocaleString('en')}`,
        value: mebibytes(manyPeak),
        beside: mebibytes(fewPeak),
        ratio: manyPeak / fewPeak,
        goal: { most: 1.1 },
      },
    ],
    bars: [
      { plot: 'memory', name: `${small.calls.toLocaleString('en')} calls`, value: fewPeak, ours: true },
      { plot: 'memory', name: title, value: manyPeak, ours: true },
    ],
  }
}
