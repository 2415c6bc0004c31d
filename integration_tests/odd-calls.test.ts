import { describe, expect, test } from 'vitest'
import { createAccount } from '../sandbox/account.ts'
import type { AnomalyName } from '../sandbox/anomalies.ts'
import { runRead, startApi } from './setup.ts'

const readWithAnomaly = async (anomaly: AnomalyName) => {
  const fault = { kind: 'anomalies', names: [anomaly] } as const
  const sandbox = await startApi({ account: { calls: 0 }, faults: [{ fault }] })
  sandbox.account.add({ call_id: 'call_odd', started_at: '2024-03-10T14:22:00Z', duration: 185 })
  const result = await runRead(sandbox.url)
  expect(result).toMatchObject({ exitCode: 0, errors: [] })
  return result
}

describe('a call that is odd', { concurrent: true }, () => {
  test('keeps line breaks of Unicode, which leave as escapes', async () => {
    const notes = 'one\u0085two\u2028three\u2029four\nfive'
    const account = createAccount({ calls: 0 })
    account.add({ call_id: 'call_lines', started_at: '2024-03-10T14:22:00Z', notes })
    const result = await runRead((await startApi({ account })).url)
    expect(result.records).toMatchObject([{ data: { notes } }])
    expect(result.lines.filter((line) => line.includes('two\\u2028three\\u2029four'))).toHaveLength(1)
  })

  test('keeps fields that the contract does not know', async () => {
    const { records } = await readWithAnomaly('unknown-fields')
    expect(records).toMatchObject([{ data: { ai_summary: { topics: ['renewal'], sentiment: null } } }])
  })

  test('has a value of another type turned into the declared one where nothing is lost', async () => {
    const { records } = await readWithAnomaly('string-integers')
    expect(records).toMatchObject([{ data: { duration: 185 } }])
    expect(records[0]).not.toHaveProperty('meta')
  })

  test('has a value that the declared type cannot hold nulled and named', async () => {
    const { records } = await readWithAnomaly('word-integer')
    expect(records).toMatchObject([
      {
        data: { duration: null },
        meta: {
          changes: [{ field: 'duration', change: 'NULLED', reason: 'SOURCE_SERIALIZATION_ERROR' }],
        },
      },
    ])
  })

  test('keeps numbers that a double cannot hold, digit by digit', async () => {
    const { lines } = await readWithAnomaly('big-numbers')
    expect(lines.join('\n')).toContain('"external_id":12345678901234567890')
    expect(lines.join('\n')).toContain('"duration":9007199254740993')
  })

  test.each([
    'long-text',
    'lone-surrogate',
    'nul-character',
    'deep-nesting',
    'null-fields',
    'missing-id',
    'started-null',
    'started-future',
    'proto-keys',
    'bom',
  ] as const)('goes through as one record: %s', async (anomaly) => {
    const { records, states } = await readWithAnomaly(anomaly)
    expect(records).toHaveLength(1)
    expect(states.at(-1)?.stream?.stream_state['started_at'] ?? '').not.toMatch(/^2999/)
  })
})
