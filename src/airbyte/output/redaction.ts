/**
 * Makes the function that hides secrets in text for people: every form in which a secret may be echoed, longest first.
 *
 * A secret that is short or a plain word must not mangle other text, so where it counts depends on what it is:
 * - 8 characters or more: wherever it stands;
 * - 4 to 7 characters: where no letter, digit or underscore touches it;
 * - 1 to 3 characters, or fewer than 8 letters and nothing else: only where a value stands, that is between quotes
 *   or right behind `=`, `:` or an opening bracket; the longer ones behind `: ` too.
 * @param secrets the values themselves, pairs of them included if they are ever sent joined.
 */
export function redactor(secrets: readonly string[]): (text: string) => string {
  const forms = new Set(
    secrets.filter((secret) => typeof secret === 'string' && secret !== '').flatMap(formsOf),
  )
  if (forms.size === 0) return (text) => text
  const alternatives = [...forms].sort((a, b) => b.length - a.length).map(pattern)
  const all = new RegExp(alternatives.join('|'), 'g')
  return (text) => text.replace(all, '****')
}

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

/** As HTML writes it: quotes are written in several ways. */
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
