import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { configFile, program, read, readArguments } from '../connector.ts'
import { ratio } from '../ratio.ts'
import { each, speed } from '../reading.ts'
import { counted, type Measured, perSecond } from '../result.ts'
import { inTurn } from '../rounds.ts'
import type { Served } from '../served.ts'
import { output } from '../tools.ts'

const version = '0.23.19'
/** The kit asks for the last three without saying so. */
const packages = [
  `faros-airbyte-cdk@${version}`,
  'axios@1.21.1',
  'faros-js-client@0.9.0',
  'lodash@4.18.1',
  'commander@9.5.0',
]
const name = `faros-airbyte-cdk ${version} with axios`
/** Calls a second, as another machine has seen it. */
const seen = 38_700
const goal = { least: 4 }

/** The same API through the one large kit in this language, where it runs; otherwise beside what was seen of it. */
export async function measureFaros(served: Served, rounds: number): Promise<Measured> {
  const { calls } = served
  const config = configFile(served)
  if (rounds === 0 || !(await installKit())) {
    const { ours } = await inTurn(1, { ours: read(config) })
    const beside = `${counted(seen)} calls/s for ${name}, seen elsewhere and not run here`
    const what = 'read, beside a kit in this language'
    const rate = ours.wall.map(speed(calls))
    const value = perSecond(calls, ours.wall)
    return { results: [{ what, value, beside, ratio: ratio(rate, [seen]), goal }], bars: [] }
  }
  const { theirs, ours } = await inTurn(rounds, {
    theirs: program('faros/source.mjs', ...readArguments(config)),
    ours: read(config),
  })
  return {
    results: [
      {
        what: `read, beside ${name}`,
        value: perSecond(calls, ours.wall),
        beside: perSecond(calls, theirs.wall),
        ratio: ratio(theirs.wall, ours.wall),
        goal,
      },
    ],
    bars: [
      { plot: 'speed', name, values: theirs.wall.map(speed(calls)) },
      { plot: 'cpu', name, values: theirs.cpu.map(each(calls)) },
      { plot: 'memory', name: `${counted(calls)} calls, ${name}`, values: theirs.peak },
    ],
  }
}

/** Installs the kit beside this file, once. @returns whether it is there. */
async function installKit(): Promise<boolean> {
  const folder = fileURLToPath(new URL('.', import.meta.url))
  const kit = `${folder}node_modules/faros-airbyte-cdk`
  if (!existsSync(kit)) {
    await output('npm', 'install', '--no-save', '--no-package-lock', '--prefix', folder, ...packages)
  }
  return existsSync(kit)
}
