import { parseJsonExactly } from '../../airbyte/json/exact-json.ts'
import { isJsonObject } from '../../airbyte/json/is-json-object.ts'
import type { JsonObject } from '../../airbyte/protocol/messages.ts'
import { NotAPage } from './list-api.ts'

/**
 * What surrounds the rows of a page.
 * @throws NotAPage if the body is no JSON object, or its `status` is not `success`.
 */
export function parseEnvelope(body: string): JsonObject {
  const answer = parse(body)
  if (!isJsonObject(answer)) throw new NotAPage('the answer is JSON, but no object')
  const { status } = answer
  if (status === undefined || status === 'success') return answer
  throw new NotAPage(
    'the answer\'s status is not "success"',
    [typeof status === 'object' && status !== null ? '' : JSON.stringify(status), messageOf(answer)]
      .filter((part) => part !== '')
      .join(': '),
  )
}

/**
 * The rows of a page.
 * @param isEmpty the numbers say that there is nothing: then the list may be written as null, or be missing.
 * @throws NotAPage if there is no list.
 */
export function rowsOf(answer: JsonObject, isEmpty: boolean): readonly unknown[] {
  const { data } = answer
  if (Array.isArray(data)) return data
  if ((data === null || data === undefined) && isEmpty) return []
  throw new NotAPage('the answer has no list "data"', messageOf(answer))
}

/** Numbers that come as text are numbers all the same; undefined for what is no whole number from 0 on. */
export function wholeNumber(value: unknown): number | undefined {
  const number = typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value
  return typeof number === 'number' && Number.isSafeInteger(number) && number >= 0 ? number : undefined
}

function parse(body: string): unknown {
  try {
    return parseJsonExactly(body)
  } catch (error) {
    const seen = body.trim() === '' ? 'the answer is empty' : 'the answer is not JSON, or was cut short'
    throw new NotAPage(seen, '', { cause: error })
  }
}

const messageOf = (answer: JsonObject) => (typeof answer['message'] === 'string' ? answer['message'] : '')
