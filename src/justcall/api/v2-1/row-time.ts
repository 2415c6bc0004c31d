import { isJsonObject } from '../../../airbyte/json/is-json-object.ts'
import type { StartField } from '../../records/anomalies.ts'
import type { RowData, RowTime } from '../../records/row.ts'
import { parseInstant } from '../../time/instants.ts'

/** The two fields that say when a row happened, both in UTC. */
export interface DateFields {
  /** YYYY-MM-DD. */
  readonly date: string
  /** HH:MM:SS, where the hour may lack its zero. */
  readonly time: string
}

export const startFieldOf = ({ date, time }: DateFields): StartField => ({
  name: `${date} with ${time}`,
  example: '2026-03-10 14:22:00',
})

export function rowTime(fields: DateFields): RowTime {
  return {
    instant({ [fields.date]: date, [fields.time]: time }) {
      if (typeof date !== 'string' || typeof time !== 'string') return undefined
      return parseInstant(`${date}T${/^\d:/.test(time) ? `0${time}` : time}Z`)
    },
    text: ({ [fields.date]: date, [fields.time]: time }) =>
      typeof date === 'string' && date !== ''
        ? `${date} ${typeof time === 'string' ? time : ''}`.trim()
        : null,
    endedAt: endOf,
  }
}

/** The latest end that the durations of a call allow, which are seconds. What has no duration is over when it begins. */
function endOf({ call_duration: duration }: RowData, start: number | undefined): number | undefined {
  if (start === undefined || !isJsonObject(duration)) return start
  let end = start
  for (const name of partsOfCall) {
    const seconds = duration[name]
    if (typeof seconds === 'number') end += seconds * 1000
  }
  return end
}

const partsOfCall = ['ring_time', 'queue_wait_time', 'total_duration', 'wrap_up_time']
