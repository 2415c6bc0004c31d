import { describe, expect, test } from 'vitest'
import { readOutput } from './protocol.ts'

const now = 1_773_152_520_000
const record = { type: 'RECORD', record: { stream: 'calls', data: { call_id: 'a' }, emitted_at: now } }
const line = (value: unknown) => `${JSON.stringify(value)}\n`
const state = (recordCount: string) =>
  `{"type":"STATE","state":{"type":"STREAM","stream":{"stream_descriptor":{"name":"calls"},"stream_state":{}},"sourceStats":{"recordCount":${recordCount}}}}\n`
const trace = (rest: object) => line({ type: 'TRACE', trace: { emitted_at: now, ...rest } })

/** What holds every other test to the protocol must itself be seen to refuse. */
describe('the output of a command', () => {
  test('is read by type', () => {
    const output = readOutput(
      `${line(record)}${state('1.0')}${line({ type: 'LOG', log: { level: 'INFO', message: 'm' } })}`,
    )
    expect(output).toMatchObject({
      records: [{ data: { call_id: 'a' } }],
      states: [{ sourceStats: { recordCount: 1 } }],
      logs: [{ level: 'INFO', message: 'm' }],
    })
  })

  test.each<readonly [string, string, RegExp]>([
    ['a last line without its newline', JSON.stringify(record), /newline/],
    ['an empty line', '\n', /Not JSON/],
    ['text', 'Starting...\n', /Not JSON/],
    ['two messages on a line', line(record).trim() + line(record), /Not JSON/],
    [
      'a raw line separator',
      line({ ...record, record: { ...record.record, data: { notes: '\u2028' } } }),
      /raw/,
    ],
    ['a raw next line', line({ ...record, record: { ...record.record, data: { notes: '\u0085' } } }), /raw/],
    ['a carriage return', `${JSON.stringify(record)}\r\n`, /carriage/],
    ['an unknown type', line({ type: 'PROGRESS' }), /type/],
    ['a type without its payload', line({ type: 'RECORD' }), /record/],
    ['a payload of another type', line({ ...record, log: { level: 'INFO', message: 'm' } }), /log/],
    ['an unknown field', line({ ...record, record: { ...record.record, cursor: 1 } }), /cursor/],
    ['seconds', line({ ...record, record: { ...record.record, emitted_at: 1_773_152_520 } }), /emitted_at/],
    [
      'a fraction of a ms',
      line({ ...record, record: { ...record.record, emitted_at: now + 0.5 } }),
      /emitted_at/,
    ],
    ['a count without its decimal point', state('1'), /decimal point/],
    ['a count that is no whole number', state('1.5'), /recordCount/],
    ['an unknown level', line({ type: 'LOG', log: { level: 'NOTICE', message: 'm' } }), /level/],
    [
      'a failure without its reason',
      line({ type: 'CONNECTION_STATUS', connectionStatus: { status: 'FAILED' } }),
      /message/,
    ],
    ['a trace without its payload', trace({ type: 'ERROR' }), /error/],
    ['a failure of no type', trace({ type: 'ERROR', error: { message: 'm' } }), /failure_type/],
    [
      'an unknown status',
      trace({
        type: 'STREAM_STATUS',
        stream_status: { stream_descriptor: { name: 'calls' }, status: 'DONE' },
      }),
      /status/,
    ],
    [
      'an estimate in another trace',
      trace({ type: 'ANALYTICS', analytics: { type: 'a' }, estimate: {} }),
      /estimate/,
    ],
  ])('is refused for %s', (_what, text, says) => {
    expect(() => readOutput(text)).toThrow(says)
  })
})
