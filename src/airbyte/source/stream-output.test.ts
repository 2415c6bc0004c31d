import { expect, test } from 'vitest'
import type { Source, Stream } from './source.ts'
import { checkpoint, records } from './stream-output.ts'

test('records are the rows as JSON, in order and unchanged', () => {
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

test('a checkpoint contains the state', () => {
  expect(checkpoint({ version: 7 })).toEqual({ type: 'checkpoint', state: { version: 7 } })
})

test.each([undefined, null, 'text', 5, [], [{}], () => ({}), new Date(0), 5n])(
  'rejects a row or state that is not an object: %s',
  (value) => {
    const anything: unknown = value
    expect(() => records([anything as object])).toThrow(TypeError)
    expect(() => checkpoint(anything as object)).toThrow(TypeError)
  },
)

test('rejects what does not serialize', () => {
  const circular: Record<string, unknown> = {}
  circular['self'] = circular
  expect(() => records([circular])).toThrow(TypeError)
  expect(() => records([{ large: 5n }])).toThrow(TypeError)
})

test('accepts interfaces as types of rows, states and sources', async () => {
  interface Row {
    readonly id: number
  }
  interface State {
    readonly last: number
  }
  const rows: readonly Row[] = [{ id: 6 }]
  const stream: Stream<object, State> = {
    description: { name: 'rows', json_schema: {}, supported_sync_modes: ['incremental'] },
    async *read({ state }) {
      yield records(rows)
      yield checkpoint({ last: (state?.last ?? 0) + 1 })
    },
  }
  const source: Pick<Source<object, State>, 'streams'> = { streams: async () => [stream] }
  expect(await source.streams({})).toEqual([stream])
  expect(records(rows)).toEqual({ type: 'records', records: [{ json: '{"id":6}' }] })
})
