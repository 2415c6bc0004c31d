import type { Fields } from '../row-list.ts'
import type { V21Behaviour } from './behaviour.ts'

/** Null, undefined and empty text are missing values. */
export const showMissing = (fields: Fields, missing: V21Behaviour['missing']): Fields => {
  const entries = Object.entries(fields)
  const kept = missing === 'absent' ? entries.filter(([, value]) => !isMissing(value)) : entries
  return Object.fromEntries(
    kept.map(([name, value]) => {
      if (isMissing(value)) return [name, missing]
      return [name, isFields(value) ? showMissing(value, missing) : value]
    }),
  )
}

const isMissing = (value: unknown): boolean => value === null || value === undefined || value === ''

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
