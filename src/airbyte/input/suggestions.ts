import type { JsonObject } from '../protocol/messages.ts'

/**
 * A clause for each unknown property that is spelt almost like a missing one. Ignores other unknown properties, since
 * platforms add their own.
 * @param settings the `properties` of the connection specification.
 */
export async function spellingSuggestions(settings: object, given: JsonObject): Promise<string[]> {
  const unknown = Object.keys(given).filter((name) => !Object.hasOwn(settings, name))
  if (unknown.length === 0) return []
  const open = Object.keys(settings).filter((name) => !Object.hasOwn(given, name))
  const { closestMatch } = await import('leven')
  return unknown.flatMap((name) => {
    const meant = closestMatch(name.toLowerCase(), open, { maxDistance: Math.floor(name.length / 3) })
    return meant === undefined ? [] : [`${JSON.stringify(name)} is not known (did you mean "${meant}"?)`]
  })
}
