import { draw, mix } from '../../random.ts'
import type { Fields } from '../../row-list.ts'
import { createDatedRows } from '../../rows.ts'
import { DISPOSITIONS, NOTES } from '../../vocabulary.ts'
import { callSid } from '../call-sid.ts'
import { dateFields, friendlyDuration, instantOf } from '../dates.ts'
import type { Endpoint, World } from '../endpoint.ts'
import { contactName } from '../people.ts'
import { campaignAt, campaignCount } from './sales-dialer-campaigns.ts'

const TYPES = [
  'OUTGOING_ANSWERED_CALL',
  'OUTGOING_HUMAN_ANSWERED',
  'OUTGOING_MACHINE_ANSWERED',
  'OUTGOING_UNANSWERED_CALL',
  'OUTGOING_FAILED_CALL',
  'OUTGOING_RESTRICTED_CALL',
  'OUTGOING_BLOCKED_CALL',
  'OUTGOING_CANCELLED_CALL',
  'OUTGOING_ABANDONED_CALL',
]

/** Calls that the dialer makes for campaigns. */
export const salesDialerCalls: Endpoint = {
  path: '/v2.1/sales_dialer/calls',
  key: 'call_id',
  total: 'total_count',
  perPage: { usual: 20, most: 100 },
  sorts: ['id', 'datetime'],
  lastFetched: 'last_call_id_fetched',
  plan: 'sales_dialer',
  dated: true,
  filters: {
    campaign_id: {
      takes: 'number',
      fits: ({ campaign }, id) => JSON.stringify(campaign).includes(`"id":${id},`),
    },
    contact_number: { takes: 'number', fits: (row, number) => row['contact_number'] === number },
    sales_dialer_number: { takes: 'number', fits: (row, number) => row['sales_dialer_number'] === number },
    agent_id: { takes: 'number', fits: (row, id) => String(row['agent_id']) === id },
    call_type: {
      takes: TYPES,
      fits: ({ call_info: info }, type) => JSON.stringify(info).includes(`"type":"${wordsOf(type)}"`),
    },
  },
  switches: { fetch_ai_data: false },
  dress: (row, isOn) => (isOn('fetch_ai_data') ? { ...row, justcall_ai: AI_DATA } : row),
  rows: (world) => ({
    rows: createDatedRows(world.settings, world.settings.salesCalls, 2, (seq) => drawDuration(world, seq)),
    draw: (seq, start) => drawCall(world, seq, start),
    unfilled: ({ call_info: info }) => ({
      call_info: { ...Object(info), disposition: null, notes: null, rating: null },
    }),
    startOf: (row) => instantOf(row['call_date'], row['call_time']),
  }),
}

/** `OUTGOING_HUMAN_ANSWERED` as rows have it: `Outgoing human answered`. */
const wordsOf = (type: string) => `O${type.slice(1).toLowerCase().replaceAll('_', ' ')}`

const AI_DATA = {
  call_moments: [],
  customer_sentiment: null,
  call_score: 0,
  call_score_parameters: null,
  tags: [],
  manual_call_score: 0,
  call_summary: null,
}

const keyOf = ({ settings }: World, seq: number) => mix(mix(settings.seed) ^ mix(seq) ^ 0x05d1a7e2)

const isAnswered = (key: number) => draw(key, 1) < 0.4

/** Seconds. */
const drawDuration = (world: World, seq: number): number => {
  const key = keyOf(world, seq)
  return isAnswered(key) ? 5 + Math.floor(draw(key, 2) * 400) : 0
}

const drawCall = (world: World, seq: number, start: number): Fields => {
  const { settings, calls, contacts, team } = world
  const key = keyOf(world, seq)
  const nth = Math.floor(draw(key, 3) * Math.max(1, contacts.count))
  const contact = contacts.count > 0 ? contacts.at(nth) : undefined
  const number = contact?.number ?? calls.customer(seq)
  const agent = team.person(team.anyone(draw(key, 4)))
  const duration = drawDuration(world, seq)
  const answered = isAnswered(key)
  const sid = callSid(key)
  return {
    campaign: campaignAt(world, Math.floor(draw(key, 5) * Math.max(1, campaignCount(world)))),
    call_sid: sid,
    // The dialer numbers contacts by itself.
    contact_id: 60_000 + nth,
    contact_number: team.digits(number),
    contact_name: contact?.name ?? contactName(number),
    contact_email: contact?.email ?? null,
    sales_dialer_number: team.digits(team.anyNumber(draw(key, 6))),
    agent_id: agent.id,
    agent_name: agent.name,
    agent_email: agent.email,
    ...dateFields('call', start, settings.offsetMinutes),
    call_info: {
      reattempt_number: Math.floor(draw(key, 7) * 3),
      cost_incurred: Math.ceil(duration / 60) * 0.005,
      call_answered_by: answered ? (draw(key, 8) < 0.7 ? 'human' : 'machine') : null,
      direction: 'Outgoing',
      type: answered ? 'Outgoing answered call' : 'Outgoing unanswered call',
      duration,
      friendly_duration: friendlyDuration(duration).replace(/^0/, ''),
      disposition: answered ? DISPOSITIONS[Math.floor(draw(key, 9) * DISPOSITIONS.length)] : null,
      notes: answered ? NOTES[Math.floor(draw(key, 10) * NOTES.length)] : null,
      rating: answered ? 1 + Math.floor(draw(key, 11) * 5) : null,
      recording: answered ? `https://recordings.justcall.io/${sid}.mp3` : null,
    },
  }
}
