import { ANOMALY_NAMES, type AnomalyName } from './anomalies.ts'
import { createRandom } from './random.ts'

/** What goes wrong with one answer. Where it can be, a name alone stands for the fault with its defaults. */
export type Fault =
  /** A published error. `retryAfter` is sent as it is; `html` sends a web page for a body. */
  | {
      readonly kind: 'status'
      readonly status: number
      readonly html?: boolean
      readonly retryAfter?: string
    }
  /** 200 with `{}`, with `status: "error"`, with a web page, or with JSON that stops half way. */
  | { readonly kind: 'empty-object' | 'status-error' | 'not-json' | 'truncated-json' }
  /** The page says that it is the next one. */
  | { readonly kind: 'wrong-page' }
  /** Fewer bytes than promised, or none at all, and the connection is destroyed. */
  | { readonly kind: 'cut-body' | 'reset' }
  /** No answer until the client gives up. */
  | { readonly kind: 'hang' }
  /** So many bytes (default 512) every so many ms (default 20); none at all after `stallAfterBytes`. */
  | {
      readonly kind: 'slow-body'
      readonly chunkBytes?: number
      readonly everyMs?: number
      readonly stallAfterBytes?: number
    }
  /** 302 to another host, default a name that never resolves. */
  | { readonly kind: 'redirect'; readonly location?: string }
  /** A body that goes on for so many MiB, default 64. */
  | { readonly kind: 'huge'; readonly mebibytes?: number }
  /** An error whose body and headers repeat the Authorization header in several encodings. Default 500. */
  | { readonly kind: 'echo-secret'; readonly status?: number }
  /** Anomalies of records, in the first call of the page or in `every` one. */
  | { readonly kind: 'anomalies'; readonly names: readonly AnomalyName[]; readonly every?: boolean }

/** All that is given must hold. */
interface When {
  /** The nth request since the log was last reset, 1-based. */
  readonly request?: number
  /** From the nth request on. */
  readonly from?: number
  /** Each nth request. */
  readonly every?: number
  /** Requests for this page. */
  readonly page?: number
  /** Requests whose `start_date`, or day of `from_datetime`, is this. */
  readonly startDate?: string
  /** Requests for this path, or for one that ends in it: `texts`. */
  readonly path?: string
  /** At most so often. */
  readonly times?: number
  /** 0 to 1, drawn from the seed. */
  readonly probability?: number
}

export interface FaultRule {
  readonly fault: Fault | FaultName
  readonly when?: When
}

export type FaultName =
  | number
  | 'html'
  | Exclude<Fault['kind'], 'status' | 'anomalies'>
  | `anomaly:${AnomalyName}`

export interface Faults {
  /** The fault of the nth request: that of the first rule that applies. */
  pick(nth: number, query: URLSearchParams, path?: string): Fault | undefined
}

export const createFaults = (rules: readonly FaultRule[], seed = 1): Faults => {
  const random = createRandom(seed)
  const used = rules.map(() => 0)
  const applies = (when: When, rule: number, nth: number, query: URLSearchParams, path: string): boolean =>
    (when.request === undefined || when.request === nth) &&
    (when.from === undefined || nth >= when.from) &&
    (when.every === undefined || nth % when.every === 0) &&
    (when.page === undefined || Number(query.get('page') ?? 1) === when.page) &&
    (when.startDate === undefined || startDayOf(query) === when.startDate) &&
    (when.path === undefined || `/${path}`.endsWith(`/${when.path}`)) &&
    (when.times === undefined || (used[rule] ?? 0) < when.times) &&
    (when.probability === undefined || random() < when.probability)
  return {
    pick(nth, query, path = '') {
      const place = rules.findIndex(({ when = {} }, rule) => applies(when, rule, nth, query, path))
      const rule = rules[place]
      if (!rule) return undefined
      used[place] = (used[place] ?? 0) + 1
      return typeof rule.fault === 'object' ? rule.fault : faultNamed(rule.fault)
    },
  }
}

const startDayOf = (query: URLSearchParams): string | undefined =>
  query.get('start_date') ?? query.get('from_datetime')?.slice(0, 10)

/** The fault that a name stands for: a status, `html` (502 with a web page), `anomaly:bom` or a kind. Throws a RangeError. */
export const faultNamed = (name: FaultName | string): Fault => {
  const fault = FAULTS.get(String(name))
  if (fault) return fault
  const status = Number(name)
  if (Number.isInteger(status) && status >= 400 && status <= 599) return { kind: 'status', status }
  throw new RangeError(
    `No fault ${name}: it must be a status from 400 to 599, or one of ${[...FAULTS.keys()].join(', ')}`,
  )
}

/** Reads `503`, `hang@request=3` or `anomaly:bom@every=5,times=2`. Throws a RangeError that says what is wrong. */
export const readFaultRule = (text: string): FaultRule => {
  const [name = '', conditions = ''] = text.split('@')
  const entries = conditions.split(',').filter(Boolean)
  return { fault: faultNamed(name), when: Object.assign({}, ...entries.map(readCondition)) }
}

const readCondition = (text: string): When => {
  const [key = '', value = ''] = text.split('=')
  if (key === 'startDate' || key === 'path') return { [key]: value }
  const number = Number(value)
  const known = ['request', 'from', 'every', 'page', 'times', 'probability'].includes(key)
  if (known && value !== '' && number >= 0) return { [key]: number }
  throw new RangeError(`A fault's condition must be like every=5, got ${text}`)
}

const FAULTS: ReadonlyMap<string, Fault> = new Map<string, Fault>([
  ['html', { kind: 'status', status: 502, html: true }],
  ['empty-object', { kind: 'empty-object' }],
  ['status-error', { kind: 'status-error' }],
  ['not-json', { kind: 'not-json' }],
  ['truncated-json', { kind: 'truncated-json' }],
  ['wrong-page', { kind: 'wrong-page' }],
  ['cut-body', { kind: 'cut-body' }],
  ['reset', { kind: 'reset' }],
  ['hang', { kind: 'hang' }],
  ['slow-body', { kind: 'slow-body' }],
  ['redirect', { kind: 'redirect' }],
  ['huge', { kind: 'huge' }],
  ['echo-secret', { kind: 'echo-secret' }],
  ...ANOMALY_NAMES().map((name): [string, Fault] => [
    `anomaly:${name}`,
    { kind: 'anomalies', names: [name] },
  ]),
])
