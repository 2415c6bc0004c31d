import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Account, type AccountOptions, createAccount } from './account.ts'
import { type ApiRequest, type ApiResponse, type Behaviour, handle, isAuthorized } from './api.ts'
import { createRandom } from './random.ts'

/** What can be changed while the server runs. `set` replaces each key that is given, as a whole. */
export interface SandboxSettings {
  readonly behaviour: Behaviour
  /** Milliseconds before each answer, or a range that is drawn from. Default 0. */
  readonly latencyMs: number | readonly [number, number]
}

export interface SandboxOptions extends Partial<SandboxSettings> {
  readonly account?: Account | AccountOptions
  /** The server's clock (ms), default `Date.now`. It decides what is listed; latency is always real time. */
  readonly now?: () => number
  /** Default 127.0.0.1 and any free port. */
  readonly host?: string
  readonly port?: number
  /** Of latency, faults and arrivals. Default 1. */
  readonly seed?: number
  /** Called before the nth request (1-based) is answered: a script of what happens meanwhile. */
  readonly onRequest?: (nth: number, sandbox: Sandbox) => void
}

export interface Sandbox {
  /** `http://127.0.0.1:PORT` */
  readonly url: string
  readonly port: number
  readonly account: Account
  /** Every request to the API so far, in order of arrival. */
  readonly requests: readonly RequestLog[]
  set(settings: Partial<SandboxSettings>): void
  /** Forgets the requests so far; the next one is the first again. */
  resetLog(): void
  /** Ends open connections, hung ones too. */
  close(): Promise<void>
}

export interface RequestLog {
  readonly method: string
  readonly path: string
  readonly query: Readonly<Record<string, string>>
  /** Undefined until answered. */
  readonly status: number | undefined
  /** By the server's clock (ms). */
  readonly at: number
  /** Requests in progress when this one began, itself included. */
  readonly concurrent: number
  readonly authorized: boolean
  /** Calls in the answer. */
  readonly rows: number
}

/** Starts the API as a real HTTP server. Resolves when it listens. */
export const startSandbox = async (options: SandboxOptions = {}): Promise<Sandbox> => {
  const account =
    options.account && 'list' in options.account ? options.account : createAccount(options.account)
  const now = options.now ?? Date.now
  const host = options.host ?? '127.0.0.1'
  const random = createRandom(options.seed ?? 1)
  const requests: Mutable<RequestLog>[] = []
  let settings: SandboxSettings = { behaviour: {}, latencyMs: 0, ...options }
  let open = 0

  const answer = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    const request = readRequest(incoming, requests.length + 1)
    const log = {
      method: request.method,
      path: request.path,
      query: Object.fromEntries(request.query),
      status: undefined,
      at: now(),
      concurrent: open,
      authorized: isAuthorized(request, settings.behaviour),
      rows: 0,
    } satisfies RequestLog as Mutable<RequestLog>
    requests.push(log)
    options.onRequest?.(requests.length, sandbox)
    await pause(settings.latencyMs, random)
    const response = handle(account, request, now(), settings.behaviour)
    log.status = response.status
    log.rows = rowsIn(response)
    send(outgoing, response)
  }

  const server = createServer((incoming, outgoing) => {
    open += 1
    outgoing.once('close', () => {
      open -= 1
    })
    answer(incoming, outgoing).catch((error: unknown) => outgoing.destroy(asError(error)))
  })
  server.keepAliveTimeout = KEEP_ALIVE_MS
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(options.port ?? 0, host, resolve)
  })
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0

  const sandbox: Sandbox = {
    url: `http://${host}:${port}`,
    port,
    account,
    requests,
    set(changes) {
      settings = { ...settings, ...changes }
    },
    resetLog() {
      requests.length = 0
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
  return sandbox
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] }

const KEEP_ALIVE_MS = 60_000

const readRequest = (incoming: IncomingMessage, serial: number): ApiRequest => {
  const url = new URL(incoming.url ?? '/', 'http://sandbox')
  const headers = Object.entries(incoming.headers).map(([name, value]) => [name, String(value)])
  return {
    method: incoming.method ?? 'GET',
    path: url.pathname,
    query: url.searchParams,
    headers: Object.fromEntries(headers),
    serial,
  }
}

const pause = async (latency: SandboxSettings['latencyMs'], random: () => number): Promise<void> => {
  const [low, high] = typeof latency === 'number' ? [latency, latency] : latency
  const ms = low + random() * (high - low)
  if (ms > 0) await sleep(ms)
}

const rowsIn = ({ body }: ApiResponse): number => (Array.isArray(body['data']) ? body['data'].length : 0)

const send = (outgoing: ServerResponse, { status, headers, body }: ApiResponse): void => {
  const text = JSON.stringify(body)
  outgoing.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(text),
    ...headers,
  })
  outgoing.end(text)
}

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)))
