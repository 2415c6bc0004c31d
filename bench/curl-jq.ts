import { configFile, read } from './connector.ts'
import type { Command } from './process.ts'
import { type Measured, perSecond } from './result.ts'
import { inTurn } from './rounds.ts'
import type { Served } from './served.ts'
import { output } from './tools.ts'

/** What a script of two lines would do: all pages by one curl, their rows line by line by jq. */
export async function measureCurlAndJq(served: Served, rounds: number): Promise<Measured | string> {
  for (const tool of ['curl', 'jq']) {
    if ((await output(tool, '--version')) === undefined)
      return `\`curl | jq -c\` was not measured: there is no ${tool} here.`
  }
  const pages = Math.ceil(served.calls / 100)
  const script: Command = {
    command: 'sh',
    args: ['-c', `curl -s '${served.url}/v2/calls?page=[1-${pages}]&per_page=100' | jq -c '.data[]'`],
  }
  const [piped, ours] = await inTurn(rounds, [script, read(configFile(served))])
  await served.takeRequests()
  if (piped === undefined || ours === undefined) throw new Error('nothing was run')
  const { calls } = served
  return {
    results: [
      {
        what: 'the same, beside `curl | jq -c`',
        value: perSecond(calls, ours.wall),
        beside: perSecond(calls, piped.wall),
        ratio: piped.wall / ours.wall,
        goal: { least: 2.5 },
      },
    ],
    bars: [
      { plot: 'speed', name: 'curl | jq -c', value: (calls / piped.wall) * 1000 },
      { plot: 'cpu', name: 'curl | jq -c', value: (piped.cpu / calls) * 1000 },
    ],
  }
}
