import { describe, expect, test } from 'vitest'
import schema from '../../../../schemas/calls-v2.1.json' with { type: 'json' }
import { parseJsonExactly } from '../../../airbyte/json/exact-json.ts'
import { isJsonObject } from '../../../airbyte/json/is-json-object.ts'
import type { Anomaly } from '../../records/anomalies.ts'
import { fieldTypes } from '../../records/conform.ts'
import { readRow } from '../../records/row.ts'
import { rowShape } from './row-shape.ts'
import { rowTime } from './row-time.ts'

const shape = {
  ...rowShape({ key: 'id' }, fieldTypes(schema)),
  time: rowTime({ date: 'call_date', time: 'call_time' }),
}
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
    expect(anomalies).toContain('A row came without its id and was sent as it is')
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
