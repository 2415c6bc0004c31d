import { isJsonObject } from '../json/is-json-object.ts'
import type { JsonObject } from '../protocol/messages.ts'
import { listOf, objectOf, partsOf, referredBy, sameValueSchemas } from './schema-walk.ts'

/** Fills in defaults at any depth. Of several forms (`oneOf`, `anyOf`), only the chosen one contributes. */
export function withDefaults(specification: JsonObject, given: JsonObject): JsonObject {
  const value = structuredClone(given)
  fill(specification, specification, value, new Set())
  return value
}

/** Removes properties that are null or empty, at any depth. */
export function withoutEmpty(given: JsonObject): JsonObject {
  const value = structuredClone(given)
  clear(value)
  return value
}

/**
 * The index of the only form whose constants match the value and whose required properties it has. Failing that, the only
 * one whose constants match, so that errors are about that form.
 */
export function chosenForm(root: JsonObject, forms: readonly unknown[], value: unknown): number | undefined {
  if (!isJsonObject(value)) return undefined
  const fits = forms.map((form) => fitOf(root, form, value))
  const best = Math.max(...fits)
  return best > 0 && fits.indexOf(best) === fits.lastIndexOf(best) ? fits.indexOf(best) : undefined
}

/** The values that the schema of a property lists, if it does. */
export function allowedValues(property: unknown): readonly unknown[] | undefined {
  if (!isJsonObject(property)) return undefined
  return 'const' in property
    ? [property['const']]
    : Array.isArray(property['enum'])
      ? property['enum']
      : undefined
}

/** 0 if a constant differs; otherwise higher for more matching constants, then for having all required properties. */
function fitOf(root: JsonObject, form: unknown, value: JsonObject): number {
  let constants = 0
  let isWhole = true
  for (const schema of sameValueSchemas(root, form)) {
    for (const [name, property] of Object.entries(objectOf(schema['properties']))) {
      const allowed = allowedValues(property)
      if (allowed === undefined || value[name] === undefined) continue
      if (!allowed.includes(value[name])) return 0
      constants += 1
    }
    const properties = objectOf(schema['properties'])
    const isThere = (name: unknown) =>
      typeof name === 'string' && (name in value || objectOf(properties[name])['default'] !== undefined)
    isWhole &&= listOf(schema['required']).every(isThere)
  }
  return constants * 2 + (isWhole ? 1 : 0)
}

function fill(root: JsonObject, schema: unknown, value: unknown, seen: Set<unknown>): void {
  if (!isJsonObject(schema) || seen.has(schema)) return
  seen.add(schema)
  fill(root, referredBy(root, schema), value, seen)
  if (isRecord(value)) {
    for (const [name, property] of Object.entries(objectOf(schema['properties']))) {
      const preset = objectOf(property)['default'] ?? objectOf(referredBy(root, property))['default']
      if (preset !== undefined && !Object.hasOwn(value, name)) value[name] = structuredClone(preset)
    }
  }
  for (const part of listOf(schema['allOf'])) fill(root, part, value, seen)
  for (const keyword of ['oneOf', 'anyOf']) {
    const forms = listOf(schema[keyword])
    const chosen = chosenForm(root, forms, value)
    if (chosen !== undefined) fill(root, forms[chosen], value, seen)
  }
  for (const part of partsOf({ schema, value })) fill(root, part.schema, part.value, new Set())
}

function clear(value: unknown): void {
  if (Array.isArray(value)) value.forEach(clear)
  else if (isRecord(value)) {
    for (const [name, entry] of Object.entries(value)) {
      if (entry === null || entry === '') delete value[name]
      else clear(entry)
    }
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> => isJsonObject(value)
