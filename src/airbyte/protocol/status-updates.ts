import type { LogLevel } from './messages.ts'

/** Sent while a stream waits for something else, in no fixed order relative to records and states. */
export type StatusUpdate =
  | { readonly type: 'log'; readonly level: LogLevel; readonly message: string }
  /** Waiting for quota until this time, in Unix milliseconds. */
  | { readonly type: 'rate_limited'; readonly until: number }

/** A queue of status updates between the code that waits and the code that writes. */
export interface StatusUpdates {
  readonly send: (update: StatusUpdate) => void
  /** Removes and returns all queued updates. */
  readonly take: () => StatusUpdate[]
  /** Resolves when the queue is not empty. */
  readonly arrival: () => Promise<void>
}

export function createStatusUpdates(): StatusUpdates {
  let waiting: StatusUpdate[] = []
  let wake: (() => void) | undefined
  let arrival: Promise<void> | undefined
  return {
    send(update) {
      waiting.push(update)
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
 * Yields the items of `main` in order, and updates between them as soon as they arrive.
 * Requests the next item only after the previous one was taken.
 * @throws what `main` throws, after the updates sent before.
 */
export async function* withStatusUpdates<Item>(
  main: AsyncGenerator<Item, void, undefined>,
  updates: StatusUpdates,
): AsyncGenerator<Item | StatusUpdate, void, undefined> {
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
        await Promise.race([next, updates.arrival()]).catch(() => undefined)
        yield* updates.take()
      }
      const result = await next.catch((error: unknown) => {
        finished = true
        throw error
      })
      if (result.done) finished = true
      else yield result.value
    }
    yield* updates.take()
  } finally {
    if (!finished) await main.return()
  }
}
