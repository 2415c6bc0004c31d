/**
 * The same API as a source of the Faros kit with axios, as its users write one: a slice a month, page after page of 100,
 * incremental by the latest start.
 */
import axios from 'axios'
import {
  AirbyteSourceBase,
  AirbyteSourceLogger,
  AirbyteSourceRunner,
  AirbyteSpec,
  AirbyteStreamBase,
} from 'faros-airbyte-cdk'
import schema from '../../schemas/calls.json' with { type: 'json' }

class Calls extends AirbyteStreamBase {
  constructor(config, logger) {
    super(logger)
    this.config = config
    this.api = axios.create({
      baseURL: config.base_url,
      headers: { authorization: `${config.api_key}:${config.api_secret}` },
    })
  }

  getJsonSchema() {
    return schema
  }

  get name() {
    return 'calls'
  }

  get primaryKey() {
    return 'call_id'
  }

  get cursorField() {
    return 'started_at'
  }

  async *streamSlices(_syncMode, _cursorField, streamState) {
    const now = new Date()
    const first = new Date(streamState?.cutoff ?? this.config.start_date)
    for (
      let start = first;
      start <= now;
      start = new Date(Date.UTC(start.getUTCFullYear(), start.getUTCMonth() + 1))
    ) {
      const end = new Date(Date.UTC(start.getUTCFullYear(), start.getUTCMonth() + 1, 0))
      yield { start_date: day(start), end_date: day(end) }
    }
  }

  async *readRecords(_syncMode, _cursorField, slice) {
    for (let page = 1, pages = 1; page <= pages; page += 1) {
      const { data } = await this.api.get('/v2/calls', { params: { ...slice, page, per_page: 100 } })
      pages = data.total_pages
      yield* data.data
    }
  }

  getUpdatedState(state, { started_at: start }) {
    return start > (state.cutoff ?? '') ? { cutoff: start } : state
  }
}

class Source extends AirbyteSourceBase {
  get type() {
    return 'justcall'
  }

  async spec() {
    const connectionSpecification = { type: 'object', additionalProperties: true, properties: {} }
    return new AirbyteSpec({ connectionSpecification })
  }

  async checkConnection(config) {
    await new Calls(config, this.logger).api.get('/v2/calls', { params: { per_page: 1 } })
    return [true, undefined]
  }

  streams(config) {
    return [new Calls(config, this.logger)]
  }
}

const day = (date) => date.toISOString().slice(0, 10)

const logger = new AirbyteSourceLogger()
new AirbyteSourceRunner(logger, new Source(logger)).mainCommand().parse()
