import { hash } from 'node:crypto'

/**
 * The calls of the lookback window that the sync before has sent, as the state carries them: the first 64 bits of a hash
 * over each call's identity and content, sorted, in base64 behind a version and a check sum.
 *
 * A changed call is withheld by mistake only if its hash equals one of the digest's: for n calls that are looked up in a
 * digest of m, a chance of n·m / 2^64. The digest's size bounds m below 2^14.6, and n is bounded at 2^19 a sync: that is less
 * than 2^-30.
 */

/** How many calls fit into 256 KiB of text. */
export const mostCalls = Math.floor(((256 * 1024 - 16) * 3) / 4 / 8) - 1

const version = 'v1'

/** @param hashes 16 hexadecimal digits each; more than `mostCalls` are the caller's mistake. */
export function encodeDigest(hashes: Iterable<string>): string {
  const content = Buffer.from([...new Set(hashes)].sort().join(''), 'hex').toString('base64')
  return `${version}.${checkSum(content)}.${content}`
}

/** The hashes that a state's digest holds; undefined if it is damaged, or of another make. */
export function decodeDigest(digest: unknown): ReadonlySet<string> | undefined {
  if (typeof digest !== 'string') return undefined
  const [made, sum, content, ...rest] = digest.split('.')
  if (made !== version || content === undefined || rest.length > 0 || sum !== checkSum(content))
    return undefined
  const hex = Buffer.from(content, 'base64').toString('hex')
  return hex.length % 16 === 0 ? new Set(hex.match(/.{16}/g) ?? []) : undefined
}

/**
 * Looks calls up in the digest of the sync before, the first 2^19 of a sync: it knows of calls at the sync's beginning alone,
 * and those after them are new.
 */
export function lookUp(sent: ReadonlySet<string> | undefined): ((hash: string) => boolean) | undefined {
  if (sent === undefined) return undefined
  let left = 2 ** 19
  return (hash) => {
    left -= 1
    return left >= 0 && sent.has(hash)
  }
}

const checkSum = (content: string) => hash('sha256', content, 'hex').slice(0, 8)
