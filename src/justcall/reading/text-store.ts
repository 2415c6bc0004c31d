/**
 * Memory for texts, outside of the heap: held as strings until their slice is over, they would all grow old in the heap
 * and double its size. It is given out in pieces, taken back, and given out again.
 */
export interface TextMemory {
  open(): TextStore
}

export interface TextStore {
  /** @returns the text's place; undefined if there is no room for it. */
  put(text: string): number | undefined
  get(place: number): string
  /** Gives the memory back: no place holds any more. */
  close(): void
}

/** @param bytes how much all of its stores hold at most together. */
export function createTextMemory(bytes: number, pieceBytes = 256 * 1024): TextMemory {
  const free: Buffer[] = []
  let left = Math.floor(bytes / pieceBytes)
  const take = () => {
    const piece = free.pop()
    if (piece !== undefined || left === 0) return piece
    left -= 1
    return Buffer.allocUnsafeSlow(pieceBytes)
  }
  return { open: () => createStore(take, free, pieceBytes) }
}

function createStore(take: () => Buffer | undefined, free: Buffer[], pieceBytes: number): TextStore {
  const pieces: Buffer[] = []
  let used = pieceBytes
  return {
    put(text) {
      // A UTF-16 unit is at most three bytes of UTF-8.
      const most = lengthBytes + text.length * 3
      if (most > pieceBytes) return undefined
      if (used + most > pieceBytes) {
        const piece = take()
        if (piece === undefined) return undefined
        pieces.push(piece)
        used = 0
      }
      const piece = pieces.at(-1)
      if (piece === undefined) return undefined
      const written = piece.write(text, used + lengthBytes)
      piece.writeUInt32LE(written, used)
      const place = (pieces.length - 1) * pieceBytes + used
      used += lengthBytes + written
      return place
    },
    get(place) {
      const piece = pieces[Math.floor(place / pieceBytes)]
      if (piece === undefined) throw new RangeError(`there is no text at ${place}`)
      const at = place % pieceBytes
      const begin = at + lengthBytes
      return piece.toString('utf8', begin, begin + piece.readUInt32LE(at))
    },
    close() {
      free.push(...pieces.splice(0))
      used = pieceBytes
    },
  }
}

const lengthBytes = 4
