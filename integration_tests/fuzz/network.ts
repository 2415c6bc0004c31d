import { Dispatcher } from 'undici'

/** What the API, or the network before it, does with a request. */
export interface Reply {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[]>>
  readonly body: Buffer
  /** The connection breaks with this code: before the headers, or after so many bytes of the body. */
  readonly broken?: { readonly code: string; readonly after: number | undefined }
}

export interface Network {
  /** How many requests are under way. */
  readonly underWay: number
  readonly requests: number
  restore(): void
}

/**
 * Puts an API into the process, in place of undici's connections; what undici does with an answer stays.
 * @param answer the nth request, from 1; undefined leaves all requests to the real network.
 */
export function replaceNetwork(answer: ((path: string, nth: number) => Reply) | undefined): Network {
  const { compose } = Dispatcher.prototype
  let underWay = 0
  let requests = 0
  const dispatch: Dispatcher.Dispatch = ({ path }, handler) => {
    const { controller, isAborted } = createController((reason) =>
      handler.onResponseError?.(controller, reason),
    )
    handler.onRequestStart?.(controller, {})
    setImmediate(() => {
      if (isAborted()) return
      const { status, headers, body, broken } = answer?.(path, requests) ?? empty
      const fail = () => {
        const error = Object.assign(new Error('the connection broke'), { code: broken?.code })
        if (!isAborted()) handler.onResponseError?.(controller, error)
      }
      if (broken !== undefined && broken.after === undefined) return fail()
      handler.onResponseStart?.(controller, status, { ...headers }, '')
      const sent = body.subarray(0, broken?.after)
      for (let at = 0; at < sent.length && !isAborted(); at += 16_384)
        handler.onResponseData?.(controller, sent.subarray(at, at + 16_384))
      if (broken !== undefined) return fail()
      if (!isAborted()) handler.onResponseEnd?.(controller, {})
    })
    return true
  }
  const counted = (inner: Dispatcher.Dispatch): Dispatcher.Dispatch => {
    return (options, handler) => {
      underWay += 1
      requests += 1
      let isOver = false
      const over = () => {
        if (!isOver) underWay -= 1
        isOver = true
      }
      return inner(options, {
        onRequestStart: (...given) => handler.onRequestStart?.(...given),
        onResponseStart: (...given) => handler.onResponseStart?.(...given),
        onResponseData: (...given) => handler.onResponseData?.(...given),
        onResponseEnd(...given) {
          over()
          handler.onResponseEnd?.(...given)
        },
        onResponseError(...given) {
          over()
          handler.onResponseError?.(...given)
        },
      })
    }
  }
  Object.assign(Dispatcher.prototype, {
    compose(this: Dispatcher, interceptor: Dispatcher.DispatcherComposeInterceptor) {
      const own: Dispatcher.Dispatch = (options, handler) => this.dispatch(options, handler)
      return { dispatch: counted(interceptor(answer === undefined ? own : dispatch)) }
    },
  })
  return {
    get underWay() {
      return underWay
    },
    get requests() {
      return requests
    },
    restore() {
      Object.assign(Dispatcher.prototype, { compose })
    },
  }
}

const empty: Reply = { status: 500, headers: {}, body: Buffer.alloc(0) }

function createController(onAbort: (reason: Error) => void) {
  let reason: Error | null = null
  const controller: Dispatcher.DispatchController = {
    get aborted() {
      return reason !== null
    },
    paused: false,
    get reason() {
      return reason
    },
    abort(given) {
      if (reason !== null) return
      reason = given
      onAbort(given)
    },
    pause() {},
    resume() {},
  }
  return { controller, isAborted: () => reason !== null }
}
