import type { JsonObject } from '../protocol/messages.ts'

/**
 * A clause for each property of a configuration that is no setting, but is spelt nearly as one that is not given. Other
 * unknown properties are none of a source's business: platforms add their own. Values are never looked at.
 * @param settings the connection specification's `properties`.
 */
export async function misnamedProperties(settings: object, given: JsonObject): Promise<string[]> {
  const unknown = Object.keys(given).filter((name) => !Object.hasOwn(settings, name))
  if (unknown.length === 0) return []
  const open = Object.keys(settings).filter((name) => !Object.hasOwn(given, name))
  const { closestMatch } = await import('leven')
  return unknown.flatMap((name) => {
    const meant = closestMatch(name.toLowerCase(), open, { maxDistance: Math.floor(name.length / 3) })
    return meant === undefined ? [] : [`${JSON.stringify(name)} is not known (did you mean "${meant}"?)`]
  })
}
