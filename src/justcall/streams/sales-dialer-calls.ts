import schema from '../../../schemas/sales_dialer_calls.json' with { type: 'json' }
import { v21DatedStream } from './v2-1-dated-stream.ts'

/** The calls of the Sales Dialer's campaigns. */
export const salesDialerCalls = v21DatedStream(schema, {
  stream: 'sales_dialer_calls',
  noun: 'Sales Dialer call',
  path: '/v2.1/sales_dialer/calls',
  key: 'call_id',
  dateFields: { date: 'call_date', time: 'call_time' },
  mostRows: 100,
  feature: 'the Sales Dialer',
})
