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
