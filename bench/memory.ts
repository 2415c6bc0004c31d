import { configFile, read, readAsImage } from './connector.ts'
import { imageFlags } from './entry-point.ts'
import { lowCode, version } from './low-code/engine.ts'
import { ratio } from './ratio.ts'
import { type Bar, counted, type Measured, mebibytes } from './result.ts'
import { inTurn } from './rounds.ts'
import type { Served } from './served.ts'

/** The most memory that a read of a small account and of a large one holds, as a process and as the image starts it. */
export async function measureMemory(
  small: Served,
  large: Served,
  rounds: number,
  hasEngine: boolean,
): Promise<Measured> {
  const names = { few: `${counted(small.calls)} calls`, many: `${counted(large.calls)} calls` }
  const [few, many] = [configFile(small), configFile(large)]
  const engine = hasEngine ? await measuredEngine(many) : seenEngine
  const plain = await inTurn(rounds, { few: read(few), many: read(many) })
  const parts = [updates('', plain, names, engine)]
  if (imageFlags().length > 0) {
    const flagged = await inTurn(rounds, { few: readAsImage(few), many: readAsImage(many) })
    parts.push(updates(', as the image starts it', flagged, names, engine))
  }
  const bars: Bar[] = parts.flatMap((part) => part.bars)
  if (hasEngine) bars.push({ plot: 'memory', name: `${names.many}, low-code engine`, values: [engine.peak] })
  return { results: parts.flatMap(({ results }) => results), bars }
}

interface Engine {
  /** MiB. */
  readonly peak: number
  readonly updates: string
}

/** What was seen of it elsewhere, where it does not run: 80 MB. */
const seenEngine: Engine = {
  peak: 80e6 / 2 ** 20,
  updates: '80 MB, seen of a low-code engine and not run here',
}

async function measuredEngine(config: string): Promise<Engine> {
  const { theirs } = await inTurn(1, { theirs: lowCode('v2').read(config) })
  return {
    peak: theirs.peak[0] ?? Number.NaN,
    updates: `${mebibytes(theirs.peak)} of the low-code engine, airbyte-cdk ${version}`,
  }
}

interface Pair<T> {
  readonly few: T
  readonly many: T
}

function updates(
  how: string,
  { few, many }: Pair<{ readonly peak: readonly number[] }>,
  names: Pair<string>,
  engine: Engine,
): Measured {
  return {
    results: [
      {
        what: `peak memory of ${names.many}${how}`,
        value: mebibytes(many.peak),
        beside: engine.updates,
        ratio: ratio(
          many.peak,
          many.peak.map(() => engine.peak),
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
    ],
    bars: [
      { plot: 'memory', name: `${names.few}${how}`, values: few.peak, ours: true },
      { plot: 'memory', name: `${names.many}${how}`, values: many.peak, ours: true },
    ],
  }
}
