import { configFile, jsonFile, program, read } from './connector.ts'
import { run } from './process.ts'
import { type Measured, milliseconds, perSecond } from './result.ts'
import { inTurn } from './rounds.ts'
import type { Served } from './served.ts'

const workers = 5

/**
 * A whole read beside a download of the very same pages that parses nothing, and beside bare sockets that tell how much the
 * server could give: as long as that is much more, it is the reader that is measured.
 */
export async function measureReading(served: Served, rounds: number): Promise<Measured> {
  const config = configFile(served.url, { num_workers: workers })
  await served.takeRequests()
  await run(read(config))
  const requests = await served.takeRequests()
  const same = [served.url, String(workers), jsonFile(requests)]
  const [download, drained, ours] = await inTurn(rounds, [
    program('download.ts', ...same),
    program('drain.ts', ...same),
    read(config),
  ])
  await served.takeRequests()
  if (download === undefined || drained === undefined || ours === undefined)
    throw new Error('nothing was run')
  const { calls } = served
  const fullPages = Math.ceil(calls / 100)
  return {
    results: [
      {
        what: `read of ${calls.toLocaleString('en')} calls, wall`,
        value: `${milliseconds(ours.wall)}, ${perSecond(calls, ours.wall)}`,
        beside: `${milliseconds(download.wall)} for a download of the same pages by undici`,
        ratio: ours.wall / download.wall,
        goal: { most: 2 },
      },
      {
        what: 'the same, CPU a call',
        value: `${((ours.cpu / calls) * 1000).toFixed(1)} µs`,
        beside: `${((download.cpu / calls) * 1000).toFixed(1)} µs for the download`,
        ratio: ours.cpu / download.cpu,
      },
      {
        what: 'the server, over bare sockets, beside the read',
        value: perSecond(calls, drained.wall),
        beside: perSecond(calls, ours.wall),
        ratio: ours.wall / drained.wall,
        goal: { least: 1.5 },
      },
      {
        what: 'the same, beside the fastest connector seen',
        value: perSecond(calls, ours.wall),
        beside: `${fastestSeen.toLocaleString('en')} calls/s (faros-airbyte-cdk with axios, not run here)`,
        ratio: (calls / ours.wall) * (1000 / fastestSeen),
        goal: { least: 4 },
      },
      {
        what: `requests of a steady account of ${fullPages.toLocaleString('en')} full pages`,
        value: requests.length.toLocaleString('en'),
        beside: fullPages.toLocaleString('en'),
        ratio: requests.length / fullPages,
        goal: { most: 1.03 },
      },
    ],
    bars: [
      { plot: 'speed', name: 'download by undici, nothing parsed', value: (calls / download.wall) * 1000 },
      { plot: 'speed', name: 'source-justcall', value: (calls / ours.wall) * 1000, ours: true },
      { plot: 'cpu', name: 'download by undici, nothing parsed', value: (download.cpu / calls) * 1000 },
      { plot: 'cpu', name: 'source-justcall', value: (ours.cpu / calls) * 1000, ours: true },
    ],
  }
}

/** Calls a second. */
const fastestSeen = 38_700
