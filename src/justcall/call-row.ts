import { hash } from 'node:crypto'
import type { FieldChange, StreamRecord } from '../airbyte/messages.ts'
import { conform, type FieldType, type OnMismatch } from './conform.ts'
import { parseInstant } from './instants.ts'

/** A row of a page, looked at once. */
export interface CallRow {
  /** What tells it from other calls: its `call_id`, or where it has none its content. */
  readonly id: string
  readonly hasId: boolean
  /** When the call started, in Unix milliseconds; undefined if that is null or cannot be read. */
  readonly instant: number | undefined
  readonly data: Readonly<Record<string, unknown>>
  /** Its data as it will be sent. */
  readonly json: string
  readonly record: StreamRecord
}

/** @returns undefined if the row is no object, and so can be no record. */
export function readRow(
  row: unknown,
  fields: readonly (readonly [string, FieldType])[],
  onMismatch: OnMismatch,
): CallRow | undefined {
  if (typeof row !== 'object' || row === null || Array.isArray(row)) return undefined
  const { data, changes } = conform(row as Record<string, unknown>, fields, onMismatch)
  const { json, dropped } = toJson(data, onMismatch)
  const allChanges = dropped.length === 0 ? changes : [...(changes ?? []), ...dropped]
  const callId = data['call_id']
  const hasId = typeof callId === 'string' && callId !== ''
  return {
    id: hasId ? callId : `\u0000${hash('sha256', json)}`,
    hasId,
    instant: parseInstant(data['started_at']),
    data,
    json,
    record: allChanges === undefined ? { json } : { json, changes: allChanges },
  }
}

/**
 * A value nested so deep that it cannot be written with the others is written by itself; if that cannot be done either, it
 * is nulled and named, and the rest of the call goes through.
 */
function toJson(
  data: Record<string, unknown>,
  onMismatch: OnMismatch,
): { json: string; dropped: FieldChange[] } {
  try {
    return { json: JSON.stringify(data), dropped: [] }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
  }
  const dropped: FieldChange[] = []
  const members = Object.entries(data).map(([field, value]) => {
    let json = 'null'
    try {
      json = JSON.stringify(value)
    } catch {
      dropped.push({ field, change: 'NULLED', reason: 'SOURCE_SERIALIZATION_ERROR' })
      onMismatch(field, 'value nested too deep', false)
      data[field] = null
    }
    return `${JSON.stringify(field)}:${json}`
  })
  return { json: `{${members.join(',')}}`, dropped }
}
