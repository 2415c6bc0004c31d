import type { StreamOutput } from './source.ts'

/**
 * Records as they come from an API, in their order. Values that JSON cannot hold are left out or null, as `JSON.stringify` does.
 * @throws TypeError if a row is no object, or cannot be written as one.
 */
export const records = <Row extends object>(rows: readonly Row[]): StreamOutput<never> => ({
  type: 'records',
  // A hole in the list is no row either.
  records: Array.from(rows, (row) => ({ json: objectText(row, 'row') })),
})

/**
 * The state from which the next sync goes on, if the records so far are all that there is before it.
 * @throws TypeError if it is no object, or cannot be written as one.
 */
export const checkpoint = <State extends object>(state: State): StreamOutput<State> => {
  objectText(state, 'state')
  return { type: 'checkpoint', state }
}

function objectText(value: unknown, what: string): string {
  const json =
    typeof value === 'object' && value !== null && !Array.isArray(value) ? JSON.stringify(value) : ''
  // `toJSON` may make anything of it.
  if (json?.startsWith('{')) return json
  throw new TypeError(
    `Expected each ${what} to be an object, got ${value === null ? 'null' : Array.isArray(value) ? 'an array' : typeof value}`,
  )
}
