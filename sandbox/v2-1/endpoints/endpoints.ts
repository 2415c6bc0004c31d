import type { Endpoint } from '../endpoint.ts'
import { callsAi } from './calls-ai.ts'
import { contacts } from './contacts.ts'
import { phoneNumbers } from './phone-numbers.ts'
import { salesDialerCalls } from './sales-dialer-calls.ts'
import { salesDialerCampaigns } from './sales-dialer-campaigns.ts'
import { texts } from './texts.ts'
import { userGroups } from './user-groups.ts'
import { users } from './users.ts'

/** The list endpoints of v2.1 beside the calls. */
export const ENDPOINTS = {
  texts,
  users,
  contacts,
  phone_numbers: phoneNumbers,
  user_groups: userGroups,
  calls_ai: callsAi,
  sales_dialer_calls: salesDialerCalls,
  sales_dialer_campaigns: salesDialerCampaigns,
} as const satisfies Readonly<Record<string, Endpoint>>

export type ListName = keyof typeof ENDPOINTS

export const isListName = (name: string): name is ListName => Object.hasOwn(ENDPOINTS, name)

export const LIST_NAMES: readonly ListName[] = Object.keys(ENDPOINTS).filter(isListName)

export const listAt = (path: string): ListName | undefined =>
  LIST_NAMES.find((name) => ENDPOINTS[name].path === path)
