import { expect, test } from 'vitest'
import { decodeBody } from './decode-body.ts'

test.each<[string, number[], string]>([
  ['nothing', [], ''],
  ['UTF-8', [...Buffer.from('é 😀 \ufffd')], 'é 😀 \ufffd'],
  ['a byte of Latin-1', [0x61, 0xe9, 0x62], 'a\ud800b'],
  ['half of a pair', [0x61, 0xed, 0xa0, 0xbd, 0x62], 'a\ud800\ud800\ud800b'],
  ['a character that is cut', [0xf0, 0x9f, 0x98], '\ud800'],
  ['faults beside a U+FFFD of its own', [0xff, 0xef, 0xbf, 0xbd, 0xff], '\ud800\ufffd\ud800'],
  ['a character that is cut before a U+FFFD of its own', [0xe2, 0x82, 0xef, 0xbf, 0xbd], '\ud800\ufffd'],
])('of %s', (_what, bytes, text) => {
  expect(decodeBody(Buffer.from(bytes))).toBe(text)
})
