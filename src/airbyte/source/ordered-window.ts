/**
 * Runs tasks ahead of whoever takes their results, in a bounded window, and gives the results in the tasks' order.
 *
 * Invariant: beside the one result that the consumer holds or waits for, never more than `size` tasks are started
 * whose results were not taken. A consumer that stands still therefore stops everything behind it.
 * What is still under way when the consumer leaves is left to whoever can abort it.
 * @param size how many, asked again before each start, so that a window may narrow and widen between its tasks.
 * @throws what a task or the iterator throws, at its place in the order; RangeError if a size is not a number from 1 on.
 */
export async function* orderedWindow<Result>(
  tasks: AsyncIterator<() => Promise<Result>>,
  size: () => number,
): AsyncGenerator<Result, void, undefined> {
  const started: Promise<Result>[] = []
  let exhausted = false
  let pulling: Promise<void> | undefined

  const start = (result: Promise<Result>) => {
    // A failure is met where the result is taken; until then it is nobody's.
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

/** A smaller window would start nothing, and end as if there were no tasks. */
function atLeastOne(size: unknown): number {
  if (typeof size === 'number' && size >= 1) return size
  throw new RangeError(`The size of a window must be a number of 1 or more, not ${String(size)}.`)
}
