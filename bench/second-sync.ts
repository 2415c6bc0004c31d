import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { configFile, connector, folder, jsonFile, program, read } from './connector.ts'
import { run } from './process.ts'
import { type Measured, milliseconds } from './result.ts'
import { inTurn } from './rounds.ts'
import { withServed } from './served.ts'

const day = 86_400_000
const callsADay = 1_000
const days = 30

/** A sync right after another one, of an account that has no new call meanwhile. */
export function measureSecondSync(rounds: number): Promise<Measured> {
  const dayAgo = (count: number) => new Date(Date.now() - count * day).toISOString().slice(0, 10)
  const history = { calls: callsADay * days, from: dayAgo(days), to: dayAgo(1) }
  return withServed(history, async (served) => {
    const config = configFile(served.url)
    const output = join(folder, 'first-sync.jsonl')
    await run({ ...read(config), stdout: output })
    const state = jsonFile(lastState(output))
    await served.takeRequests()
    const second = join(folder, 'second-sync.jsonl')
    await run({ ...read(config, state), stdout: second })
    const rows = messages(second).filter(({ type }) => type === 'RECORD').length
    const requests = await served.takeRequests()
    const [sync, check, nothing, pages] = await inTurn(rounds, [
      read(config, state),
      connector('check', '--config', config),
      program('download.ts', served.url, '1', jsonFile([])),
      program('download.ts', served.url, '5', jsonFile(requests)),
    ])
    if (sync === undefined || check === undefined || nothing === undefined || pages === undefined) {
      throw new Error('nothing was run')
    }
    const download = Math.max(0, pages.wall - nothing.wall)
    return {
      results: [
        {
          what: `a second sync with nothing new, ${callsADay.toLocaleString('en')} calls a day: ${requests.length} requests, ${rows} rows`,
          value: milliseconds(sync.wall),
          beside: `${milliseconds(check.wall)} for \`check\` and ${milliseconds(download)} for the pages`,
          ratio: sync.wall / (check.wall + download),
          goal: { most: 1.5 },
        },
      ],
      bars: [],
    }
  })
}

interface Line {
  readonly type: string
}

const messages = (file: string): Line[] =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line))

const lastState = (file: string): unknown => messages(file).findLast(({ type }) => type === 'STATE')
