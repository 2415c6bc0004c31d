import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { configFile, connector, folder, jsonFile, program, read } from './connector.ts'
import { run } from './process.ts'
import { ratio } from './ratio.ts'
import { counted, type Measured, milliseconds } from './result.ts'
import { inTurn } from './rounds.ts'
import { type Served, withServed } from './served.ts'

const day = 86_400_000
const callsADay = 1_000
const days = 30

/** A sync right after another one, of an account that has no new call meanwhile. */
export function measureSecondSync(rounds: number): Promise<Measured> {
  const dayAgo = (count: number) => new Date(Date.now() - count * day).toISOString().slice(0, 10)
  const history = { calls: callsADay * days, from: dayAgo(days), to: dayAgo(1) }
  return withServed(history, async (served) => {
    const config = configFile(served)
    const state = jsonFile(lastOf('STATE', await outputOf(config)))
    await served.takeRequests()
    const rows = (await outputOf(config, state)).filter(({ type }) => type === 'RECORD').length
    const requests = await served.takeRequests()
    const pages = await pagesOf(served, requests)
    const costs = await inTurn(rounds, {
      sync: read(config, state),
      check: connector('check', '--config', config),
      nothing: program('download.ts', served.url, '5', jsonFile([])),
      pages: program('download.ts', served.url, '5', jsonFile(requests)),
    })
    const downloads = costs.pages.wall.map((wall, round) =>
      Math.max(0, wall - (costs.nothing.wall[round] ?? Number.NaN)),
    )
    const least = costs.check.wall.map((wall, round) => wall + (downloads[round] ?? Number.NaN))
    const what = `second sync, nothing new, ${counted(callsADay)} calls a day`
    return {
      results: [
        {
          what: `${what}: wall`,
          value: `${milliseconds(costs.sync.wall)}, ${milliseconds(costs.sync.cpu)} of CPU`,
          beside: `${milliseconds(costs.check.wall)} for \`check\` and ${milliseconds(downloads)} for a download of the pages`,
          ratio: ratio(costs.sync.wall, least),
          goal: { most: 1.5 },
        },
        {
          what: `${what}: requests`,
          value: `${counted(requests.length)}, and ${counted(rows)} rows sent`,
          beside: `${counted(pages)} pages from the first day of its window on`,
          ratio: ratio([requests.length], [pages]),
          ...(rows === 0 ? {} : { goal: { most: 0 } }),
        },
      ],
      bars: [],
    }
  })
}

/** How many pages the calls fill that are listed from the first day on that a sync asked for. */
async function pagesOf(served: Served, requests: readonly string[]): Promise<number> {
  const starts = requests.map((path) => new URLSearchParams(path.replace(/^.*\?/, '')).get('start_date'))
  const first = starts.map(String).toSorted()[0] ?? ''
  return Math.ceil((await served.count(first)) / 100)
}

interface Line {
  readonly type: string
}

async function outputOf(config: string, state?: string): Promise<readonly Line[]> {
  const stdout = join(folder, 'sync.jsonl')
  await run({ ...read(config, state), stdout })
  const lines = readFileSync(stdout, 'utf8').split('\n')
  return lines.filter((line) => line !== '').map((line): Line => JSON.parse(line))
}

const lastOf = (kind: string, lines: readonly Line[]): unknown => lines.findLast(({ type }) => type === kind)
