import { parseJsonExactly, rawNumber } from '../../airbyte/json/exact-json.ts'
import type { FieldChange } from '../../airbyte/protocol/messages.ts'

/** What a field of the stream's schema may hold, null aside: an object is its own fields, `array` one of anything. */
export type FieldType = 'string' | 'integer' | 'number' | 'boolean' | 'strings' | 'array' | Fields

/** The fields of a stream's schema in the form in which every row is looked at. */
export type Fields = readonly (readonly [name: string, type: FieldType])[]

export interface Conformed {
  readonly data: Record<string, unknown>
  /** What was nulled; undefined if nothing was, as nearly always. */
  readonly changes: FieldChange[] | undefined
}

/** Called with each value that was not of its declared type, by its path: it was converted, or else nulled. */
export type OnMismatch = (path: string, found: string, converted: boolean) => void

/**
 * Brings a row to the declared types, nested objects included. A value of another type is converted where nothing is lost ("42" to 42,
 * 7 to "7", "upgrade" to ["upgrade"], an object to a list of it), else nulled and named in the changes by its path. Fields that the schema does not know pass as
 * they are. The row is changed in place, and only where something was wrong.
 */
export function conform(row: Record<string, unknown>, fields: Fields, onMismatch: OnMismatch): Conformed {
  const changes: FieldChange[] = []
  conformFields(row, fields, '', onMismatch, changes)
  return { data: row, changes: changes.length === 0 ? undefined : changes }
}

function conformFields(
  row: Record<string, unknown>,
  fields: Fields,
  prefix: string,
  onMismatch: OnMismatch,
  changes: FieldChange[],
): void {
  for (const [name, type] of fields) {
    const value = row[name]
    if (value === null || value === undefined) continue
    if (typeof type !== 'string' && isPlainObject(value)) {
      conformFields(value, type, `${prefix}${name}.`, onMismatch, changes)
      continue
    }
    if (isOfType(value, type)) continue
    const converted = convert(value, type)
    row[name] = converted ?? null
    const path = prefix + name
    onMismatch(path, kindOf(value), converted !== undefined)
    if (converted === undefined)
      changes.push({ field: path, change: 'NULLED', reason: 'SOURCE_SERIALIZATION_ERROR' })
  }
}

/** The fields that a JSON Schema declares, but for those that may hold values of several types. */
export function fieldTypes(schema: object): Fields {
  const { properties = {} } = schema as { properties?: Record<string, Declared> }
  return Object.entries(properties).flatMap(([name, declared]) => {
    const type = fieldType(declared)
    return type === undefined ? [] : [[name, type] as const]
  })
}

interface Declared {
  readonly type: string | readonly string[]
  readonly items?: { readonly type?: string | readonly string[] }
}

function fieldType(declared: Declared): FieldType | undefined {
  const [type, ...others] = [declared.type].flat().filter((candidate) => candidate !== 'null')
  if (others.length > 0) return undefined
  if (type === 'object') return fieldTypes(declared)
  if (type === 'array') return [declared.items?.type].flat().includes('string') ? 'strings' : 'array'
  return type as FieldType
}

/** Not a number kept exactly, which is an object too. */
const isPlainObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && rawNumber(value) === undefined

function isOfType(value: unknown, type: FieldType): boolean {
  switch (type) {
    case 'integer':
      return Number.isInteger(value) || isRawInteger(value)
    case 'number':
      return typeof value === 'number' || rawNumber(value) !== undefined
    case 'strings':
      return Array.isArray(value) && value.every((item) => typeof item === 'string' || item === null)
    case 'array':
      return Array.isArray(value)
    default:
      return typeof value === type
  }
}

function convert(value: unknown, type: FieldType): unknown {
  switch (type) {
    case 'string':
      return asString(value)
    case 'integer':
      return typeof value === 'string' && /^-?(0|[1-9]\d*)$/.test(value)
        ? parseJsonExactly(` ${value}`)
        : undefined
    case 'number':
      return typeof value === 'string' && /^-?(0|[1-9]\d*)(\.\d+)?$/.test(value)
        ? parseJsonExactly(` ${value}`)
        : undefined
    case 'boolean':
      return booleans.get(typeof value === 'string' ? value.toLowerCase() : value)
    case 'strings':
      return asStrings(value)
    case 'array':
      return isPlainObject(value) ? [value] : undefined
    default:
      return undefined
  }
}

const booleans = new Map<unknown, boolean>([
  ['true', true],
  ['false', false],
  [1, true],
  [0, false],
])

const asString = (value: unknown): string | undefined =>
  typeof value === 'number' || typeof value === 'boolean' ? String(value) : rawNumber(value)

function asStrings(value: unknown): (string | null)[] | undefined {
  if (!Array.isArray(value)) {
    const single = typeof value === 'string' ? value : asString(value)
    return single === undefined ? undefined : [single]
  }
  const items = value.map((item: unknown) =>
    typeof item === 'string' || item === null ? item : asString(item),
  )
  return items.every((item) => item !== undefined) ? items : undefined
}

const isRawInteger = (value: unknown) => /^-?\d+$/.test(rawNumber(value) ?? '')

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'array'
  return rawNumber(value) === undefined ? typeof value : 'number'
}
