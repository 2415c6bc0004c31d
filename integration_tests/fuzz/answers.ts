import zlib from 'node:zlib'
import fc from 'fast-check'
import { type Account, createAccount } from '../../sandbox/account.ts'
import { type Behaviour, type Credentials, handle } from '../../sandbox/api.ts'
import { anyBytes, bytesOf, editedJson, edits, mishaps } from './json-text.ts'
import type { Reply } from './network.ts'

/** A small account, which every list of both versions has some pages of. */
const accounts: readonly Account[] = [
  { calls: 0, contacts: 0, texts: 0, salesCalls: 0 },
  { calls: 45, contacts: 30, texts: 30, salesCalls: 25 },
  { calls: 130, contacts: 70, texts: 90, salesCalls: 60 },
].map((options, seed) =>
  createAccount({
    seed,
    ...options,
    from: '2026-01-20',
    to: '2026-03-12T11:00:00Z',
    timeZoneOffsetMinutes: [0, -300, 330][seed] ?? 0,
  }),
)

/** An API, and what it does to its answers in turn; after them, all are as they should be, or all are as the last one was. */
export const worlds = (twist: fc.Arbitrary<Twist>) =>
  fc.record({
    account: fc.constantFrom(...accounts.keys()),
    pageCap: fc.constantFrom(undefined, 5, 20),
    firstPage: fc.constantFrom(0 as const, 1 as const),
    totalCount: fc.boolean(),
    order: fc.constantFrom('newest' as const, 'oldest' as const, 'none' as const),
    twists: fc.array(twist, { maxLength: 12 }),
    after: fc.constantFrom('sound' as const, 'sound' as const, 'last' as const, 'again' as const),
  })

export type World = ReturnType<typeof worlds> extends fc.Arbitrary<infer T> ? T : never

export function answerOf(world: World, api: Behaviour['api'], credentials: Credentials) {
  const { pageCap, firstPage, totalCount, order, twists, after } = world
  const account = accounts[world.account] ?? createAccount()
  const behaviour: Behaviour = {
    ...(api === undefined ? {} : { api }),
    credentials,
    firstPage,
    totalCount,
    order,
    ...(pageCap === undefined ? {} : { pageCap }),
  }
  return (path: string, nth: number, now: number): Reply => {
    const url = new URL(path, 'http://api')
    const { status, headers, body } = handle(
      account,
      {
        method: 'GET',
        path: url.pathname,
        query: url.searchParams,
        headers: { authorization: `${credentials.key}:${credentials.secret}` },
        serial: nth,
      },
      now,
      behaviour,
    )
    const index =
      after === 'sound'
        ? nth - 1
        : after === 'last'
          ? Math.min(nth, twists.length) - 1
          : (nth - 1) % (twists.length || 1)
    const twist = twists[index]
    return twist === undefined
      ? { status, headers, body: Buffer.from(JSON.stringify(body)) }
      : twisted({ status, headers, body }, twist)
  }
}

function twisted(
  sound: { status: number; headers: Readonly<Record<string, string>>; body: object },
  twist: Twist,
): Reply {
  const text = editedJson(sound.body, twist.edits)
  const bytes = twist.bytes ?? bytesOf(text, twist.mishap)
  return {
    status: twist.status ?? sound.status,
    headers: {
      ...sound.headers,
      ...twist.headers,
      ...(twist.label === undefined ? {} : { 'content-encoding': twist.label }),
    },
    body: compressed(bytes, twist.encoding),
    ...(twist.broken === undefined
      ? {}
      : {
          broken: {
            code: twist.broken.code,
            after: twist.broken.after && twist.broken.after % (bytes.length + 1),
          },
        }),
  }
}

function compressed(bytes: Buffer, encoding: string): Buffer {
  if (encoding === 'gzip') return zlib.gzipSync(bytes)
  if (encoding === 'br')
    return zlib.brotliCompressSync(bytes, { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 1 } })
  return encoding === 'zstd' ? zlib.zstdCompressSync(bytes) : bytes
}

/** What becomes of one answer. */
export interface Twist {
  readonly status: number | undefined
  readonly edits: readonly Parameters<typeof editedJson>[1][number][]
  readonly mishap: Parameters<typeof bytesOf>[1]
  /** In place of the body. */
  readonly bytes: Buffer | undefined
  readonly headers: Readonly<Record<string, string | string[]>>
  /** How the body is compressed, and how it is labelled. */
  readonly encoding: string
  readonly label: string | undefined
  readonly broken: { readonly code: string; readonly after: number | undefined } | undefined
}

const times = [
  ...[
    'Wed, 21 Oct 2015 07:28:00 GMT',
    'Thu, 12 Mar 2026 12:00:30 GMT',
    'Thu, 12 Mar 2026 20:00:00 GMT',
    '2026-03-12T12:05:00Z',
  ],
  ...[
    'Thu, 31 Dec 9999 23:59:59 GMT',
    '1773316860',
    '1773316860000',
    '1773316860.5',
    'soon',
    'Thu, 99 Foo 2026',
  ],
]
const numbers = [
  ...[
    '0',
    '1',
    '2',
    '3',
    '59',
    '60',
    '600',
    '3600',
    '100000',
    '-1',
    '-0',
    '1.5',
    '1e3',
    ' 7 ',
    '007',
    '+5',
    '0x10',
  ],
  ...['9'.repeat(20), '9'.repeat(400), 'NaN', 'Infinity', '', ' ', 'null', '1, 2', '1;w=60', '\u00ff'],
]
const value = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...numbers, ...times) },
  { weight: 1, arbitrary: fc.array(fc.constantFrom(...numbers, ...times), { maxLength: 3 }) },
)

const quotaHeaders = ['x-ratelimit', 'x-rate-limit', 'x-rate-limit-burst'].flatMap((name) =>
  ['limit', 'remaining', 'reset'].map((part) => `${name}-${part}`),
)

const headers = fc.oneof(
  { weight: 2, arbitrary: fc.constant({}) },
  {
    weight: 3,
    arbitrary: fc.dictionary(fc.constantFrom(...quotaHeaders, 'retry-after', 'date'), value, { maxKeys: 6 }),
  },
  {
    weight: 1,
    arbitrary: fc.dictionary(
      fc.constantFrom(
        'content-type',
        'content-length',
        'transfer-encoding',
        'location',
        'set-cookie',
        '__proto__',
        'connection',
      ),
      fc.oneof(value, fc.string()),
      { maxKeys: 4 },
    ),
  },
)

const codes = [
  ...[
    'UND_ERR_SOCKET',
    'ECONNRESET',
    'ECONNREFUSED',
    'ENOTFOUND',
    'EAI_AGAIN',
    'ETIMEDOUT',
    'EPIPE',
    'EHOSTUNREACH',
  ],
  ...[
    'UND_ERR_HEADERS_TIMEOUT',
    'UND_ERR_BODY_TIMEOUT',
    'UND_ERR_CONNECT_TIMEOUT',
    'UND_ERR_HEADERS_OVERFLOW',
  ],
  ...[
    'HPE_INVALID_CONSTANT',
    'HPE_UNEXPECTED_CONTENT_LENGTH',
    'HPE_INVALID_CHUNK_SIZE',
    'UND_ERR_RES_CONTENT_LENGTH_MISMATCH',
  ],
  ...[
    'CERT_HAS_EXPIRED',
    'DEPTH_ZERO_SELF_SIGNED_CERT',
    'ERR_TLS_CERT_ALTNAME_INVALID',
    'EPROTO',
    'ERR_SSL_WRONG_VERSION_NUMBER',
  ],
]

const rarely = <T>(arbitrary: fc.Arbitrary<T>, weight = 4) =>
  fc.oneof({ weight, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary })

const encodings = ['gzip', 'br', 'zstd', 'identity', 'deflate', 'gzip, br', 'nonsense', '']

/** Any answer, mostly near to the sound one. @param echoes texts that it may repeat. */
export const twists = (echoes: readonly string[]): fc.Arbitrary<Twist> =>
  fc
    .record({
      status: rarely(
        fc.oneof(
          fc.constantFrom(200, 206, 301, 400, 401, 403, 404, 408, 422, 429, 500, 502, 503, 504),
          fc.integer({ min: 200, max: 599 }),
        ),
        2,
      ),
      edits: fc.array(edits(echoes.map((echo) => JSON.stringify(echo))), { maxLength: 4 }),
      mishap: mishaps,
      bytes: rarely(
        fc.oneof(
          anyBytes,
          fc.constantFrom(...echoes).map((echo) => Buffer.from(`cannot serve ${echo}`)),
        ),
      ),
      headers,
      sameEncoding: fc.constantFrom('gzip', 'br', 'zstd', undefined, undefined, undefined),
      encoding: rarely(fc.constantFrom('gzip', 'br', 'zstd'), 8),
      label: rarely(fc.constantFrom(...encodings), 8),
      broken: rarely(fc.record({ code: fc.constantFrom(...codes), after: rarely(fc.nat(2_000), 1) }), 8),
    })
    .map(({ sameEncoding, encoding, label, ...rest }) => ({
      ...rest,
      encoding: encoding ?? sameEncoding ?? '',
      label: label ?? sameEncoding,
    }))

/** What a read has to get over: nothing here is a page, nor a refusal for good, nor longer than a read waits. */
export const noises: fc.Arbitrary<Twist> = fc
  .record({
    what: fc.constantFrom('failure', 'refusal', 'not a page', 'cut', 'broken', 'nothing'),
    status: fc.constantFrom(408, 500, 501, 502, 503, 504, 507, 520, 599),
    bytes: anyBytes,
    retryAfter: fc.constantFrom(undefined, '0', '1', '-3', 'soon', ...times.slice(0, 2), '1.5'),
    date: fc.constantFrom(undefined, undefined, 'soon', ...times.slice(0, 4)),
    code: fc.constantFrom(...codes.slice(0, 16).filter((code) => code !== 'UND_ERR_HEADERS_OVERFLOW')),
    at: fc.nat(2_000),
  })
  .map(({ what, status, bytes, retryAfter, date, code, at }) => ({
    status: what === 'failure' ? status : what === 'refusal' ? 429 : undefined,
    edits: [],
    mishap: { how: 'none', at: 0 },
    bytes:
      what === 'failure' || what === 'refusal'
        ? bytes
        : what === 'not a page'
          ? Buffer.from(`<${bytes.toString('latin1')}`)
          : undefined,
    headers: {
      ...(retryAfter === undefined || what === 'nothing' ? {} : { 'retry-after': retryAfter }),
      ...(date === undefined ? {} : { date }),
    },
    encoding: '',
    label: undefined,
    broken:
      what === 'broken'
        ? { code, after: undefined }
        : what === 'cut'
          ? { code: 'UND_ERR_SOCKET', after: at }
          : undefined,
  }))
