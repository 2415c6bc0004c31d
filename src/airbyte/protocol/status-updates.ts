import type { LogLevel } from './messages.ts'

/** What a stream has to tell while it waits for something else: it has no place in the order of records and states. */
export type Notice =
  | { readonly type: 'log'; readonly level: LogLevel; readonly message: string }
  /** It waits for quota, until when in Unix milliseconds. */
  | { readonly type: 'rate_limited'; readonly until: number }

/** Notices on their way from whoever waits to whoever writes. */
export interface Notices {
  readonly send: (notice: Notice) => void
  /** What was sent since the last call. */
  readonly take: () => Notice[]
  /** Resolves as soon as there is something to take. */
  readonly arrival: () => Promise<void>
}

export function createNotices(): Notices {
  let waiting: Notice[] = []
  let wake: (() => void) | undefined
  let arrival: Promise<void> | undefined
  return {
    send(notice) {
      waiting.push(notice)
      wake?.()
    },
    take() {
      const taken = waiting
      waiting = []
      arrival = undefined
      wake = undefined
      return taken
    },
    arrival() {
      arrival ??= new Promise((resolve) => {
        wake = resolve
        if (waiting.length > 0) resolve()
      })
      return arrival
    },
  }
}

/**
 * The items of `main` in their order, and between them, as soon as they arrive, the notices.
 * `main` is asked for its next item only when the one before it was taken.
 * @throws what `main` throws, after the notices that came before it.
 */
export async function* withNotices<Item>(
  main: AsyncGenerator<Item, void, undefined>,
  notices: Notices,
): AsyncGenerator<Item | Notice, void, undefined> {
  let finished = false
  try {
    while (!finished) {
      const next = main.next()
      let settled = false
      const settle = () => {
        settled = true
      }
      next.then(settle, settle)
      while (!settled) {
        await Promise.race([next, notices.arrival()]).catch(() => undefined)
        yield* notices.take()
      }
      const result = await next.catch((error: unknown) => {
        finished = true
        throw error
      })
      if (result.done) finished = true
      else yield result.value
    }
    yield* notices.take()
  } finally {
    if (!finished) await main.return()
  }
}
