import type { StreamOutput } from './source.ts'

/**
 * Rows of an API as records, in order. Values that JSON cannot hold are omitted or null, as by `JSON.stringify`.
 * @throws TypeError if a row is not an object or does not serialize to one.
 */
export const records = <Row extends object>(rows: readonly Row[]): StreamOutput<never> => ({
  type: 'records',
  // Unlike `map`, visits holes, which are not rows either.
  records: Array.from(rows, (row) => ({ json: objectText(row, 'row') })),
})

/**
 * The state to resume from. Yield it after all records that it covers.
 * @throws TypeError if the state is not an object or does not serialize to one.
 */
export const checkpoint = <State extends object>(state: State): StreamOutput<State> => {
  objectText(state, 'state')
  return { type: 'checkpoint', state }
}

export const info = (message: string): StreamOutput<never> => ({ type: 'log', level: 'INFO', message })

export const warn = (message: string): StreamOutput<never> => ({ type: 'log', level: 'WARN', message })

function objectText(value: unknown, what: string): string {
  const json =
    typeof value === 'object' && value !== null && !Array.isArray(value) ? JSON.stringify(value) : ''
  // `toJSON` may return anything.
  if (json?.startsWith('{')) return json
  throw new TypeError(
    `Expected each ${what} to be an object, got ${value === null ? 'null' : Array.isArray(value) ? 'an array' : typeof value}`,
  )
}
