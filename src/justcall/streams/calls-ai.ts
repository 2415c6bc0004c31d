import schema from '../../../schemas/calls_ai.json' with { type: 'json' }
import { plainStream } from './plain-stream.ts'

/** What JustCall AI says of calls. The rows have no date, and an `id` is unique on one platform only. */
export const callsAi = plainStream(schema, {
  stream: 'calls_ai',
  noun: 'analysed call',
  path: '/v2.1/calls_ai',
  key: 'id',
  mostRows: 20,
  parameters: { platform: 'justcall', fetch_transcription: 'true', order: 'asc' },
  feature: 'JustCall AI',
  // On some plans these alone are refused. They are true unless a request says otherwise.
  reduced: {
    parameters: {
      fetch_summary: 'false',
      fetch_ai_insights: 'false',
      fetch_action_items: 'false',
      fetch_smart_chapters: 'false',
    },
    without: 'summaries, insights, action items and smart chapters',
  },
})
