/**
 * `npm run bench -- [rounds]`: the connector beside what it is held against, side by side in one run. The ratios are what
 * counts: times are this machine's, at this moment.
 */
import { cpus } from 'node:os'
import process from 'node:process'
import { measureLatency } from './latency.ts'
import { measureMemory } from './memory.ts'
import { measureReading } from './reading.ts'
import { type Bar, type Measured, type Result, reached } from './result.ts'
import { measureSecondSync } from './second-sync.ts'
import { withServed } from './served.ts'
import { measureStartUp } from './start-up.ts'

const rounds = Number(process.argv[2] ?? 5)
const history = (calls: number, from: string) => ({ calls, from, to: '2026-10-31' })

const { results, bars } = together([
  await withServed(history(20_000, '2026-01-01'), async (small) => {
    const start = await measureStartUp(small, rounds * 2)
    const latency = await measureLatency(small, 1)
    const memory = await withServed(history(1_000_000, '2023-01-01'), (large) =>
      measureMemory(small, large, 1),
    )
    return together([start, latency, memory])
  }),
  await withServed(history(200_000, '2025-01-01'), (served) => measureReading(served, rounds)),
  await measureSecondSync(rounds),
])
print(
  `Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'a processor'}, median of ${rounds} rounds\n`,
)
for (const result of results) print(row(result))
print('')
for (const bar of bars) print(drawn(bar))

function together(parts: readonly Measured[]): Measured {
  return { results: parts.flatMap((part) => part.results), bars: parts.flatMap((part) => part.bars) }
}

function row(result: Result): string {
  const ratio = result.ratio === undefined ? '' : `${result.ratio.toFixed(2)} ×`
  return `${result.what.padEnd(58)} ${ratio.padStart(9)}  ${reached(result).padEnd(8)} ${result.value} beside ${result.beside}`
}

function drawn({ plot, name, value, ours }: Bar): string {
  const longest = Math.max(...bars.filter((bar) => bar.plot === plot).map((bar) => bar.value))
  const length = Math.max(1, Math.round((value / longest) * 40))
  return `${plot.padEnd(8)} ${name.padEnd(36)} ${(ours ? '█' : '░').repeat(length)} ${value.toFixed(1)}`
}

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}
