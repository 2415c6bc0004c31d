import { configFile, jsonFile, program, read } from './connector.ts'
import { run } from './process.ts'
import { ratio } from './ratio.ts'
import { counted, type Measured, milliseconds, perCall, perSecond } from './result.ts'
import { inTurn } from './rounds.ts'
import type { Served } from './served.ts'

const workers = 5

/**
 * A whole read beside a download of the very same pages that parses nothing, and beside bare sockets that show how much the
 * server could give: as long as that is much more, it is the reader that is measured.
 */
export async function measureReading(served: Served, rounds: number): Promise<Measured> {
  const { calls, version = 'v2' } = served
  const config = configFile(served, { num_workers: workers, api_version: version })
  const inVersion = version === 'v2' ? '' : `, API ${version}`
  await served.takeRequests()
  const busyBefore = served.cpu()
  const { wall: once } = await run(read(config))
  const busy = (served.cpu() - busyBefore) / once
  const requests = await served.takeRequests()
  const same = [served.url, String(workers), jsonFile(requests)]
  const { download, drained, plain, ours } = await inTurn(rounds, {
    download: program('download.ts', ...same),
    drained: program('drain.ts', ...same),
    plain: program('plain.ts', ...same),
    ours: read(config),
  })
  await served.takeRequests()
  const fullPages = Math.ceil(calls / 100)
  return {
    results: [
      {
        what: `read of ${counted(calls)} calls, wall${inVersion}`,
        value: `${milliseconds(ours.wall)}, ${perSecond(calls, ours.wall)}`,
        beside: `${milliseconds(download.wall)} for a download of the same pages by undici`,
        ratio: ratio(ours.wall, download.wall),
        goal: { most: version === 'v2' ? 2.2 : 3 },
      },
      {
        what: `CPU a call of that read${inVersion}`,
        value: perCall(calls, ours.cpu),
        beside: `${perCall(calls, download.cpu)} for the download`,
        ratio: ratio(ours.cpu, download.cpu),
      },
      {
        what: `CPU a call of that read, beside the least${inVersion}`,
        value: perCall(calls, ours.cpu),
        beside: `${perCall(calls, plain.cpu)} for JSON.parse, JSON.stringify and no more`,
        ratio: ratio(ours.cpu, plain.cpu),
      },
      {
        what: 'bare sockets to the same server, beside that read',
        value: perSecond(calls, ours.wall),
        beside: `${perSecond(calls, drained.wall)}; busy ${Math.round(busy * 100)} % of a read`,
        ratio: ratio(ours.wall, drained.wall),
        goal: { least: 1.5 },
      },
      {
        what: `requests of a steady account of ${counted(fullPages)} full pages`,
        value: counted(requests.length),
        beside: counted(fullPages),
        ratio: ratio([requests.length], [fullPages]),
        goal: { most: 1.03 },
      },
    ],
    bars: [
      {
        plot: 'speed',
        name: 'download by undici, nothing parsed',
        values: download.wall.map(speed(calls)),
      },
      { plot: 'speed', name: 'parsed and printed, no more', values: plain.wall.map(speed(calls)) },
      { plot: 'speed', name: 'source-justcall', values: ours.wall.map(speed(calls)), ours: true },
      { plot: 'cpu', name: 'download by undici, nothing parsed', values: download.cpu.map(each(calls)) },
      { plot: 'cpu', name: 'parsed and printed, no more', values: plain.cpu.map(each(calls)) },
      { plot: 'cpu', name: 'source-justcall', values: ours.cpu.map(each(calls)), ours: true },
    ],
  }
}

/** Calls a second, from milliseconds for all. */
export const speed = (calls: number) => (wall: number) => (calls / wall) * 1000

/** Microseconds a call, from milliseconds for all. */
export const each = (calls: number) => (cpu: number) => (cpu / calls) * 1000
