/**
 * The text of a body. Where it is not UTF-8, halves of surrogate pairs written as bytes included, U+D800 stands for each
 * fault: rows are repaired and reported for it as for an escaped half, while U+FFFD would pass for what the API sent.
 */
export function decodeBody(bytes: Buffer): string {
  const text = bytes.toString('utf8')
  if (!text.includes('\ufffd')) return text
  const own = '\u00ef\u00bf\u00bd'
  return bytes
    .toString('latin1')
    .split(own)
    .map((part) => Buffer.from(part, 'latin1').toString('utf8').replaceAll('\ufffd', '\ud800'))
    .join('\ufffd')
}
