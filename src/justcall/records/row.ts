import { hash } from 'node:crypto'
import { isJsonObject } from '../../airbyte/json/is-json-object.ts'
import type { FieldChange, StreamRecord } from '../../airbyte/protocol/messages.ts'
import type { Anomaly } from './anomalies.ts'
import { conform, type Fields, type OnMismatch } from './conform.ts'
import { repairTexts } from './well-formed.ts'

/** A row of a page as a record, and what else a read has to know of it. */
export interface Row extends StreamRecord {
  /** Its identity in its list: its identifier, or where it has none its content. */
  readonly id: string
  /** When a call started or a message was sent, in Unix milliseconds; undefined if there is no such time, or none that can be read. */
  readonly instant: number | undefined
  /** When it was over: ISO 8601 as the API writes it, or Unix milliseconds, which may be too late. */
  readonly endedAt: unknown
  /** The filters of the configuration do not select it: it counts as listed, and is not sent. */
  readonly isExcluded?: true
}

/** A row as the API gives it. */
export type RowData = Readonly<Record<string, unknown>>

/** Which fields of a row say what a read has to know. */
export interface RowShape {
  readonly fields: Fields
  /** The field that identifies a row. */
  readonly key: string
  /** undefined if the row has no identifier. */
  id(row: RowData): string | undefined
  /** Where the rows of a dated list say when they happened. */
  readonly time?: RowTime
  isExcluded?(row: RowData): boolean
}

export interface RowTime {
  instant(row: RowData): number | undefined
  /** The text that should say when it was; null if there is none. */
  text(row: RowData): string | null
  /** When it was over. @param instant when it began. */
  endedAt(row: RowData, instant: number | undefined): unknown
}

/**
 * @param note called with each anomaly of the row.
 * @returns undefined if the row is no object, and so can be no record.
 */
export function readRow(row: unknown, shape: RowShape, note: (anomaly: Anomaly) => void): Row | undefined {
  if (!isJsonObject(row)) {
    note('A row was no object and could not be made a record')
    return undefined
  }
  const onMismatch: OnMismatch = (field, found, converted) => note(mismatch(field, found, converted))
  const { data, changes } = conform(row, shape.fields, onMismatch)
  let { json, dropped } = toJson(data, onMismatch)
  // JSON.stringify writes half of a surrogate pair as an escape, and no other character of a text so.
  if (json.includes('\\ud')) {
    const repaired = repairTexts(data)
    for (const field of repaired) note(`Half of a character in ${quoted(field)} was replaced with U+FFFD`)
    json = toJson(data, () => undefined).json
    dropped = [...dropped, ...repaired.map(repair)]
  }
  const allChanges = dropped.length === 0 ? changes : [...(changes ?? []), ...dropped]
  const ownId = shape.id(data)
  if (ownId === undefined) note(`A row came without its ${shape.key} and was sent as it is`)
  const id = ownId ?? `\u0000${hash('sha256', json)}`
  const { time } = shape
  const instant = time?.instant(data)
  if (time !== undefined && instant === undefined) note({ start: time.text(data) })
  const read = { id, instant, endedAt: time?.endedAt(data, instant), json }
  const sent = allChanges === undefined ? read : { ...read, changes: allChanges }
  return shape.isExcluded?.(data) === true ? { ...sent, isExcluded: true } : sent
}

/** The protocol has no word for a character that was replaced: TRUNCATED says that the text came through, and not whole. */
const repair = (field: string): FieldChange => ({
  field,
  change: 'TRUNCATED',
  reason: 'SOURCE_SERIALIZATION_ERROR',
})

/** A name that no schema declares may be long, and what is cut could be half a secret. */
const quoted = (field: string) =>
  field.length > 60 ? `a field with a name of ${field.length} characters` : `the field "${field}"`

const mismatch = (field: string, found: string, converted: boolean) =>
  converted
    ? `The field "${field}" came as ${found} and was converted to its declared type`
    : `The field "${field}" came as ${found}, which its declared type cannot hold, and was set to null`

/**
 * A value nested so deep that it cannot be written with the others is written by itself; if that cannot be done either, it
 * is nulled and named, and the rest of the row goes through.
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
