import type { JsonObject } from '../protocol/messages.ts'
import { partSchemas, partsOf, sameValueSchemas } from './schema-walk.ts'

/**
 * The values marked `airbyte_secret`, at any depth, also in a configuration that is not valid.
 * A text in place of an object with a secret counts as that secret.
 */
export function secretValues(specification: JsonObject, value: unknown): string[] {
  const collect = (schema: unknown, part: unknown): string[] => {
    const schemas = sameValueSchemas(specification, schema)
    if (schemas.some(isMarked)) return texts(part)
    if (typeof part !== 'object') return holdsSecret(specification, schema) ? texts(part) : []
    return schemas
      .flatMap((own) => partsOf({ schema: own, value: part }))
      .flatMap((inner) => collect(inner.schema, inner.value))
  }
  return [...new Set(collect(specification, value))]
}

/** Whether a value of this schema is a secret or may contain one. */
export function holdsSecret(specification: JsonObject, schema: unknown): boolean {
  const seen = new Set<unknown>()
  const search = (part: unknown): boolean => {
    const schemas = sameValueSchemas(specification, part).filter((own) => !seen.has(own))
    for (const own of schemas) seen.add(own)
    return schemas.some((own) => isMarked(own) || partSchemas(own).some(search))
  }
  return search(schema)
}

const isMarked = (schema: JsonObject): boolean => schema['airbyte_secret'] === true

/** All strings and numbers in a value, at any depth. */
function texts(value: unknown): string[] {
  if (typeof value === 'string' || typeof value === 'number') return [String(value)]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(texts) : []
}
