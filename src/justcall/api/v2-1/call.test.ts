import { describe, expect, test } from 'vitest'
import schema from '../../../../schemas/calls-v2.1.json' with { type: 'json' }
import { parseJsonExactly } from '../../../airbyte/json/exact-json.ts'
import { isJsonObject } from '../../../airbyte/json/is-json-object.ts'
import type { Settings } from '../../config/settings.ts'
import type { Anomaly } from '../../records/anomalies.ts'
import { readRow } from '../../records/call-row.ts'
import { fieldTypes } from '../../records/conform.ts'
import { callShape, createRowFilter } from './call.ts'

const shape = callShape(fieldTypes(schema), () => false)
const call = { id: 394042357, call_date: '2026-03-10', call_time: '14:22:00' }

const read = (row: Readonly<Record<string, unknown>>) => {
  const anomalies: Anomaly[] = []
  const made = readRow({ ...row }, shape, (anomaly) => anomalies.push(anomaly))
  return { ...made, anomalies }
}
/** A row whose long numbers are kept. */
const parsed = (json: string) => {
  const row = parseJsonExactly(json)
  if (!isJsonObject(row)) throw new Error('a row is an object')
  return row
}

describe('a call', () => {
  test('is known by its id, and starts at its date and time in UTC', () => {
    const row = { ...call, call_user_date: '2026-03-11', call_user_time: '01:22:00' }
    expect(read(row)).toEqual({
      id: '394042357',
      instant: Date.parse('2026-03-10T14:22:00Z'),
      endedAt: Date.parse('2026-03-10T14:22:00Z'),
      json: JSON.stringify(row),
      anomalies: [],
    })
  })

  test('may have an hour of one digit', () => {
    expect(read({ ...call, call_time: '8:25:43' })).toMatchObject({
      instant: Date.parse('2026-03-10T08:25:43Z'),
      anomalies: [],
    })
  })

  test('may have a fraction of a second', () => {
    expect(read({ ...call, call_time: '14:22:00.5' }).instant).toBe(Date.parse('2026-03-10T14:22:00.5Z'))
  })

  test.each<readonly [string, Readonly<Record<string, unknown>>, string | null]>([
    ['no time', { call_time: null }, '2026-03-10'],
    ['an empty time', { call_time: '' }, '2026-03-10'],
    ['no date', { call_date: null }, null],
    ['an empty date', { call_date: '' }, null],
    ['neither', { call_date: undefined, call_time: undefined }, null],
    ['a date that does not exist', { call_date: '2026-02-30' }, '2026-02-30 14:22:00'],
    ['a date that is a word', { call_date: 'soon' }, 'soon 14:22:00'],
    ['an hour that does not exist', { call_time: '25:00:00' }, '2026-03-10 25:00:00'],
  ])('has no start that can be read, and says so: %s', (_, change, start) => {
    const { instant, endedAt, anomalies } = read({ ...call, ...change })
    expect({ instant, endedAt, anomalies }).toEqual({
      instant: undefined,
      endedAt: undefined,
      anomalies: [{ start }],
    })
  })
})

describe('the identifier of a call', () => {
  test('is the same as a number and as text', () => {
    expect(read({ ...call, id: '394042357' }).id).toBe(read(call).id)
    expect(JSON.parse(read({ ...call, id: '394042357' }).json ?? '').id).toBe(394042357)
  })

  test.each(['9007199254740993', '12345678901234567890'])('keeps every digit beyond 2^53: %s', (id) => {
    const json = `{"id":${id},"call_date":"2026-03-10","call_time":"14:22:00"}`
    expect(read(parsed(json))).toMatchObject({ id, json, anomalies: [] })
    expect(read({ ...call, id })).toMatchObject({ id, json })
  })

  test('distinguishes neighbours beyond 2^53', () => {
    const idOf = (id: string) => read(parsed(`{"id":${id}}`)).id
    expect(idOf('9007199254740993')).not.toBe(idOf('9007199254740992'))
  })

  test.each([null, undefined, '', 'CA1', {}])('is the content of a call that has none: %j', (id) => {
    const { id: known, anomalies } = read({ ...call, id })
    expect(known?.startsWith('\u0000')).toBe(true)
    expect(anomalies).toContain('A call came without its id and was sent as it is')
    expect(read({ ...call, id, call_sid: 'CA2' }).id).not.toBe(known)
  })
})

describe('the end of a call', () => {
  const seconds = (call_duration: unknown) => {
    const { endedAt, instant = 0 } = read({ ...call, call_duration })
    return typeof endedAt === 'number' ? (endedAt - instant) / 1000 : endedAt
  }

  test('is the latest that its durations allow', () => {
    const parts = { ring_time: 10, queue_wait_time: 20, total_duration: 300, wrap_up_time: 40 }
    expect(seconds(parts)).toBe(370)
    // They are parts of the total.
    expect(seconds({ ...parts, hold_time: 60, conversation_time: 240, handle_time: 340 })).toBe(370)
  })

  test.each([null, undefined, {}, { total_duration: null }, { total_duration: 'long' }])(
    'is its start where there is no duration: %j',
    (call_duration) => {
      expect(seconds(call_duration)).toBe(0)
    },
  )

  test('is found from durations that come as text', () => {
    expect(seconds({ ring_time: '10', total_duration: '300' })).toBe(310)
  })
})

describe('the filters, row by row', () => {
  const row = {
    id: 1,
    agent_id: 77,
    justcall_number: '12707050100',
    call_info: { direction: 'Incoming', type: 'answered' },
  }
  const excludes = (filters: Settings['filters'], change: Readonly<Record<string, unknown>> = {}) =>
    createRowFilter(filters).isExcluded({ ...row, ...change })
  const info = (call_info: unknown) => ({ call_info })

  test('exclude nothing where there are none', () => {
    expect(excludes({})).toBe(false)
    expect(excludes({}, { call_info: null, agent_id: null, justcall_number: null })).toBe(false)
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
    const filter = createRowFilter({ status })
    expect(filter.isExcluded({ ...row, call_info: { type } })).toBe(false)
    expect(filter.hasSeenStatus).toBe(true)
  })

  test('take an agent beyond 2^53 by every digit', () => {
    const agent = parsed('{"agent_id":12345678901234567890}')
    expect(excludes({ agent_id: '12345678901234567890' }, agent)).toBe(false)
    expect(excludes({ agent_id: '12345678901234567891' }, agent)).toBe(true)
  })

  test('know whether any call had the status, whatever else excludes it', () => {
    const filter = createRowFilter({ status: 'missed', agent_id: '78' })
    expect(filter.hasSeenStatus).toBe(false)
    filter.isExcluded(row)
    expect(filter.hasSeenStatus).toBe(false)
    expect(filter.isExcluded({ ...row, call_info: { type: 'missed' } })).toBe(true)
    expect(filter.hasSeenStatus).toBe(true)
  })
})

test('a call that a filter excludes is listed, and marked', () => {
  const { isExcluded } = createRowFilter({ status: 'missed' })
  const filtered = callShape(fieldTypes(schema), isExcluded)
  const made = (type: string) => readRow({ ...call, call_info: { type } }, filtered, () => undefined)
  expect(made('answered')).toMatchObject({ id: '394042357', isExcluded: true })
  expect(made('missed')).not.toHaveProperty('isExcluded')
})
