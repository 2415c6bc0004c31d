import { draw, mix } from '../../random.ts'
import type { Fields } from '../../row-list.ts'
import { createStandingRows } from '../../rows.ts'
import type { Endpoint, World } from '../endpoint.ts'
import { lineName } from '../people.ts'

const SETTINGS = ['Always Open', 'Always Closed', 'Custom Hours'] as const

/** The account's own numbers. */
export const phoneNumbers: Endpoint = {
  path: '/v2.1/phone-numbers',
  key: 'id',
  total: 'total_count',
  perPage: { usual: 30, most: 100 },
  orders: ['ASC', 'DESC'],
  filters: {
    justcall_line_name: { fits: (row, name) => row['justcall_line_name'] === name },
    availability_setting: { takes: SETTINGS, fits: (row, word) => row['availability_setting'] === word },
    number_type: {
      takes: ['local', 'mobile', 'toll_free'],
      fits: (row, type) => String(row['number_type']).toLowerCase() === type,
    },
    number_owner_id: {
      takes: 'number',
      fits: ({ number_owner: owner }, id) => JSON.stringify(owner).includes(`"id":${id},`),
    },
    shared_agent_id: {
      takes: 'number',
      fits: ({ shared_with: shared }, id) => JSON.stringify(shared).includes(`"id":${id},`),
    },
    shared_group_id: {
      takes: 'number',
      fits: ({ shared_with: shared }, id) => JSON.stringify(shared).includes(`"id":${id},`),
    },
    capabilities: {
      takes: ['call', 'sms', 'mms'],
      fits: ({ capabilities }, word) => JSON.stringify(capabilities).includes(`"${word}":"Yes"`),
    },
  },
  rows: (world) => ({
    rows: createStandingRows(world.team.numbers.length),
    idOf: (seq) => 30_001 + seq,
    draw: (seq) => drawNumber(world, seq),
  }),
}

const drawNumber = ({ settings, team }: World, nth: number): Fields => {
  const key = mix(mix(settings.seed) ^ mix(nth) ^ 0x9b0e5e1f)
  const number = team.numbers[nth]
  const isAmerican = number?.startsWith('+1') ?? false
  const member = team.agents[team.sharedTo(nth)]
  return {
    justcall_number: team.digits(number),
    friendly_number: friendly(team.digits(number)),
    justcall_line_name: lineName(number),
    availability_setting: SETTINGS[Math.floor(draw(key, 1) * SETTINGS.length)],
    current_status: draw(key, 2) < 0.8 ? 'Available' : 'Unavailable',
    number_type: draw(key, 3) < 0.8 ? 'Local' : 'Mobile',
    business_registration: isAmerican ? 'Approved' : 'Not Applicable',
    sms_compliance: isAmerican ? 'Verified' : 'Not Applicable',
    number_owner: team.person(team.agents[team.ownerOf(nth)]),
    shared_with: {
      team_members: member && team.agents.length > 1 ? [team.person(member)] : [],
      user_groups: [team.group(team.groupOf(nth))],
    },
    capabilities: { call: 'Yes', sms: 'Yes', mms: isAmerican ? 'Yes' : 'No' },
  }
}

const friendly = (digits: string): string => digits.replace(/^1(\d{3})(\d{3})(\d{4})$/, '($1) $2-$3')
