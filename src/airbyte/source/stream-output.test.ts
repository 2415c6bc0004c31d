import { expect, test } from 'vitest'
import type { Source, Stream } from './source.ts'
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

test('what cannot be written is an error', () => {
  const circular: Record<string, unknown> = {}
  circular['self'] = circular
  expect(() => records([circular])).toThrow(TypeError)
  expect(() => records([{ large: 5n }])).toThrow(TypeError)
})

test('rows, states and sources may be of interfaces', async () => {
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
