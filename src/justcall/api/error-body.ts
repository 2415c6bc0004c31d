import { isUtf8 } from 'node:buffer'
import zlib from 'node:zlib'
import { decodeBody } from './decode-body.ts'

/** How much of an error's body is read, in bytes, compressed or not. */
export const mostErrorBytes = 1024 * 1024

/**
 * The text of an error's body, for people to read. The status has decided already, so nothing can be wrong with it: a body
 * that is not encoded as its label says is taken as it is where it is text, and left out where it is not.
 */
export function decodeErrorBody(bytes: Buffer, contentEncoding: string | undefined): string {
  if (contentEncoding === undefined) return decodeBody(bytes)
  try {
    const encodings = contentEncoding.toLowerCase().split(',')
    return decodeBody(encodings.reduceRight((body, encoding) => decompress(body, encoding.trim()), bytes))
  } catch {
    return isUtf8(bytes) ? decodeBody(bytes) : ''
  }
}

function decompress(bytes: Buffer, encoding: string): Buffer {
  const options = { maxOutputLength: mostErrorBytes }
  switch (encoding) {
    case 'gzip':
    case 'x-gzip':
      return zlib.gunzipSync(bytes, options)
    case 'br':
      return zlib.brotliDecompressSync(bytes, options)
    case 'zstd':
      return zlib.zstdDecompressSync(bytes, options)
    case 'deflate':
      return zlib.inflateSync(bytes, options)
    default:
      throw new Error(`${encoding} is not supported`)
  }
}
