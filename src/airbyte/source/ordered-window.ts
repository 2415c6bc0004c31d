/**
 * Runs tasks ahead of the consumer in a bounded window, and yields the results in the order of the tasks.
 *
 * Invariant: besides the result that the consumer holds or awaits, at most `size` started tasks have results that were
 * not taken. A consumer that pauses therefore pauses the tasks. Tasks still running when the consumer returns are not aborted.
 * @param size called before each start, so the window can shrink and grow.
 * @throws what a task or the iterator throws, in its turn; RangeError if a size is not a number of at least 1.
 */
export async function* orderedWindow<Result>(
  tasks: AsyncIterator<() => Promise<Result>>,
  size: () => number,
): AsyncGenerator<Result, void, undefined> {
  const started: Promise<Result>[] = []
  let exhausted = false
  let pulling: Promise<void> | undefined

  const start = (result: Promise<Result>) => {
    // Avoid an unhandled rejection: the consumer sees the error in its turn.
    result.catch(() => undefined)
    started.push(result)
  }
  const fail = (error: unknown) => {
    exhausted = true
    start(Promise.reject(error))
  }
  const pull = async () => {
    try {
      const next = await tasks.next()
      if (next.done) exhausted = true
      else if (!exhausted) start(next.value())
    } catch (error) {
      fail(error)
    }
    pulling = undefined
    refill()
  }
  const refill = () => {
    try {
      if (!exhausted && started.length < atLeastOne(size())) pulling ??= pull()
    } catch (error) {
      fail(error)
    }
  }

  try {
    while (true) {
      refill()
      while (started.length === 0 && pulling) await pulling
      const next = started.shift()
      if (next === undefined) return
      refill()
      yield await next
    }
  } finally {
    exhausted = true
    tasks.return?.().catch(() => undefined)
  }
}

/** With a smaller window nothing would start, and the result would look empty. */
function atLeastOne(size: unknown): number {
  if (typeof size === 'number' && size >= 1) return size
  throw new RangeError(`The size of a window must be a number of 1 or more, not ${String(size)}.`)
}
