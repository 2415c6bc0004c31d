import { MINUTE_MS } from '../../days.ts'
import { draw, mix } from '../../random.ts'
import type { Fields } from '../../row-list.ts'
import { createRow } from '../../rows.ts'
import { NOTES } from '../../vocabulary.ts'
import { callSid } from '../call-sid.ts'
import type { Endpoint, World } from '../endpoint.ts'

/** What AI made of some of the answered calls, from two minutes after a call on. The row has the call's `id`. */
export const callsAi: Endpoint = {
  path: '/v2.1/calls_ai',
  key: 'id',
  total: 'total_count',
  perPage: { usual: 10, most: 20 },
  plan: 'ai',
  dated: true,
  filters: {
    platform: {
      takes: ['justcall', 'sales_dialer'],
      otherwise: 'justcall',
      fits: (row, platform) => row['platform'] === platform,
    },
    // A row has neither a number nor an agent to compare.
    phone_number: { takes: 'number' },
    agent_id: { takes: 'number' },
    ai_agent_ids: {},
  },
  switches: {
    fetch_transcription: false,
    fetch_summary: true,
    fetch_ai_insights: true,
    fetch_action_items: true,
    fetch_smart_chapters: true,
  },
  gated: {
    plan: 'ai_review',
    switches: ['fetch_summary', 'fetch_ai_insights', 'fetch_action_items', 'fetch_smart_chapters'],
  },
  dress: (row, isOn) => ({
    ...row,
    ...(isOn('fetch_transcription') ? {} : { call_transcription: [] }),
    ...(isOn('fetch_summary') ? {} : { call_summary: null }),
    ...(isOn('fetch_ai_insights') ? {} : NO_INSIGHTS),
    ...(isOn('fetch_action_items') ? {} : { action_items: null }),
    ...(isOn('fetch_smart_chapters') ? {} : { smart_chapters: [] }),
  }),
  rows(world) {
    const { settings, calls } = world
    const isAnalysed = (seq: number) =>
      calls.traits(seq).status === 'completed' && draw(keyOf(world, seq), 1) < 0.3
    const analysed = world.callRows().filter(({ seq }) => isAnalysed(seq))
    return {
      rows: analysed.map(({ start, listedAt }, seq) =>
        createRow(seq, start, listedAt + 2 * MINUTE_MS, settings, mix(settings.seed)),
      ),
      idOf: (seq) => analysed[seq]?.id ?? (analysed.at(-1)?.id ?? 0) + seq,
      draw(seq, start) {
        const call = analysed[seq]
        return call ? drawAnalysis(world, call.seq, start, call.id) : { platform: 'justcall' }
      },
    }
  },
}

const NO_INSIGHTS = {
  call_moments: [],
  customer_sentiment: null,
  call_score: 0,
  call_score_parameters: null,
  manual_call_score: 0,
  interaction_stats: null,
}

const keyOf = ({ settings }: World, seq: number) => mix(mix(settings.seed) ^ mix(seq) ^ 0x00a1ca11)

const drawAnalysis = (world: World, seq: number, start: number, id: number): Fields => {
  const key = keyOf(world, seq)
  const { agent_name: agent, duration } = world.calls.call(seq, start)
  const score = (lane: number) => Math.floor(draw(key, lane) * 11)
  const sentence = (lane: number) => NOTES[Math.floor(draw(key, lane) * NOTES.length)]
  return {
    call_sid: callSid(id % 2 ** 31),
    platform: 'justcall',
    call_moments: ['renewal', 'pricing'],
    customer_sentiment: draw(key, 2) < 0.7 ? 'Positive' : 'Negative',
    call_score: score(3),
    call_score_parameters: Object.fromEntries(PARAMETERS.map((name, nth) => [name, score(20 + nth)])),
    tags: draw(key, 4) < 0.3 ? ['demo', 'follow-up'] : [],
    manual_call_score: 0,
    call_transcription: [
      {
        speaker_id: '1',
        speaker_name: agent,
        sentence: sentence(5),
        timestamp: { starttime: 0, endtime: 4 },
      },
      { speaker_id: '2', speaker_name: null, sentence: sentence(6), timestamp: { starttime: 4, endtime: 9 } },
    ],
    call_summary: sentence(7),
    action_items: sentence(8),
    interaction_stats: {
      agent_speak_time: Math.floor(duration * 0.6) + 0.2,
      customer_speak_time: Math.floor(duration * 0.3) + 0.7,
      dead_air_time: 1.5,
      monologue_duration: 8.5,
      customer_story_duration: 4,
      interactivity_count: score(9),
    },
    smart_chapters: [{ section: 'Opening', overview: [{ conversation: sentence(10) }] }],
  }
}

const PARAMETERS = [
  'dead_air_time',
  'filler_word',
  'de_escalation',
  'empathy',
  'talk_listen_ratio',
  'greetings',
  'words_per_minute',
  'monologue_duration',
  'call_etiquette',
  'customer_sentiment_score',
] as const
