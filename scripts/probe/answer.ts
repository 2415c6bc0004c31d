import { isJsonObject } from '../../src/airbyte/json/is-json-object.ts'

export type Fields = Readonly<Record<string, unknown>>

export interface Answer {
  /** Undefined if there was none: the network failed, or it took too long. */
  readonly status: number | undefined
  readonly headers: Headers
  readonly bytes: number
  /** Undefined if the body is no JSON object. */
  readonly body: Fields | undefined
  /** Empty if the body has no list. */
  readonly rows: readonly Fields[]
}

export function answerOf(status: number | undefined, headers: Headers, text: string): Answer {
  const body = parse(text)
  const data = body?.['data']
  const rows = Array.isArray(data) ? data.filter(isJsonObject) : []
  return { status, headers, bytes: Buffer.byteLength(text), body, rows }
}

export const idOf = (row: Fields): string => JSON.stringify(row['id'] ?? row['call_id'] ?? null)

function parse(text: string): Fields | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return isJsonObject(value) ? value : undefined
  } catch {
    return undefined
  }
}
