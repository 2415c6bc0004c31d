import { isJsonObject } from '../json/is-json-object.ts'
import type { JsonObject } from '../protocol/messages.ts'

/** A value and a schema that describes it. */
export interface Described {
  readonly schema: JsonObject
  readonly value: unknown
}

/** A schema and all others that describe the same value: by `$ref`, `allOf`, `if` and the like. */
export function sameValueSchemas(root: JsonObject, schema: unknown): readonly JsonObject[] {
  const found = new Set<JsonObject>()
  const visit = (part: unknown) => {
    if (!isJsonObject(part) || found.has(part)) return
    found.add(part)
    visit(referredBy(root, part))
    for (const keyword of ['allOf', 'anyOf', 'oneOf']) listOf(part[keyword]).forEach(visit)
    for (const keyword of ['if', 'then', 'else']) visit(part[keyword])
    for (const keyword of ['dependencies', 'dependentSchemas'])
      Object.values(objectOf(part[keyword])).forEach(visit)
  }
  visit(schema)
  return [...found]
}

/** The properties or items of a value, each with its schemas. */
export function partsOf({
  schema,
  value,
}: Described): readonly { readonly schema: unknown; readonly value: unknown }[] {
  if (Array.isArray(value)) {
    const { items, prefixItems, additionalItems, contains } = schema
    return value.flatMap((item: unknown, index) => {
      const own = listOf(prefixItems ?? items)[index]
      const each = own ?? (Array.isArray(items) ? additionalItems : items)
      return [each, contains].map((part) => ({ schema: part, value: item }))
    })
  }
  if (!isJsonObject(value)) return []
  const properties = objectOf(schema['properties'])
  const patterns = Object.entries(objectOf(schema['patternProperties']))
  return Object.entries(value).flatMap(([name, entry]) => {
    const matching = patterns
      .filter(([pattern]) => new RegExp(pattern, 'u').test(name))
      .map(([, part]) => part)
    const own = Object.hasOwn(properties, name) ? [properties[name], ...matching] : matching
    return (own.length > 0 ? own : [schema['additionalProperties']]).map((part) => ({
      schema: part,
      value: entry,
    }))
  })
}

/** The schemas of all properties and items that a value may have. */
export function partSchemas(schema: JsonObject): readonly unknown[] {
  const {
    properties,
    patternProperties,
    additionalProperties,
    items,
    prefixItems,
    additionalItems,
    contains,
  } = schema
  return [
    ...Object.values(objectOf(properties)),
    ...Object.values(objectOf(patternProperties)),
    ...(Array.isArray(items) ? items : [items]),
    ...listOf(prefixItems),
    ...[additionalProperties, additionalItems, contains],
  ]
}

/** The target of a `$ref` within the specification. */
export function referredBy(root: JsonObject, schema: unknown): unknown {
  const reference = objectOf(schema)['$ref']
  if (typeof reference !== 'string' || !reference.startsWith('#')) return undefined
  const names = decodeURIComponent(reference.slice(1)).split('/').slice(1)
  return names.reduce<unknown>(
    (part, name) =>
      typeof part === 'object' && part !== null
        ? Object.entries(part).find(([key]) => key === name.replaceAll('~1', '/').replaceAll('~0', '~'))?.[1]
        : undefined,
    root,
  )
}

export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])

export const objectOf = (value: unknown): JsonObject => (isJsonObject(value) ? value : {})
