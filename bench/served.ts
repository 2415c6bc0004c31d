import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { request } from 'undici'
import type { HistoryOptions } from './pages.ts'
import { cpuOf } from './process.ts'

/** An account's call list, served by a process of its own. */
export interface Served extends HistoryOptions {
  readonly url: string
  /** The paths that were asked for since the last call. */
  takeRequests(): Promise<string[]>
  setLatency(milliseconds: number): Promise<void>
  setEndDate(meaning: 'included' | 'excluded'): Promise<void>
  /** How many calls are listed from a day on. */
  count(startDate: string): Promise<number>
  /** What the server's process has used so far, in milliseconds; NaN where there is no /proc. */
  cpu(): number
  stop(): Promise<void>
}

const program = fileURLToPath(new URL('server.ts', import.meta.url))

/** Serves an account until it is stopped. */
export async function serve(history: HistoryOptions): Promise<Served> {
  const { calls, from, to, version = 'v2' } = history
  const child = spawn(process.execPath, [program, String(calls), from, to, version], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [line] = await Promise.race([
    once(child.stdout.setEncoding('utf8'), 'data'),
    once(child, 'exit').then(() => {
      throw new Error('the server ended before it listened')
    }),
  ])
  const url = String(line).trim()
  const ask = async (path: string): Promise<unknown> => (await request(`${url}${path}`)).body.json()
  return {
    ...history,
    url,
    takeRequests: async () => (await ask('/requests')) as string[],
    setLatency: async (milliseconds) => void (await ask(`/latency?ms=${milliseconds}`)),
    setEndDate: async (meaning) => void (await ask(`/end-date?excluded=${meaning === 'excluded'}`)),
    count: async (startDate) => {
      const page = (await ask(`/v2/calls?start_date=${startDate}`)) as { readonly count: number }
      await ask('/requests')
      return page.count
    },
    cpu: () => cpuOf(child.pid),
    stop: async () => {
      child.kill()
      if (child.exitCode === null) await once(child, 'exit')
    },
  }
}

/** Serves an account for as long as it is used. */
export async function withServed<T>(
  history: HistoryOptions,
  use: (served: Served) => Promise<T>,
): Promise<T> {
  const served = await serve(history)
  try {
    return await use(served)
  } finally {
    await served.stop()
  }
}
