/**
 * A minimal source with one stream, `days`, full refresh and incremental.
 * Run it as a platform would: `node source-days.ts spec`, and so on.
 */
import {
  ConfigError,
  checkpoint,
  records,
  runProcess,
  type Source,
  type Stream,
} from 'source-justcall/airbyte'

interface Config {
  readonly first: string
  readonly last: string
}

/** The last day sent. */
interface State {
  readonly date: string
}

const day = 86_400_000

const days: Stream<Config, State> = {
  description: {
    name: 'days',
    json_schema: { type: 'object', properties: { date: { type: 'string', format: 'date' } } },
    supported_sync_modes: ['full_refresh', 'incremental'],
    source_defined_cursor: true,
    default_cursor_field: ['date'],
    source_defined_primary_key: [['date']],
  },
  async *read({ config, syncMode, state }) {
    const done = syncMode === 'incremental' ? state?.date : undefined
    const begin = typeof done === 'string' ? Date.parse(done) + day : Date.parse(config.first)
    for (let time = begin; time <= Date.parse(config.last); time += day) {
      const date = new Date(time).toISOString().slice(0, 10)
      yield records([{ date }])
      // Always after the records that it covers.
      yield checkpoint({ date })
    }
  },
}

const source: Source<Config, State> = {
  name: 'source-days',
  version: '1.0.0',
  description: 'Counts days.',
  spec: async () => ({
    connectionSpecification: {
      type: 'object',
      required: ['first', 'last'],
      properties: {
        first: { type: 'string', format: 'date', title: 'First day' },
        last: { type: 'string', format: 'date', title: 'Last day' },
      },
    },
  }),
  check: async ({ first, last }) => {
    if (first > last) throw new ConfigError('The first day is after the last: set an earlier one.')
  },
  streams: async () => [days],
}

await runProcess(source)
