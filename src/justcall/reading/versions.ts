/**
 * The versions of a call that came in several during one slice: because it was edited meanwhile, or because the API lists it in
 * several rows, such as the legs of a transfer. Each version is sent once in a read, and the digest decides about the next.
 */
export interface Versions {
  /** The version that was sent last is shown again. */
  see(id: string, hash: string | undefined): void
  /** @returns whether the version is new in this slice, beside the one that was sent last. */
  add(id: string, hash: string, latest: string): boolean
  beginPass(): void
  /**
   * The versions for the digest, of each call that has several. Those that two passes have shown last side by side with the
   * version sent last are lasting rows. A call whose last-sent version was not shown last has none: it was turned back into
   * what it was, and has to be sent again.
   */
  lasting(latest: (id: string) => string | undefined): Iterable<readonly [id: string, hashes: string[]]>
}

export function createVersions(): Versions {
  const calls = new Map<string, Map<string, { first: number; last: number }>>()
  let pass = 1
  const see = (id: string, hash: string | undefined) => {
    const version = hash === undefined ? undefined : calls.get(id)?.get(hash)
    if (version !== undefined) version.last = pass
    return version !== undefined
  }
  return {
    see,
    add(id, hash, latest) {
      if (see(id, hash)) return false
      const known = calls.get(id) ?? new Map([[latest, { first: 1, last: 1 }]])
      calls.set(id, known.set(hash, { first: pass, last: pass }))
      return true
    },
    beginPass() {
      pass += 1
    },
    *lasting(latestOf) {
      for (const [id, versions] of calls) {
        const latest = latestOf(id)
        const newest = Math.max(...[...versions.values()].map(({ last }) => last))
        const isShown = latest !== undefined && versions.get(latest)?.last === newest
        const rows = [...versions].filter(([, { first, last }]) => last === newest && first < last)
        const hashes = new Set(rows.map(([hash]) => hash))
        yield [id, isShown ? [...hashes.add(latest)] : []]
      }
    },
  }
}
