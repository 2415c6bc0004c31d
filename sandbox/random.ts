/**
 * Randomness without state: a 32-bit mixing function, keyed by what is drawn for.
 *
 * `mix` is a bijection of the 32-bit integers (each step can be undone), so distinct inputs never collide: call
 * identifiers rest on that. The constants are those found by Chris Wellons's "hash prospector" search.
 */
export const mix = (value: number): number => {
  let x = value | 0
  x = Math.imul(x ^ (x >>> 16), 0x21f0aaad)
  x = Math.imul(x ^ (x >>> 15), 0xd35a2d97)
  return (x ^ (x >>> 15)) >>> 0
}

/** A number in [0, 1) for a key and a lane; lanes of one key are independent of each other. */
export const draw = (key: number, lane: number): number => mix(key + Math.imul(lane, 0x9e3779b9)) / 2 ** 32

/** A number in [0, 1) at each call, the same series for the same seed. */
export const createRandom = (seed: number): (() => number) => {
  const key = mix(seed)
  let lane = 0
  return () => {
    lane += 1
    return draw(key, lane)
  }
}
