/**
 * Creates a function that hides secrets in text, in every form in which an API may echo them, longest first.
 *
 * Short secrets and plain words must not garble other text, so they are hidden only in some positions:
 * - 8 characters or more: anywhere;
 * - 4 to 7 characters: not next to a letter, digit or underscore;
 * - 1 to 3 characters, or up to 7 letters only: where a value is expected, that is in quotes or right after `=`, `:` or an
 *   opening bracket, and from 4 letters on also after `: `.
 * @param secrets the plain values, and joined ones if they are ever sent so.
 */
export function redactor(secrets: readonly string[]): (text: string) => string {
  const forms = new Set(
    secrets.filter((secret) => typeof secret === 'string' && secret !== '').flatMap(formsOf),
  )
  if (forms.size === 0) return (text) => text
  const ordered = [...forms].sort((a, b) => b.length - a.length)
  const long = ordered.filter((form) => form.length > mostInPattern)
  const all = new RegExp(ordered.slice(long.length).map(pattern).join('|') || '(?!)', 'g')
  return (text) => long.reduce((rest, form) => rest.replaceAll(form, '****'), text).replace(all, '****')
}

/** Regular expressions have a limit, which a whole file in place of a secret exceeds. */
const mostInPattern = 1_000

function formsOf(secret: string): string[] {
  const base64 = Buffer.from(secret).toString('base64')
  const unpadded = base64.replace(/=+$/, '')
  const json = JSON.stringify(secret).slice(1, -1)
  const uri = encodeURIComponent(secret.toWellFormed())
  return [
    secret,
    json,
    JSON.stringify(json).slice(1, -1),
    JSON.stringify(JSON.stringify(json).slice(1, -1)).slice(1, -1),
    json.replaceAll('/', '\\/'),
    uri.replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`),
    ...entityForms(secret),
    uri,
    uri.replace(/%[0-9A-F]{2}/g, (encoded) => encoded.toLowerCase()),
    encodeURI(secret.toWellFormed()),
    new URLSearchParams({ s: secret }).toString().slice(2),
    ...(secret.length < 4 ? [] : [base64, unpadded, Buffer.from(secret).toString('base64url')]),
    ...(secret.length < 8 ? [] : [Buffer.from(secret).toString('hex')]),
  ]
}

/** HTML-escaped forms. There are several for quotes. */
function entityForms(secret: string): string[] {
  const text = secret.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
  const quoted = text.replaceAll('"', '&quot;')
  return [
    text,
    quoted,
    quoted.replaceAll("'", '&#39;'),
    quoted.replaceAll("'", '&#x27;'),
    text.replaceAll('"', '&#34;'),
  ]
}

function pattern(form: string): string {
  const literal = form.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')
  if (form.length >= 8) return literal
  const alone = `(?<![A-Za-z0-9_])${literal}(?![A-Za-z0-9_])`
  if (form.length >= 4 && !/^[A-Za-z]+$/.test(form)) return alone
  return `(?<=["'\`=:([{<]${form.length >= 4 ? '|: ' : ''})${literal}(?![A-Za-z0-9_])`
}
