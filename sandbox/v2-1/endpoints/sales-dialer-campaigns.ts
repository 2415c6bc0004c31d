import { draw, mix } from '../../random.ts'
import type { Fields } from '../../row-list.ts'
import { createDatedRows } from '../../rows.ts'
import { dateAndTime, instantOf } from '../dates.ts'
import type { Endpoint, World } from '../endpoint.ts'

const TYPES = ['PowerDial', 'Predictive', 'Dynamic'] as const

/** One campaign for every 50 calls of the dialer. */
export const salesDialerCampaigns: Endpoint = {
  path: '/v2.1/sales_dialer/campaigns',
  key: 'id',
  total: 'total_count',
  perPage: { usual: 10, most: 50 },
  lastFetched: 'last_campaign_id_fetched',
  plan: 'sales_dialer',
  dated: true,
  filters: {
    type: { takes: TYPES, fits: (row, type) => row['type'] === type },
    sales_dialer_number: { takes: 'number', fits: (row, number) => row['default_number'] === number },
    contact_number: { takes: 'number' },
  },
  rows: (world) => ({
    rows: createDatedRows(world.settings, campaignCount(world), 3),
    idOf: (seq) => campaignAt(world, seq).id,
    draw: (seq, start) => drawCampaign(world, seq, start),
    startOf: (row) => instantOf(row['created_date'], row['created_time']),
  }),
}

export const campaignCount = ({ settings }: World): number => Math.ceil(settings.salesCalls / 50)

export const campaignAt = ({ settings }: World, nth: number) => {
  const key = mix(mix(settings.seed) ^ mix(nth) ^ 0x0ca39a16)
  return {
    id: 800 + nth,
    name: `${NAMES[Math.floor(draw(key, 1) * NAMES.length)]} ${nth + 1}`,
    type: TYPES[Math.floor(draw(key, 2) * TYPES.length)],
  }
}

const NAMES = ['Website Leads', 'Renewals', 'Trade Fair', 'Win-back'] as const

const drawCampaign = (world: World, nth: number, start: number): Fields => {
  const { settings, team } = world
  const key = mix(mix(settings.seed) ^ mix(nth) ^ 0x0ca39a16)
  const { name, type } = campaignAt(world, nth)
  const [date, time] = dateAndTime(start)
  const creator = team.person(team.anyone(draw(key, 3)))
  return {
    name,
    type,
    default_number: team.digits(team.anyNumber(draw(key, 4))),
    created_date: date,
    created_time: time,
    created_by_id: creator.id,
    created_by_name: creator.name,
    created_by_email: creator.email,
    assigned_to_id: { team_members: [creator] },
    maximum_calls_per_agent: type === 'Predictive' ? 4 : null,
    contact_dialing_order: 'First in first out',
    contacts_count: { uploaded: 50, imported: 0, duplicate_contacts: 0, without_phone_number: 0, deleted: 0 },
    status: draw(key, 5) < 0.5 ? 'Completed' : 'Remaining',
    voicemail_message_id: null,
    abandoning_message_id: null,
    call_forwarding_number: null,
    country_code: 'US',
    disposition_groups: [{ id: 901, name: 'Sales Follow-up' }],
    call_scripts: [],
  }
}
