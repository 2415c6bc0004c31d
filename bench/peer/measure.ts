import { configFile, connector, read } from '../connector.ts'
import type { Command } from '../process.ts'
import { type Measured, mebibytes, milliseconds, type Result } from '../result.ts'
import { inTurn, type Median } from '../rounds.ts'
import type { Served } from '../served.ts'
import { installEngine, peer } from './engine.ts'

const name = "Airbyte's low-code engine"

/** The same API through Airbyte's own engine, and through the connector, in turn. */
export async function measurePeer(medium: Served, rounds: number): Promise<Measured> {
  const title = `beside ${name}, airbyte-cdk ${await installEngine()}`
  const config = configFile(medium)
  const spec = await pair(rounds, peer.spec(), connector('spec'))
  const check = await pair(rounds, peer.check(config), connector('check', '--config', config))
  const reading = await pair(1, peer.read(config), read(config))
  const perCall = ({ cpu }: Median) => (cpu / medium.calls) * 1000
  const calls = `${medium.calls.toLocaleString('en')} calls`
  return {
    results: [
      start('spec', spec, title),
      start('check', check, title),
      {
        what: `read of ${calls}, CPU a call, ${title}`,
        value: `${perCall(reading.ours).toFixed(1)} µs`,
        beside: `${perCall(reading.theirs).toFixed(1)} µs`,
        ratio: reading.theirs.cpu / reading.ours.cpu,
        goal: { least: 25 },
      },
      {
        what: 'the same, wall',
        value: milliseconds(reading.ours.wall),
        beside: milliseconds(reading.theirs.wall),
        ratio: reading.theirs.wall / reading.ours.wall,
      },
      {
        what: `peak memory, ${calls}, ${title}`,
        value: mebibytes(reading.ours.peak),
        beside: mebibytes(reading.theirs.peak),
        ratio: reading.ours.peak / reading.theirs.peak,
        goal: { most: 1 },
      },
    ],
    bars: [
      { plot: 'start', name: `spec, ${name}`, value: spec.theirs.wall },
      { plot: 'start', name: `check, ${name}`, value: check.theirs.wall },
      { plot: 'speed', name, value: (medium.calls / reading.theirs.wall) * 1000 },
      { plot: 'cpu', name, value: perCall(reading.theirs) },
      { plot: 'memory', name: `${calls}, ${name}`, value: reading.theirs.peak },
    ],
  }
}

interface Pair {
  readonly ours: Median
  readonly theirs: Median
}

async function pair(rounds: number, their: Command, our: Command): Promise<Pair> {
  const [theirs, ours] = await inTurn(rounds, [their, our])
  if (theirs === undefined || ours === undefined) throw new Error('nothing was run')
  return { ours, theirs }
}

const start = (command: string, { ours, theirs }: Pair, title: string): Result => ({
  what: `\`${command}\`, wall, ${title}`,
  value: milliseconds(ours.wall),
  beside: milliseconds(theirs.wall),
  ratio: theirs.wall / ours.wall,
})
