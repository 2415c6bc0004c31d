import { draw, mix } from '../../random.ts'
import type { Fields } from '../../row-list.ts'
import { createDatedRows } from '../../rows.ts'
import { NOTES } from '../../vocabulary.ts'
import { dateFields, instantOf } from '../dates.ts'
import type { Endpoint, World } from '../endpoint.ts'
import { contactName, lineName } from '../people.ts'

/** Text messages between agents and contacts. */
export const texts: Endpoint = {
  path: '/v2.1/texts',
  key: 'id',
  total: 'total_texts',
  envelope: { status_code: 200 },
  perPage: { usual: 20, most: 100 },
  sorts: ['id', 'datetime'],
  lastFetched: 'last_sms_id_fetched',
  dated: true,
  filters: {
    contact_number: { fits: (row, number) => row['contact_number'] === withoutPlus(number) },
    justcall_number: { fits: (row, number) => row['justcall_number'] === withoutPlus(number) },
    sms_direction: {
      takes: ['incoming', 'outgoing'],
      fits: (row, direction) => String(row['direction']).toLowerCase() === direction,
    },
    sms_content: { fits: ({ sms_info: info }, words) => JSON.stringify(info).includes(words) },
  },
  rows: (world) => ({
    rows: createDatedRows(world.settings, world.settings.texts, 1),
    draw: (seq, start) => drawText(world, seq, start),
    unfilled: (row) => (row['direction'] === 'Outgoing' ? { delivery_status: 'Sent' } : {}),
    startOf: (row) => instantOf(row['sms_date'], row['sms_time']),
  }),
}

/** Numbers may be given in E.164. */
const withoutPlus = (number: string) => number.replace(/^\s*\+?/, '').trim()

const drawText = ({ settings, calls, contacts, team }: World, seq: number, start: number): Fields => {
  const key = mix(mix(settings.seed) ^ mix(seq) ^ 0x7e817a11)
  const contact = contacts.count > 0 ? contacts.at(Math.floor(draw(key, 1) * contacts.count)) : undefined
  const contactNumber = contact?.number ?? calls.customer(seq)
  const number = team.anyNumber(draw(key, 2))
  const agent = team.person(team.anyone(draw(key, 3)))
  const outgoing = draw(key, 4) < 0.6
  const isMms = draw(key, 5) < 0.1
  return {
    contact_number: team.digits(contactNumber),
    contact_name: contact?.name ?? contactName(contactNumber),
    contact_email: contact?.email ?? null,
    justcall_number: team.digits(number),
    justcall_line_name: lineName(number),
    agent_id: agent.id,
    agent_name: agent.name,
    agent_email: agent.email,
    ...dateFields('sms', start, settings.offsetMinutes),
    direction: outgoing ? 'Outgoing' : 'Incoming',
    cost_incurred: outgoing ? 0.005 : 0,
    sms_info: {
      body: NOTES[Math.floor(draw(key, 6) * NOTES.length)],
      is_mms: isMms ? 'Yes' : 'No',
      mms: isMms ? [mediaOf(key)] : [],
    },
    delivery_status: outgoing && draw(key, 7) < 0.05 ? 'Undelivered' : 'Delivered',
    is_deleted: false,
    medium: MEDIA[Math.floor(draw(key, 8) * MEDIA.length)],
  }
}

const MEDIA = ['One-To-One via App', 'One-To-One via API', 'Bulk SMS', 'Hubspot Automation'] as const

const mediaOf = (key: number) => ({
  media_url: `https://media.justcall.io/mms_${mix(key).toString(36)}.png`,
  content_type: 'image/png',
})
