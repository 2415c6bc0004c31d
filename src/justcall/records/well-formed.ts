/**
 * Replaces each half of a surrogate pair with U+FFFD, in texts and in names, at any depth: a strict JSON reader drops a whole
 * line for one. Names that become equal are kept apart by further U+FFFD, so that no value is lost.
 * @param row JSON; it is changed in place.
 * @returns the names of the row's fields in which something was replaced.
 */
export function repairTexts(row: Record<string, unknown>): string[] {
  const renamed = renameMembers(row)
  return Object.keys(row).filter((field) => {
    const value = { value: row[field] }
    const isRepaired = repairInside(value)
    if (isRepaired) define(row, field, value.value)
    return isRepaired || renamed.has(field)
  })
}

/** With a list of its own, since a value may be nested deeper than the stack. */
function repairInside(root: object): boolean {
  let isRepaired = false
  const open = [root]
  for (let holder = open.pop(); holder !== undefined; holder = open.pop()) {
    if (!Array.isArray(holder) && renameMembers(holder).size > 0) isRepaired = true
    for (const [name, inner] of Object.entries(holder)) {
      if (typeof inner === 'object' && inner !== null) open.push(inner)
      else if (typeof inner === 'string' && !inner.isWellFormed()) {
        define(holder, name, inner.toWellFormed())
        isRepaired = true
      }
    }
  }
  return isRepaired
}

/** @returns the new names. The members keep their order. */
function renameMembers(holder: object): Set<string> {
  const renamed = new Set<string>()
  const names = new Set(Object.keys(holder))
  if ([...names].every((name) => name.isWellFormed())) return renamed
  for (const [name, value] of Object.entries(holder)) {
    Reflect.deleteProperty(holder, name)
    let repaired = name.toWellFormed()
    if (repaired !== name) {
      while (names.has(repaired)) repaired += '\ufffd'
      names.add(repaired)
      renamed.add(repaired)
    }
    define(holder, repaired, value)
  }
  return renamed
}

/** As `JSON.parse` does it, so that a name like `__proto__` is one like any other. */
function define(holder: object, name: string, value: unknown): void {
  Object.defineProperty(holder, name, { configurable: true, enumerable: true, writable: true, value })
}
