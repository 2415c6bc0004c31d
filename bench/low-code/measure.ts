import { configFile, connector, read } from '../connector.ts'
import { ratio } from '../ratio.ts'
import { each, speed } from '../reading.ts'
import { counted, type Measured, milliseconds, perCall, type Result } from '../result.ts'
import { inTurn, type Series } from '../rounds.ts'
import type { Served } from '../served.ts'
import { installEngine, lowCode, version } from './engine.ts'

const name = "Airbyte's low-code engine"

/** The same API through Airbyte's own engine and a manifest, and through the connector, in turn. */
export async function measureLowCode(medium: Served, rounds: number): Promise<Measured | string> {
  if (!(await installEngine()))
    return `${name} was not measured: airbyte-cdk ${version} could not be installed.`
  const config = configFile(medium)
  const engine = lowCode('v2')
  const spec = await inTurn(rounds, { theirs: engine.spec(), ours: connector('spec') })
  const check = await inTurn(rounds, {
    theirs: engine.check(config),
    ours: connector('check', '--config', config),
  })
  const { theirs, ours } = await inTurn(rounds, { theirs: engine.read(config), ours: read(config) })
  const { calls } = medium
  return {
    results: [
      {
        what: `CPU a call, ${counted(calls)} calls, beside ${name}`,
        value: perCall(calls, ours.cpu),
        beside: `${perCall(calls, theirs.cpu)}, airbyte-cdk ${version}`,
        ratio: ratio(theirs.cpu, ours.cpu),
        goal: { least: 25 },
      },
      {
        what: `wall of that read, beside ${name}`,
        value: milliseconds(ours.wall),
        beside: milliseconds(theirs.wall),
        ratio: ratio(theirs.wall, ours.wall),
      },
      start('spec', spec),
      start('check', check),
    ],
    bars: [
      { plot: 'start', name: `spec, ${name}`, values: spec.theirs.wall },
      { plot: 'start', name: `check, ${name}`, values: check.theirs.wall },
      { plot: 'speed', name, values: theirs.wall.map(speed(calls)) },
      { plot: 'cpu', name, values: theirs.cpu.map(each(calls)) },
    ],
  }
}

/** A read of API v2.1 beside the engine with a manifest of the shape of Airbyte's own connector. */
export async function measureLowCodeV21(served: Served, rounds: number): Promise<Measured | string> {
  if (!(await installEngine()))
    return `${name} was not measured in v2.1: airbyte-cdk ${version} could not be installed.`
  const config = configFile(served, { api_version: 'v2.1' })
  const { theirs, ours } = await inTurn(rounds, {
    theirs: lowCode('v2.1').read(config),
    ours: read(config),
  })
  const beside = `beside ${name} with a manifest like Airbyte's own`
  const { calls } = served
  return {
    results: [
      {
        what: `wall of a read of API v2.1, ${counted(calls)} calls, ${beside}`,
        value: milliseconds(ours.wall),
        beside: milliseconds(theirs.wall),
        ratio: ratio(theirs.wall, ours.wall),
        goal: { least: 15 },
      },
      {
        what: `CPU a call of that read, ${beside}`,
        value: perCall(calls, ours.cpu),
        beside: `${perCall(calls, theirs.cpu)}, airbyte-cdk ${version}`,
        ratio: ratio(theirs.cpu, ours.cpu),
        goal: { least: 12 },
      },
    ],
    bars: [],
  }
}

interface Pair {
  readonly ours: Series
  readonly theirs: Series
}

const start = (command: string, { ours, theirs }: Pair): Result => ({
  what: `\`${command}\`, wall, beside ${name}`,
  value: milliseconds(ours.wall),
  beside: milliseconds(theirs.wall),
  ratio: ratio(theirs.wall, ours.wall),
})
