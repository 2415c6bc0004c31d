import { expect, test } from 'vitest'
import { checkpoint, records } from './stream-output.ts'

test('records are the rows as JSON, in their order, and nothing in them is changed', () => {
  expect(
    records([
      { b: 1, a: null },
      { note: '{"x"}', list: [true] },
    ]),
  ).toEqual({
    type: 'records',
    records: [{ json: '{"b":1,"a":null}' }, { json: '{"note":"{\\"x\\"}","list":[true]}' }],
  })
})

test('a checkpoint is the state', () => {
  expect(checkpoint({ version: 7 })).toEqual({ type: 'checkpoint', state: { version: 7 } })
})

test.each([undefined, null, 'text', 5, [], [{}], () => ({}), new Date(0), 5n])(
  'what is no object is neither a record nor a state: %s',
  (value) => {
    const anything: unknown = value
    expect(() => records([anything as object])).toThrow(TypeError)
    expect(() => checkpoint(anything as object)).toThrow(TypeError)
  },
)

test('rows and states may be typed by interfaces', () => {
  interface Row {
    readonly id: number
  }
  const row: Row = { id: 1 }
  expect(records([row])).toEqual({ type: 'records', records: [{ json: '{"id":1}' }] })
  expect(checkpoint(row)).toEqual({ type: 'checkpoint', state: { id: 1 } })
})

test('what cannot be written is an error', () => {
  const circular: Record<string, unknown> = {}
  circular['self'] = circular
  expect(() => records([circular])).toThrow(TypeError)
  expect(() => records([{ large: 5n }])).toThrow(TypeError)
})
