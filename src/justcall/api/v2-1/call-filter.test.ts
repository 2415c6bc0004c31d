import { describe, expect, test } from 'vitest'
import { parseJsonExactly } from '../../../airbyte/json/exact-json.ts'
import type { Settings } from '../../config/settings.ts'
import { readRow } from '../../records/row.ts'
import { createCallFilter } from './call-filter.ts'
import { rowShape } from './row-shape.ts'

describe('the filters, row by row', () => {
  const row = {
    id: 1,
    agent_id: 77,
    justcall_number: '12707050100',
    call_info: { direction: 'Incoming', type: 'answered' },
  }
  const excludes = (filters: Settings['filters'], change: Readonly<Record<string, unknown>> = {}) =>
    createCallFilter(filters).isExcluded({ ...row, ...change })
  const info = (call_info: unknown) => ({ call_info })

  test('exclude nothing where there are none', () => {
    expect(excludes({})).toBe(false)
    expect(excludes({}, { call_info: null, agent_id: null, justcall_number: null })).toBe(false)
  })

  test('exclude a call whose agent is no number and has no text form', () => {
    expect(excludes({ agent_id: '77' }, { agent_id: JSON.parse('{"toString":1,"valueOf":1}') })).toBe(true)
  })

  test.each<readonly [Settings['filters'], boolean]>([
    [{ direction: 'inbound' }, false],
    [{ direction: 'outbound' }, true],
    [{ agent_id: '77' }, false],
    [{ agent_id: '78' }, true],
    [{ number: '+12707050100' }, false],
    [{ number: '+1 270 705 0100' }, false],
    [{ number: '+12707050101' }, true],
    [{ status: 'answered' }, false],
    [{ status: 'missed' }, true],
    [{ direction: 'inbound', agent_id: '77', number: '+12707050100', status: 'completed' }, false],
    [{ direction: 'inbound', agent_id: '77', number: '+12707050100', status: 'missed' }, true],
    [{ direction: 'inbound', agent_id: '78', number: '+12707050100', status: 'completed' }, true],
  ])('hold though the server ignores them: %j excludes the call, %s', (filters, excluded) => {
    expect(excludes(filters)).toBe(excluded)
  })

  test.each(['Incoming', 'incoming', 'INCOMING'])('take a direction in any case: %s', (direction) => {
    expect(excludes({ direction: 'inbound' }, info({ direction }))).toBe(false)
    expect(excludes({ direction: 'outbound' }, info({ direction }))).toBe(true)
  })

  test.each([null, undefined, '', 5])('keep a call whose direction or number is %j', (value) => {
    expect(excludes({ direction: 'outbound' }, info({ direction: value }))).toBe(false)
    expect(excludes({ direction: 'outbound' }, { call_info: null })).toBe(false)
    expect(excludes({ number: '+12707050101' }, { justcall_number: value })).toBe(false)
  })

  test.each([null, undefined, ''])('exclude a call whose agent or status is %j', (value) => {
    expect(excludes({ agent_id: '77' }, { agent_id: value })).toBe(true)
    expect(excludes({ status: 'answered' }, info({ type: value }))).toBe(true)
    expect(excludes({ status: 'answered' }, { call_info: value })).toBe(true)
  })

  test.each([
    ['completed', 'answered'],
    ['completed', 'Answered'],
    ['answered', 'ANSWERED'],
    ['Missed', 'missed'],
    ['in-progress', 'In Progress'],
    ['In Progress', 'in-progress'],
    ['abandoned before ringing', 'Abandoned before ringing'],
    ['some-new-type', 'Some New Type'],
  ])('take a status in any case, of an open set: %s is %s', (status, type) => {
    const filter = createCallFilter({ status })
    expect(filter.isExcluded({ ...row, call_info: { type } })).toBe(false)
    expect(filter.hasSeenStatus).toBe(true)
  })

  test('take an agent beyond 2^53 by every digit', () => {
    const agent = { agent_id: parseJsonExactly(' 12345678901234567890') }
    expect(excludes({ agent_id: '12345678901234567890' }, agent)).toBe(false)
    expect(excludes({ agent_id: '12345678901234567891' }, agent)).toBe(true)
  })

  test('know whether any call had the status, whatever else excludes it', () => {
    const filter = createCallFilter({ status: 'missed', agent_id: '78' })
    expect(filter.hasSeenStatus).toBe(false)
    filter.isExcluded(row)
    expect(filter.hasSeenStatus).toBe(false)
    expect(filter.isExcluded({ ...row, call_info: { type: 'missed' } })).toBe(true)
    expect(filter.hasSeenStatus).toBe(true)
  })
})

test('a call that a filter excludes is listed, and marked', () => {
  const { isExcluded } = createCallFilter({ status: 'missed' })
  const shape = { ...rowShape({ key: 'id' }, []), isExcluded }
  const made = (type: string) => readRow({ id: 394042357, call_info: { type } }, shape, () => undefined)
  expect(made('answered')).toMatchObject({ id: '394042357', isExcluded: true })
  expect(made('missed')).not.toHaveProperty('isExcluded')
})
