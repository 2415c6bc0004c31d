import { type Answer, answerOf } from './answer.ts'
import type { ProbeConfig } from './config.ts'

export interface ProbeClock {
  /** Milliseconds since 1970. */
  now(): number
  sleep(milliseconds: number): Promise<void>
}

export interface Sender {
  /** One GET, as far from the one before as the limits want. A 429 is waited for, and the request repeated once. */
  get(
    path: string,
    query: Readonly<Record<string, string>>,
    scheme?: 'raw' | 'basic',
  ): Promise<readonly Answer[]>
}

/** The quota lasts longer than anyone waits for a report. */
export class QuotaUsedUp extends Error {}

const leastGapMs = 2000
/** After a 429 that does not say how long. */
const unknownWaitMs = 60_000
const longestWaitMs = 150_000
const timeoutMs = 60_000

export function createSender(config: ProbeConfig, clock: ProbeClock): Sender {
  let next = Number.NEGATIVE_INFINITY

  const once = async (path: string, query: Readonly<Record<string, string>>, scheme: 'raw' | 'basic') => {
    const wait = next - clock.now()
    if (wait > longestWaitMs) throw new QuotaUsedUp('The quota is used up for longer than two minutes.')
    if (wait > 0) await clock.sleep(wait)
    const pair = `${config.key}:${config.secret}`
    const authorization = scheme === 'raw' ? pair : `Basic ${Buffer.from(pair).toString('base64')}`
    const answer = await send(`${config.baseUrl}${path}?${new URLSearchParams(query)}`, authorization)
    const now = clock.now()
    next = now + Math.max(leastGapMs, waitOf(answer, now))
    return answer
  }

  return {
    async get(path, query, scheme = 'raw') {
      const first = await once(path, query, scheme)
      return first.status === 429 ? [first, await once(path, query, scheme)] : [first]
    },
  }
}

async function send(url: string, authorization: string): Promise<Answer> {
  try {
    const response = await fetch(url, {
      headers: { accept: 'application/json', authorization },
      // Key and secret go to no other host.
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    })
    return answerOf(response.status, response.headers, await response.text())
  } catch {
    // The cause may name the host.
    return answerOf(undefined, new Headers(), '')
  }
}

/** How long (ms) the answer's headers want the next request to wait. */
function waitOf({ status, headers }: Answer, now: number): number {
  const waits = [...headers].map(([name, value]) => {
    if (name === 'retry-after') return /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - now
    if (!/^x-?rate-?limit.*-remaining$/.test(name) || Number(value) > 0) return 0
    const reset = Number(headers.get(name.replace(/remaining$/, 'reset')) ?? Number.NaN)
    // Seconds since 1970, or from now on.
    return reset > 1_000_000_000 ? reset * 1000 - now + 1000 : reset * 1000
  })
  const known = Math.max(0, ...waits.filter((wait) => Number.isFinite(wait)))
  return status === 429 && known === 0 ? unknownWaitMs : known
}
