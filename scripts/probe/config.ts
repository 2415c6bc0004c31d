import { isJsonObject } from '../../src/airbyte/json/is-json-object.ts'
import { baseUrlFault, defaultBaseUrl } from '../../src/justcall/config/base-url.ts'

export interface ProbeConfig {
  readonly key: string
  readonly secret: string
  readonly baseUrl: string
}

/** Of the connector's configuration only these are used. @throws Error that repeats none of its values. */
export function readProbeConfig(text: string): ProbeConfig {
  const config = parse(text)
  const { api_key: key, api_secret: secret, base_url: baseUrl = defaultBaseUrl } = config
  if (typeof key !== 'string' || typeof secret !== 'string' || key === '' || secret === '') {
    throw new Error('The configuration needs api_key and api_secret.')
  }
  if (typeof baseUrl !== 'string' || baseUrlFault(baseUrl, false) !== undefined) {
    throw new Error('base_url must be an https:// address without a version, or one of this machine.')
  }
  return { key, secret, baseUrl: baseUrl.replace(/\/+$/, '') }
}

function parse(text: string): Readonly<Record<string, unknown>> {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    // The parser's own message quotes the text.
  }
  if (!isJsonObject(value)) throw new Error('The configuration is not a JSON object.')
  return value
}
