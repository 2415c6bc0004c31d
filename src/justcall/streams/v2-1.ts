import { callsAi } from './calls-ai.ts'
import { contacts } from './contacts.ts'
import { phoneNumbers } from './phone-numbers.ts'
import { salesDialerCalls } from './sales-dialer-calls.ts'
import { salesDialerCampaigns } from './sales-dialer-campaigns.ts'
import { sms } from './sms.ts'
import { userGroups } from './user-groups.ts'
import { users } from './users.ts'

/** The streams that only API v2.1 has, in the order of `discover`. */
export const v21Streams = [
  sms,
  users,
  contacts,
  phoneNumbers,
  callsAi,
  salesDialerCalls,
  salesDialerCampaigns,
  userGroups,
]
