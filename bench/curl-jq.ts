import { configFile, read } from './connector.ts'
import type { Command } from './process.ts'
import { ratio } from './ratio.ts'
import { each, speed } from './reading.ts'
import { type Measured, perSecond } from './result.ts'
import { inTurn } from './rounds.ts'
import type { Served } from './served.ts'
import { output } from './tools.ts'

/** What a script of one line would do: all pages by one curl, their rows line by line by jq. */
export async function measureCurlAndJq(served: Served, rounds: number): Promise<Measured | string> {
  for (const tool of ['curl', 'jq']) {
    if ((await output(tool, '--version')) === undefined)
      return `\`curl | jq -c\` was not measured: there is no ${tool} here.`
  }
  const { calls } = served
  const pages = Math.ceil(calls / 100)
  const script: Command = {
    command: 'sh',
    args: ['-c', `curl -s '${served.url}/v2/calls?page=[1-${pages}]&per_page=100' | jq -c '.data[]'`],
  }
  const { piped, ours } = await inTurn(rounds, { piped: script, ours: read(configFile(served)) })
  await served.takeRequests()
  return {
    results: [
      {
        what: 'read, beside `curl | jq -c`',
        value: perSecond(calls, ours.wall),
        beside: perSecond(calls, piped.wall),
        ratio: ratio(piped.wall, ours.wall),
        goal: { least: 2.5 },
      },
    ],
    bars: [
      { plot: 'speed', name: 'curl | jq -c', values: piped.wall.map(speed(calls)) },
      { plot: 'cpu', name: 'curl | jq -c', values: piped.cpu.map(each(calls)) },
    ],
  }
}
