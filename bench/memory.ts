import { configFile, read, readAsImage } from './connector.ts'
import { imageFlags } from './entry-point.ts'
import { ratio } from './ratio.ts'
import { type Bar, counted, type Measured, mebibytes, type Result } from './result.ts'
import { inTurn } from './rounds.ts'
import type { Served } from './served.ts'

/** The most memory that a read of a small account and of a large one holds, as a process and as the image starts it. */
export async function measureMemory(small: Served, large: Served, rounds: number): Promise<Measured> {
  const [few, many] = [configFile(small), configFile(large)]
  const plain = await inTurn(rounds, { few: read(few), many: read(many) })
  const flags = imageFlags()
  const flagged =
    flags.length === 0 ? undefined : await inTurn(rounds, { few: readAsImage(few), many: readAsImage(many) })
  const names = { few: `${counted(small.calls)} calls`, many: `${counted(large.calls)} calls` }
  const parts = [told('', plain, names)]
  if (flagged !== undefined) parts.push(told(', as the image starts it', flagged, names))
  return { results: parts.flatMap(({ results }) => results), bars: parts.flatMap(({ bars }) => bars) }
}

interface Pair<T> {
  readonly few: T
  readonly many: T
}

function told(
  how: string,
  { few, many }: Pair<{ readonly peak: readonly number[] }>,
  names: Pair<string>,
): Measured {
  const results: Result[] = [
    {
      what: `peak memory of ${names.many}${how}`,
      value: mebibytes(many.peak),
      beside: `80 MB, a low-code engine's as it was seen`,
      ratio: ratio(
        many.peak.map((value) => (value * 1024 * 1024) / 1e6),
        many.peak.map(() => 80),
      ),
      goal: { most: 1 },
    },
    {
      what: `peak memory of ${names.many} beside ${names.few}${how}`,
      value: mebibytes(many.peak),
      beside: mebibytes(few.peak),
      ratio: ratio(many.peak, few.peak),
      goal: { most: 1.1 },
    },
  ]
  const bars: Bar[] = [
    { plot: 'memory', name: `${names.few}${how}`, values: few.peak, ours: true },
    { plot: 'memory', name: `${names.many}${how}`, values: many.peak, ours: true },
  ]
  return { results, bars }
}
