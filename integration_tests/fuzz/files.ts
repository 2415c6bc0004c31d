import fc from 'fast-check'
import { anyBytes, bytesOf, editedJson, edits, mishaps } from './json-text.ts'
import type { FileGiven } from './trial.ts'

const alphabet = [...'abcdefghijkmnpqrstuvwxyzABCDEFGH23456789']

/** Tokens as APIs make them, and some with characters that are written in several ways. */
const token = fc
  .tuple(
    fc.string({ unit: fc.constantFrom(...alphabet), minLength: 22, maxLength: 40 }),
    fc.constantFrom('', '', '', '"\\', '+/=', '&<>', "%'", '$&'),
  )
  .map(([text, rest]) => `k7${text}${rest}x2`)

export const credentials = fc.record({ key: token, secret: token, password: token })

export type Secrets = typeof credentials extends fc.Arbitrary<infer T> ? T : never

const optional = {
  api_version: fc.constantFrom('v2', 'v2.1'),
  end_date: fc.constantFrom('2026-03-01', '2026-03-12T11:59:59Z', '9999-12-31', ''),
  direction: fc.constantFrom('all', 'inbound', 'outbound'),
  agent_id: fc.constantFrom(0, 42, 1001),
  number: fc.constantFrom('', '+14155551234'),
  status: fc.constantFrom('', 'completed', 'missed'),
  fetch_ai_data: fc.boolean(),
  fetch_queue_data: fc.boolean(),
  lookback_days: fc.integer({ min: 0, max: 90 }),
  emit_unchanged: fc.boolean(),
  num_workers: fc.integer({ min: 1, max: 25 }),
  requests_per_minute: fc.constantFrom(1, 30, 100_000),
  max_wait_minutes: fc.constantFrom(1, 70, 1440),
  per_page: fc.constantFrom(1, 5, 20, 100, 500),
  base_url: fc.constantFrom('https://api.justcall.io', 'http://127.0.0.1:1', 'https://example.com/proxy/'),
}

/** A configuration that is valid. */
export const configurations = ({ key, secret }: Secrets, version?: 'v2' | 'v2.1') =>
  fc
    .tuple(
      // An API that goes on refusing ranges is asked for each day: there must not be many.
      fc.constantFrom(
        ...(version === undefined ? ['1970-01-01'] : []),
        '2025-12-20',
        '2026-02-01',
        '2026-03-10T10:00:00+05:30',
        '2026-03-12T11:00:00',
      ),
      fc.record(optional, { requiredKeys: [] }),
    )
    .map(([start_date, rest]) => ({
      api_key: key,
      api_secret: secret,
      start_date,
      ...rest,
      // Nor must it be asked for a day and a night while it refuses for quota.
      ...(version === undefined
        ? {}
        : { api_version: version, max_wait_minutes: rest.max_wait_minutes === 1 ? 1 : 30 }),
    }))

export const streamNames = {
  v2: ['calls'],
  'v2.1': [
    'calls',
    'sms',
    'users',
    'contacts',
    'phone_numbers',
    'calls_ai',
    'sales_dialer_calls',
    'sales_dialer_campaigns',
    'user_groups',
  ],
} as const

const everyName = [...streamNames['v2.1'], 'nothing', '']

/** A catalog that is well formed; of a version's streams, or of any. */
export const catalogs = (names: readonly string[] = everyName) =>
  fc
    .uniqueArray(
      fc.record({
        stream: fc.record({ name: fc.constantFrom(...names), json_schema: fc.constant({}) }),
        sync_mode: fc.constantFrom('incremental', 'full_refresh'),
        destination_sync_mode: fc.constant('append'),
      }),
      { maxLength: 4, selector: ({ stream }) => stream.name },
    )
    .map((streams) => ({ streams }))

const cursorFields = ['started_at', 'call_date', 'sms_date']
const instants = [
  '2026-03-10T14:22:00Z',
  '2026-02-01T00:00:00Z',
  '2026-03-13T00:00:00Z',
  '2100-01-01T00:00:00Z',
  '1999-12-31T00:00:00Z',
  '2026-03-11',
]

const streamState = fc
  .record({
    cursors: fc.dictionary(
      fc.constantFrom(...cursorFields),
      fc.constantFrom<(string | null)[]>(...instants, null),
      { minKeys: 1, maxKeys: 2 },
    ),
    more: fc.record(
      {
        scope: fc.constantFrom(
          { start_date: '2026-02-01T00:00:00Z', filters: '4f53cda1' },
          { start_date: '2026-03-01T00:00:00Z', filters: 'x' },
          null,
        ),
        full_refresh: fc.boolean(),
        digest: fc.constantFrom('v1.e3b0c442.', 'v1.00000000.AAAAAAAAAAA=', ''),
        __ab_no_cursor_state_message: fc.boolean(),
      },
      { requiredKeys: [] },
    ),
  })
  .map(({ cursors, more }) => ({ ...cursors, ...more }))

/** A state, in the forms in which platforms write it. */
export const states = fc
  .tuple(
    fc.dictionary(fc.constantFrom(...everyName.filter((name) => name !== '')), streamState, { maxKeys: 4 }),
    fc.constantFrom('STREAM', 'GLOBAL', 'LEGACY', 'line', 'camel', 'bare'),
  )
  .map(([byStream, form]): unknown => {
    const entries = Object.entries(byStream).map(([name, stream_state]) => ({
      stream_descriptor: { name },
      stream_state,
    }))
    switch (form) {
      case 'STREAM':
        return entries.map((stream) => ({ type: 'STREAM', stream }))
      case 'GLOBAL':
        return { type: 'GLOBAL', global: { shared_state: {}, stream_states: entries } }
      case 'LEGACY':
        return { type: 'LEGACY', data: byStream }
      case 'line':
        return { type: 'STATE', state: { type: 'STREAM', stream: entries[0] } }
      case 'camel':
        return {
          stateType: 'stream',
          streamState: entries.map(({ stream_descriptor, stream_state }) => ({
            streamDescriptor: stream_descriptor,
            streamState: stream_state,
          })),
        }
      default:
        return byStream
    }
  })

const asItIs = (value: unknown): FileGiven => ({ content: Buffer.from(JSON.stringify(value)) })

/** A file near to a valid one, or anything else. */
export const files = (valid: fc.Arbitrary<unknown>, { key, secret }: Secrets): fc.Arbitrary<FileGiven> => {
  const secrets = [key, secret, `${key}:${secret}`, Buffer.from(`${key}:${secret}`).toString('base64')]
  const snippets = secrets.map((text) => JSON.stringify(text))
  const edited = fc
    .tuple(valid, fc.array(edits(snippets), { maxLength: 4 }), mishaps)
    .map(([value, changes, mishap]) => ({ content: bytesOf(editedJson(value, changes), mishap) }))
  return fc.oneof(
    { weight: 6, arbitrary: valid.map(asItIs) },
    { weight: 10, arbitrary: edited },
    { weight: 2, arbitrary: anyBytes.map((content) => ({ content })) },
    { weight: 1, arbitrary: fc.constantFrom<FileGiven[]>('directory', 'missing') },
    {
      weight: 1,
      arbitrary: fc.oneof(
        valid.map((value) => ({ argument: JSON.stringify(value) })),
        fc
          .constantFrom(...secrets, `/tmp/${secret}`, `${secret}.json`, `/tmp/${key}/config.json`, '')
          .map((argument) => ({ argument })),
        fc.string().map((argument) => ({ argument })),
      ),
    },
  )
}

export const validFile = (valid: fc.Arbitrary<unknown>): fc.Arbitrary<FileGiven> => valid.map(asItIs)
