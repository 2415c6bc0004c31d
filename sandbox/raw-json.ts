/** A key and the raw JSON text of its value; the value undefined removes the key. */
export type Member = readonly [key: string, raw: string | undefined]

export const writeObject = (members: readonly Member[]): string =>
  `{${members.flatMap(([key, raw]) => (raw === undefined ? [] : [`${JSON.stringify(key)}:${raw}`])).join()}}`

/** The JSON text of an object in which members take the place of its own, or are appended. */
export const replaceMembers = (
  object: Readonly<Record<string, unknown>>,
  changes: readonly Member[],
): string => {
  const own = Object.entries(object).map(([key, value]): Member => [key, JSON.stringify(value)])
  const kept = own.map((member) => changes.find(([key]) => key === member[0]) ?? member)
  const added = changes.filter(([key]) => !Object.hasOwn(object, key))
  return writeObject([...kept, ...added])
}
