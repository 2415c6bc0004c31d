import schema from '../../../schemas/sales_dialer_campaigns.json' with { type: 'json' }
import { plainStream } from './plain-stream.ts'

/** The campaigns of the Sales Dialer. Their status and counts change after they were created, so dates would miss changes. */
export const salesDialerCampaigns = plainStream(schema, {
  stream: 'sales_dialer_campaigns',
  noun: 'campaign',
  path: '/v2.1/sales_dialer/campaigns',
  key: 'id',
  mostRows: 50,
  parameters: { order: 'asc' },
  feature: 'the Sales Dialer',
})
