import schema from '../../../schemas/sms.json' with { type: 'json' }
import { v21DatedStream } from './v2-1-dated-stream.ts'

/** Text messages, sent and received. */
export const sms = v21DatedStream(schema, {
  stream: 'sms',
  noun: 'message',
  path: '/v2.1/texts',
  key: 'id',
  dateFields: { date: 'sms_date', time: 'sms_time' },
  mostRows: 100,
})
