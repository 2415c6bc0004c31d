import { ConfigError } from '../protocol/errors.ts'

/** @throws ConfigError if the base URL is not valid; TypeError if the path would leave it. */
export function requestUrl(baseUrl: string, path: string, query: Query): URL {
  const base = baseOf(baseUrl)
  const root = base.pathname.replace(/\/+$/, '')
  // A path without its slash would extend the host name: ".example.com" or "@example.com".
  const url = /^\/(?![/\\])/.test(path) ? new URL(base.origin + root + path) : undefined
  if (url === undefined || url.origin !== base.origin || !url.pathname.startsWith(`${root}/`)) {
    throw new TypeError(
      `Expected "path" to begin with one slash and to stay below the base URL, got ${JSON.stringify(path)}`,
    )
  }
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) url.searchParams.set(name, String(value))
  }
  return url
}

export type Query = Readonly<Record<string, string | number | undefined>>

/** @throws ConfigError, without the value, if HTTP cannot carry a value; TypeError if a header name is not valid. */
export function requestHeaders(headers: Readonly<Record<string, string>>): Headers {
  for (const [name, value] of Object.entries(headers)) {
    if (!/^[\t\x20-\x7e\x80-\xff]*$/.test(value)) {
      throw new ConfigError(
        `The value of the header "${name}" contains a line break or another character that HTTP cannot carry: copy it into the configuration again, without anything around it.`,
      )
    }
  }
  return new Headers({ accept: 'application/json', ...headers })
}

function baseOf(baseUrl: string): URL {
  const base = URL.parse(baseUrl)
  if (base === null || !/^https?:$/.test(base.protocol) || base.username !== '' || base.password !== '') {
    throw new ConfigError(
      'base_url must be an address that begins with https:// (or http for this machine) and holds no name and password.',
    )
  }
  return base
}
