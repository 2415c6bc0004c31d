import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  connectionStatus,
  errorTrace,
  estimate,
  log,
  type Message,
  rateLimited,
  type StreamRecord,
  streamStatus,
} from '../protocol/messages.ts'
import { encode } from './encode.ts'

const asItIs = (text: string) => text
const stars = (text: string) => text.replaceAll('secret', '****')
const parsed = (message: Message, redact = asItIs) => JSON.parse(encode(message, redact))
const records = (...rows: StreamRecord[]): Message => ({
  type: 'RECORD',
  stream: 'calls',
  emittedAt: 1_773_316_800_000,
  records: rows,
})
const state = (recordCount: number, more: object = {}): Message => ({
  type: 'STATE',
  stream: 'calls',
  state: { started_at: '2026-03-10T14:22:00Z', ...more },
  recordCount,
})

describe('encodes a message as one line', () => {
  test.each<[string, Message, object]>([
    ['LOG', log('INFO', 'Reading.'), { type: 'LOG', log: { level: 'INFO', message: 'Reading.' } }],
    [
      'STREAM_STATUS',
      streamStatus('calls', 'STARTED', 5),
      {
        type: 'TRACE',
        trace: {
          type: 'STREAM_STATUS',
          emitted_at: 5,
          stream_status: { stream_descriptor: { name: 'calls' }, status: 'STARTED' },
        },
      },
    ],
    [
      'RATE_LIMITED',
      rateLimited('calls', 9, 5),
      {
        type: 'TRACE',
        trace: {
          type: 'STREAM_STATUS',
          emitted_at: 5,
          stream_status: {
            stream_descriptor: { name: 'calls' },
            status: 'RUNNING',
            reasons: [{ type: 'RATE_LIMITED', rate_limited: { quota_reset: 9 } }],
          },
        },
      },
    ],
    [
      'ESTIMATE',
      estimate('calls', 1_500, 5),
      {
        type: 'TRACE',
        trace: {
          type: 'ESTIMATE',
          emitted_at: 5,
          estimate: { name: 'calls', type: 'STREAM', row_estimate: 1_500 },
        },
      },
    ],
    [
      'ERROR',
      errorTrace({ message: 'It failed.', failure_type: 'config_error' }, 5),
      {
        type: 'TRACE',
        trace: {
          type: 'ERROR',
          emitted_at: 5,
          error: { message: 'It failed.', failure_type: 'config_error' },
        },
      },
    ],
    [
      'CONNECTION_STATUS',
      connectionStatus('SUCCEEDED'),
      { type: 'CONNECTION_STATUS', connectionStatus: { status: 'SUCCEEDED' } },
    ],
    [
      'CONNECTION_STATUS that failed',
      connectionStatus('FAILED', 'why'),
      { type: 'CONNECTION_STATUS', connectionStatus: { status: 'FAILED', message: 'why' } },
    ],
    ['SPEC', { type: 'SPEC', spec: { a: 1 } }, { type: 'SPEC', spec: { a: 1 } }],
    ['CATALOG', { type: 'CATALOG', catalog: { streams: [] } }, { type: 'CATALOG', catalog: { streams: [] } }],
  ])('%s', (_, message, expected) => {
    const line = encode(message, asItIs)
    expect(line.indexOf('\n')).toBe(line.length - 1)
    expect(JSON.parse(line)).toEqual(expected)
  })
})

describe('records', () => {
  test('are one line each, with unchanged data', () => {
    expect(encode(records({ json: '{"n":1e400}' }, { json: '{"n":2}' }), asItIs)).toBe(
      [
        '{"type":"RECORD","record":{"stream":"calls","emitted_at":1773316800000,"data":{"n":1e400}}}\n',
        '{"type":"RECORD","record":{"stream":"calls","emitted_at":1773316800000,"data":{"n":2}}}\n',
      ].join(''),
    )
  })

  test('list nulled fields', () => {
    const changes = [{ field: 'n', change: 'NULLED', reason: 'SOURCE_SERIALIZATION_ERROR' }] as const
    expect(parsed(records({ json: '{"n":null}', changes })).record).toEqual({
      stream: 'calls',
      emitted_at: 1_773_316_800_000,
      data: { n: null },
      meta: { changes },
    })
  })

  test('are nothing if there are none', () => {
    expect(encode(records(), asItIs)).toBe('')
  })

  test('escape the name of the stream', () => {
    const message: Message = { type: 'RECORD', stream: 'a "b"\n', emittedAt: 1, records: [{ json: '{}' }] }
    expect(parsed(message).record.stream).toBe('a "b"\n')
  })
})

describe('a state', () => {
  test('names its stream, with the record count as a decimal', () => {
    expect(encode(state(12), asItIs)).toBe(
      '{"type":"STATE","state":{"type":"STREAM","stream":{"stream_descriptor":{"name":"calls"},"stream_state":{"started_at":"2026-03-10T14:22:00Z"}},"sourceStats":{"recordCount":12.0}}}\n',
    )
    expect(encode(state(0), asItIs)).toContain('"recordCount":0.0}')
    expect(encode(state(12_345_678), asItIs)).toContain('"recordCount":12345678.0}')
  })
})

describe('the line breaks U+0085, U+2028 and U+2029', () => {
  const breaks = 'a\u0085b\u2028c\u2029d'
  const escaped = 'a\\u0085b\\u2028c\\u2029d'

  test.each<[string, Message]>([
    ['records', records({ json: JSON.stringify({ notes: breaks }) })],
    ['states', state(0, { notes: breaks })],
    ['logs', log('INFO', breaks)],
    ['specifications', { type: 'SPEC', spec: { title: breaks } }],
  ])('are escaped in %s, and parse to the same text', (_, message) => {
    const line = encode(message, asItIs)
    expect(line).toContain(escaped)
    expect(line).not.toMatch(/[\u0085\u2028\u2029]/)
    expect(JSON.stringify(JSON.parse(line))).toContain(breaks)
  })

  test('are the only change', () => {
    const texts = fc.string({
      unit: fc.oneof(fc.constantFrom('\u0085', '\u2028', '\u2029', '\\', '"', '\n', '\r'), fc.string()),
    })
    fc.assert(
      fc.property(texts, (notes) => {
        const line = encode(records({ json: JSON.stringify({ notes }) }), asItIs)
        expect(line.slice(0, -1)).not.toMatch(/[\n\r\u0085\u2028\u2029]/)
        expect(JSON.parse(line).record.data).toEqual({ notes })
      }),
    )
  })
})

describe('secrets are hidden', () => {
  const error = {
    message: 'secret 1',
    internal_message: 'secret 2',
    stack_trace: 'secret 3',
    failure_type: 'system_error',
    stream_descriptor: { name: 'secret' },
  } as const

  test('in logs', () => {
    expect(parsed(log('INFO', 'the secret'), stars).log.message).toBe('the ****')
    const traced: Message = { type: 'LOG', log: { level: 'INFO', message: 'a', stack_trace: 'the secret' } }
    expect(parsed(traced, stars).log.stack_trace).toBe('the ****')
  })

  test('in the result of a check', () => {
    expect(parsed(connectionStatus('FAILED', 'the secret'), stars).connectionStatus.message).toBe('the ****')
  })

  test('in the texts of an error, but not in names', () => {
    expect(parsed(errorTrace(error, 5), stars).trace.error).toEqual({
      ...error,
      message: '**** 1',
      internal_message: '**** 2',
      stack_trace: '**** 3',
    })
  })

  test('but not in records, states, statuses and catalogs', () => {
    const messages: Message[] = [
      records({ json: '{"notes":"secret"}' }),
      state(1, { started_at: 'secret' }),
      streamStatus('secret', 'STARTED', 5),
      estimate('secret', 5, 5),
      { type: 'SPEC', spec: { message: 'secret' } },
      { type: 'CATALOG', catalog: { streams: [] } },
    ]
    for (const message of messages) expect(encode(message, stars)).toBe(encode(message, asItIs))
  })
})

describe('a lone surrogate', () => {
  const asIs = (text: string) => text
  const logged = (text: string) =>
    JSON.parse(encode({ type: 'LOG', log: { level: 'INFO', message: text } }, asIs)).log.message

  test('becomes U+FFFD in text for people', () => {
    expect(logged('cut \ud83d')).toBe('cut \uFFFD')
    expect(logged('\ude00\ud83d\ud83d\\')).toBe('\uFFFD\uFFFD\uFFFD\\')
    expect(logged('😀 \\ud83d \\\\ud83d "\\uD83D')).toBe('😀 \\ud83d \\\\ud83d "\\uD83D')
  })

  test('becomes U+FFFD in states and records, while escaped pairs are kept', () => {
    const state = encode({ type: 'STATE', stream: 's', state: { 'a\ud83d': '\ud83d' }, recordCount: 0 }, asIs)
    expect(JSON.parse(state).state.stream.stream_state).toEqual({ 'a\uFFFD': '\uFFFD' })
    const json = '{"a":"\\ud83d","b":"\\uD83D\\uDE00","c":"\\\\ud83d"}'
    const record = encode({ type: 'RECORD', stream: 's', emittedAt: 1, records: [{ json }] }, asIs)
    expect(JSON.parse(record).record.data).toEqual({ a: '\uFFFD', b: '😀', c: '\\ud83d' })
  })
})

test('a record with line breaks between tokens becomes one line', () => {
  const json = '{\n  "a": 1,\r\n  "b": "x"\n}'
  const text = encode({ type: 'RECORD', stream: 's', emittedAt: 1, records: [{ json }] }, (same) => same)
  expect(text.split('\n')).toHaveLength(2)
  expect(JSON.parse(text).record.data).toEqual({ a: 1, b: 'x' })
})
