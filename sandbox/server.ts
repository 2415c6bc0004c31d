import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { text as readText } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Account, type AccountOptions, createAccount } from './account.ts'
import { type ApiRequest, type ApiResponse, handle, isAuthorized } from './api.ts'
import { CONTROL_PATH, control } from './control.ts'
import { injectFault } from './inject-fault.ts'
import { change, engage } from './live.ts'
import type { RequestLog } from './log.ts'
import { createRandom } from './random.ts'
import { DEFAULT_SETTINGS, encodingsOf, type SandboxSettings, settingsIn } from './settings.ts'
import { wordedFor } from './v2-1/failure.ts'
import { acceptedEncoding, writeResponse } from './write-response.ts'

export interface SandboxOptions extends Partial<SandboxSettings> {
  readonly account?: Account | AccountOptions
  /** The server's clock (ms), default `Date.now`. It decides what is listed; latency is always real time. */
  readonly now?: () => number
  /** Default 127.0.0.1 and any free port. */
  readonly host?: string
  readonly port?: number
  /** Of latency, faults and arrivals. Default 1. */
  readonly seed?: number
  /** Opens `/_sandbox`, by which another process can drive this one. Default false. */
  readonly control?: boolean
  /** Called before the nth request (1-based) is looked at: a script of what happens meanwhile. */
  readonly onRequest?: (nth: number, sandbox: Sandbox) => void
}

export interface Sandbox {
  /** `http://127.0.0.1:PORT` */
  readonly url: string
  readonly port: number
  readonly account: Account
  /** Every request to the API so far, in order of arrival. */
  readonly requests: readonly RequestLog[]
  set(changes: Partial<SandboxSettings>): void
  /** Forgets the requests so far; the next one is the first again. */
  resetLog(): void
  /** Ends open connections, hung ones too. */
  close(): Promise<void>
}

/** Starts the API as a real HTTP server. Resolves when it listens; rejects when it cannot. */
export const startSandbox = async (options: SandboxOptions = {}): Promise<Sandbox> => {
  const { now = Date.now, host = '127.0.0.1', seed = 1 } = options
  const account =
    options.account && 'list' in options.account ? options.account : createAccount(options.account)
  const random = createRandom(seed)
  const requests: Mutable<RequestLog>[] = []
  const surroundings = () => ({ account, now: now(), seed })
  let live = engage({ ...DEFAULT_SETTINGS, ...settingsIn(options) }, surroundings())
  let open = 0

  const serve = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    const request = readRequest(incoming, requests.length + 1)
    live.arrive(now())
    if (options.control && request.path.startsWith(CONTROL_PATH)) {
      const answer = control(sandbox, request.method, request.path, await readText(incoming), now())
      return writeResponse(outgoing, injectFault(answer, undefined, ''), undefined)
    }
    open += 1
    outgoing.once('close', () => {
      open -= 1
    })
    const log = newLog(request, now(), open)
    const nth = requests.push(log)
    options.onRequest?.(nth, sandbox)
    const { settings, quota, faults } = live
    log.authorized = isAuthorized(request, settings.behaviour)
    const verdict = log.authorized ? quota?.enter(now()) : undefined
    if (verdict && !verdict.refusal) outgoing.once('close', () => quota?.leave())
    const fault = verdict?.refusal ? undefined : faults.pick(nth, request.query, request.path)
    await pause(settings.latencyMs, random)
    const reply = verdict?.refusal
      ? { ...wordedFor(settings.behaviour.api, verdict.refusal), headers: {} }
      : handle(account, request, now(), settings.behaviour)
    const date = new Date(now() + (settings.quota?.clockSkewMs ?? 0)).toUTCString()
    const headers = { date, ...reply.headers, ...verdict?.headers }
    const authorization = request.headers['authorization'] ?? ''
    const { layout, api } = settings.behaviour
    const response = injectFault({ ...reply, headers }, fault, authorization, layout, api)
    log.rows = rowsIn(reply.body)
    log.fault = fault?.kind
    if (fault?.kind !== 'hang' && fault?.kind !== 'reset') log.status = response.status
    const encodings = encodingsOf(settings.compression)
    await writeResponse(outgoing, response, acceptedEncoding(request.headers['accept-encoding'], encodings))
  }

  const server = createServer((incoming, outgoing) => {
    serve(incoming, outgoing).catch((error: unknown) => outgoing.destroy(asError(error)))
  })
  server.keepAliveTimeout = KEEP_ALIVE_MS
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(options.port ?? 0, host, resolve)
  })
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0

  const sandbox: Sandbox = {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${port}`,
    port,
    account,
    requests,
    set(changes) {
      live = change(live, changes, surroundings())
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
  const url = new URL(`http://sandbox${incoming.url ?? '/'}`)
  const headers = Object.entries(incoming.headers).map(([name, value]) => [name, String(value)])
  return {
    method: incoming.method ?? 'GET',
    path: url.pathname,
    query: url.searchParams,
    headers: Object.fromEntries(headers),
    serial,
  }
}

const newLog = (
  { method, path, query }: ApiRequest,
  at: number,
  concurrent: number,
): Mutable<RequestLog> => ({
  method,
  path,
  query: Object.fromEntries(query),
  status: undefined,
  at,
  concurrent,
  authorized: false,
  rows: 0,
  fault: undefined,
})

const pause = async (latency: SandboxSettings['latencyMs'], random: () => number): Promise<void> => {
  const [low, high] = typeof latency === 'number' ? [latency, latency] : latency
  const ms = low + random() * (high - low)
  if (ms > 0) await sleep(ms)
}

const rowsIn = (body: ApiResponse['body']): number => (Array.isArray(body['data']) ? body['data'].length : 0)

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)))
