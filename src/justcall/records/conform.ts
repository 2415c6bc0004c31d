import { parseJsonExactly, rawNumber } from '../../airbyte/json/exact-json.ts'
import type { FieldChange, JsonObject } from '../../airbyte/protocol/messages.ts'

/** What a field of the stream's schema may hold, null aside. */
export type FieldType = 'string' | 'integer' | 'boolean' | 'strings'

export interface Conformed {
  readonly data: Record<string, unknown>
  /** What was nulled; undefined if nothing was, as nearly always. */
  readonly changes: FieldChange[] | undefined
}

/** Told of each value that was not of its declared type: what it was made into, or that it was nulled. */
export type OnMismatch = (field: string, found: string, converted: boolean) => void

/**
 * Brings a row to the declared types. A value of another type is converted where nothing is lost ("42" to 42, 7 to "7",
 * "upgrade" to ["upgrade"]), else nulled and named in the changes. Fields that the schema does not know pass as they are.
 * The row is changed in place, and only where something was wrong.
 */
export function conform(
  row: Record<string, unknown>,
  fields: readonly (readonly [name: string, type: FieldType])[],
  onMismatch: OnMismatch,
): Conformed {
  let changes: FieldChange[] | undefined
  for (const [name, type] of fields) {
    const value = row[name]
    if (value === null || value === undefined || isOfType(value, type)) continue
    const converted = convert(value, type)
    row[name] = converted ?? null
    onMismatch(name, kindOf(value), converted !== undefined)
    if (converted !== undefined) continue
    changes ??= []
    changes.push({ field: name, change: 'NULLED', reason: 'SOURCE_SERIALIZATION_ERROR' })
  }
  return { data: row, changes }
}

/** The fields of a stream's JSON Schema in the form in which every row is looked at. */
export function fieldTypes(schema: JsonObject): (readonly [string, FieldType])[] {
  const properties = schema['properties'] as Record<string, { type: string | string[] }>
  return Object.entries(properties).map(([name, { type }]) => {
    const declared = [type].flat().find((candidate) => candidate !== 'null')
    return [name, declared === 'array' ? 'strings' : (declared as FieldType)] as const
  })
}

function isOfType(value: unknown, type: FieldType): boolean {
  switch (type) {
    case 'integer':
      return Number.isInteger(value) || isRawInteger(value)
    case 'strings':
      return Array.isArray(value) && value.every((item) => typeof item === 'string' || item === null)
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
    case 'boolean':
      return booleans.get(value)
    case 'strings':
      return asStrings(value)
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
