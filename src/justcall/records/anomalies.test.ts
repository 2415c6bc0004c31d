import { expect, test } from 'vitest'
import type { StatusUpdate } from '../../airbyte/protocol/status-updates.ts'
import { startField } from '../api/v2/call.ts'
import { createAnomalyReport } from './anomalies.ts'

test('warns at the first of a kind, and counts the others', () => {
  const messages: StatusUpdate[] = []
  const anomalies = createAnomalyReport((notice) => messages.push(notice), { noun: 'call', startField })
  for (const kind of ['No id', 'Bad time', 'No id', 'No id']) anomalies.note(kind)
  expect(messages).toEqual([
    { type: 'log', level: 'WARN', message: 'No id; further ones are counted.' },
    { type: 'log', level: 'WARN', message: 'Bad time; further ones are counted.' },
  ])
  expect(anomalies.summary()).toEqual(['No id: 3 times in this read.'])
})

test('has nothing to sum up where all was well', () => {
  expect(createAnomalyReport(() => {}, { noun: 'call', startField }).summary()).toEqual([])
})

test('sums up from the second of a kind on', () => {
  const anomalies = createAnomalyReport(() => {}, { noun: 'call', startField })
  anomalies.note('No id')
  expect(anomalies.summary()).toEqual([])
  anomalies.note('No id')
  expect(anomalies.summary()).toEqual(['No id: 2 times in this read.'])
})

test('sums up the starts that cannot be read, with an example, and says nothing before', () => {
  const notices: unknown[] = []
  const anomalies = createAnomalyReport((notice) => notices.push(notice), { noun: 'call', startField })
  anomalies.note({ start: 'Tue, 10 Mar 2026 14:22:00 GMT' })
  anomalies.note({ start: '10/03/2026 2:22 PM' })
  expect(notices).toEqual([])
  expect(anomalies.summary()).toEqual([
    'The start of 2 calls cannot be read, so the cursor cannot move by them: started_at is "Tue, 10 Mar 2026 14:22:00 GMT", where a time like 2026-03-10T14:22:00Z (ISO 8601) is needed.',
  ])
})

test('sums up the calls without a start apart', () => {
  const anomalies = createAnomalyReport(() => {}, { noun: 'call', startField })
  anomalies.note({ start: null })
  anomalies.note({ start: '' })
  expect(anomalies.summary()).toEqual([
    'The start of 1 call cannot be read, so the cursor cannot move by it: started_at is "", where a time like 2026-03-10T14:22:00Z (ISO 8601) is needed.',
    '1 call came without a start (started_at is null or missing), so the cursor cannot move by it.',
  ])
})

test('sums up several calls without a start', () => {
  const anomalies = createAnomalyReport(() => {}, { noun: 'call', startField })
  anomalies.note({ start: null })
  anomalies.note({ start: null })
  expect(anomalies.summary()).toEqual([
    '2 calls came without a start (started_at is null or missing), so the cursor cannot move by them.',
  ])
})

test('quotes a text of up to 60 characters', () => {
  const anomalies = createAnomalyReport(() => {}, { noun: 'call', startField })
  anomalies.note({ start: 'x'.repeat(60) })
  expect(anomalies.summary().join()).toContain(`started_at is "${'x'.repeat(60)}", where`)
})

test('quotes no long text', () => {
  const anomalies = createAnomalyReport(() => {}, { noun: 'call', startField })
  anomalies.note({ start: 'x'.repeat(1_000) })
  expect(anomalies.summary().join()).toContain('started_at is a text of 1000 characters, where')
})

test('has a bounded number of kinds, however many fields an API makes up', () => {
  const notices: unknown[] = []
  const anomalies = createAnomalyReport((notice) => notices.push(notice), { noun: 'call', startField })
  for (let nth = 0; nth < 10_000; nth += 1) anomalies.note(`The field "f${nth}" is not whole`)
  expect(notices).toHaveLength(101)
  expect(anomalies.summary()).toEqual(['Values of other fields were repaired: 9900 times in this read.'])
})
