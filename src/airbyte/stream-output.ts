import type { StreamOutput } from './source.ts'

/** Records as they come of an API, in their order. Values that JSON cannot hold are left out or null, as `JSON.stringify` does. */
export const records = <Row extends object>(rows: readonly Row[]): StreamOutput<never> => ({
  type: 'records',
  records: rows.map((row) => ({ json: JSON.stringify(row) })),
})

/** The state from which the next sync goes on, if the records so far are all that there is before it. */
export const checkpoint = <State extends object>(state: State): StreamOutput<State> => ({
  type: 'checkpoint',
  state,
})
