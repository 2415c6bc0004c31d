import { describe, expect, test } from 'vitest'
import { createVersions } from './versions.ts'

/** The versions that a call shows, pass by pass: which of them are new, and which go into the digest. */
function show(...passes: readonly string[]) {
  const versions = createVersions()
  let latest: string | undefined
  const sent: string[] = []
  for (const [nth, pass] of passes.entries()) {
    if (nth > 0) versions.beginPass()
    for (const hash of pass) {
      const isNew = latest === undefined || (hash !== latest && versions.add('call', hash, latest))
      if (isNew) {
        sent.push(hash)
        latest = hash
      } else versions.see('call', hash)
    }
  }
  const lasting = [...versions.lasting(() => latest)].map(([, hashes]) => hashes.toSorted().join(''))
  return { sent: sent.join(''), digest: lasting[0] ?? latest }
}

describe('a call that comes in several versions', () => {
  test('is known by the one that was sent last, if it was edited', () => {
    expect(show('a', 'b')).toEqual({ sent: 'ab', digest: 'b' })
    expect(show('ab')).toEqual({ sent: 'ab', digest: 'b' })
    expect(show('a', 'b', 'b')).toEqual({ sent: 'ab', digest: 'b' })
  })

  test('is known by all of them, if two passes showed them side by side', () => {
    expect(show('ab', 'ab')).toEqual({ sent: 'ab', digest: 'ab' })
    expect(show('abc', 'abc', 'abc')).toEqual({ sent: 'abc', digest: 'abc' })
  })

  test('is sent again by the next sync, if it was turned back into what it was', () => {
    expect(show('a', 'b', 'a')).toEqual({ sent: 'ab', digest: '' })
  })

  test('is nothing, if it comes in one', () => {
    expect(show('a', 'a')).toEqual({ sent: 'a', digest: 'a' })
  })
})
