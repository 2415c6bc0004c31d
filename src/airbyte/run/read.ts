import { parseJsonText, readJsonFile, readTextFile } from '../input/json-file.ts'
import { parseJsonExactly } from '../json/exact-json.ts'
import { type ConfiguredStream, parseCatalog } from '../protocol/catalog.ts'
import { ConfigError, Interrupted, ReaderGone } from '../protocol/errors.ts'
import { failureTrace } from '../protocol/failure.ts'
import {
  type Command,
  estimate,
  log,
  type Message,
  rateLimited,
  type StreamRecord,
  streamStatus,
} from '../protocol/messages.ts'
import { noStates, parseState, type States } from '../protocol/state.ts'
import { createStatusUpdates, type StatusUpdate, withStatusUpdates } from '../protocol/status-updates.ts'
import type { Context, Source, Stream, StreamOutput } from '../source/source.ts'

/**
 * Reads the streams of the catalog in order. If a stream fails, it is INCOMPLETE with an ERROR trace, the others are still
 * read, and the exit code is 1.
 * @throws ConfigError if a file is not valid; the reason of the signal if it is aborted; ReaderGone if output is closed.
 */
export async function* read<Config, State extends object>(
  source: Source<Config, State>,
  config: Config,
  files: { readonly catalog: string; readonly state: string | undefined },
  context: Context,
): Command {
  const catalog = parseCatalog(await readJsonFile('--catalog', files.catalog), files.catalog)
  const states = files.state === undefined ? noStates : await readStates(files.state, catalog)
  const streams = await source.streams(config)
  if (catalog.length === 0) yield log('WARN', 'The catalog names no stream: nothing is read.')
  if (states.unread.length > 0 && catalog.some(({ syncMode }) => syncMode === 'incremental')) {
    yield log('WARN', unusedStates(states.unread, catalog))
  }

  let exitCode = 0
  for (const requested of catalog) {
    const stream = streams.find((candidate) => candidate.description.name === requested.name)
    // The name of no stream may be a secret that was pasted into the catalog.
    const name = stream === undefined ? context.redact(requested.name) : requested.name
    let configured = requested
    try {
      if (stream === undefined) throw unknownStream(requested, streams)
      const modes = stream.description.supported_sync_modes
      if (!modes.includes(requested.syncMode)) {
        // PyAirbyte requests incremental for every stream.
        if (requested.syncMode !== 'incremental' || !modes.includes('full_refresh'))
          throw unsupportedMode(requested, stream)
        yield log('WARN', `The stream "${requested.name}" cannot be read incrementally: all of it is read.`)
        configured = { name: requested.name, syncMode: 'full_refresh' }
      }
      const { state, fault } = stateFor(stream, configured, states)
      if (fault !== undefined) yield log('WARN', fault)
      yield* readStream(stream, configured, config, state, context)
    } catch (error) {
      if (error instanceof ReaderGone) throw error
      yield streamStatus(name, 'INCOMPLETE', context.now())
      if (error instanceof Interrupted || context.signal.aborted) throw error
      yield failureTrace(error, context.now(), name)
      exitCode = 1
    }
  }
  return exitCode
}

async function* readStream<Config, State extends object>(
  stream: Stream<Config, State>,
  { name, syncMode }: ConfiguredStream,
  config: Config,
  state: State | undefined,
  context: Context,
): AsyncGenerator<Message, void, undefined> {
  yield streamStatus(name, 'STARTED', context.now())
  const updates = createStatusUpdates()
  const output = stream.read({ config, syncMode, state }, { ...context, notify: updates.send })
  let running = false
  let sinceState = 0
  let hasState = false
  for await (const item of withStatusUpdates(output, updates)) {
    context.signal.throwIfAborted()
    if (item.type === 'records') {
      if (item.records.length === 0) continue
      for (const record of item.records) assertRecord(record)
      if (!running) yield streamStatus(name, 'RUNNING', context.now())
      running = true
      sinceState += item.records.length
      yield { type: 'RECORD', stream: name, emittedAt: context.now(), records: item.records }
    } else if (item.type === 'checkpoint') {
      assertState(item.state)
      yield { type: 'STATE', stream: name, state: item.state, recordCount: sinceState }
      sinceState = 0
      hasState = true
    } else {
      yield message(name, item, context.now())
    }
  }
  // A stream that ignores the abort must not count as complete.
  context.signal.throwIfAborted()
  if (!hasState) {
    const unchanged = syncMode === 'incremental' ? state : undefined
    yield { type: 'STATE', stream: name, state: unchanged ?? noCursor, recordCount: sinceState }
  }
  yield streamStatus(name, 'COMPLETE', context.now())
}

/**
 * The state of a stream without a cursor, as Airbyte's CDKs write it. Platforms need one: it commits the records before it.
 */
const noCursor = { __ab_no_cursor_state_message: true }

/** @throws TypeError unless the data of the record is a JSON object. */
function assertRecord(record: StreamRecord) {
  const json: unknown = record?.json
  if (typeof json !== 'string' || !json.startsWith('{') || !json.endsWith('}')) {
    throw new TypeError('Expected each record to be a JSON object')
  }
}

/** @throws TypeError unless the state serializes to a JSON object. */
function assertState(state: unknown) {
  // An array begins with a bracket, and `toJSON` may return anything.
  if (JSON.stringify(state)?.startsWith('{') !== true) {
    throw new TypeError('Expected the state of each checkpoint to be an object')
  }
}

/** If the file is not valid, only the streams that need a state fail. */
async function readStates(path: string, catalog: readonly ConfiguredStream[]): Promise<States> {
  const text = await readTextFile('--state', path)
  const names = catalog.map(({ name }) => name)
  try {
    // A cursor may exceed the precision of a double.
    return parseState(parseJsonText('--state', path, text, parseJsonExactly), path, names)
  } catch (error) {
    const of = () => {
      throw error
    }
    return { of, unread: [] }
  }
}

/**
 * The state to read from. Platforms pass the last state to full refreshes too: it is used only if the stream can resume.
 * @throws ConfigError if the state of an incremental sync is not valid.
 */
function stateFor<Config, State extends object>(
  { description }: Stream<Config, State>,
  { name, syncMode }: ConfiguredStream,
  states: States,
): { readonly state: State | undefined; readonly fault?: string } {
  // The stream validates the content.
  const stateOf = () => states.of(name) as State | undefined
  if (syncMode === 'incremental') return { state: stateOf() }
  if (description.is_resumable !== true) return { state: undefined }
  try {
    return { state: stateOf() }
  } catch (error) {
    const reason = error instanceof ConfigError ? error.message : 'the state cannot be read.'
    return { state: undefined, fault: `The full refresh of "${name}" begins from the start: ${reason}` }
  }
}

function unusedStates(unread: readonly string[], catalog: readonly ConfiguredStream[]): string {
  const listed = (names: readonly string[]) =>
    names.length > 5 ? `${names.slice(0, 5).join(', ')} and others` : names.join(', ')
  return `The state is of ${listed(unread)} only, and the catalog asks for ${listed(catalog.map(({ name }) => name))}: they are read from the start. If this is not meant, check --state.`
}

function message(
  stream: string,
  item: StatusUpdate | Exclude<StreamOutput, { type: 'records' | 'checkpoint' }>,
  now: number,
): Message {
  switch (item.type) {
    case 'log':
      return log(item.level, item.message)
    case 'estimate':
      return estimate(stream, item.rows, now)
    case 'rate_limited':
      return rateLimited(stream, item.until, now)
    default:
      throw new TypeError('Expected each item of a stream to be records, a checkpoint, a log or an estimate')
  }
}

function unsupportedMode<Config, State extends object>(
  { name, syncMode }: ConfiguredStream,
  stream: Stream<Config, State>,
): ConfigError {
  const modes = stream.description.supported_sync_modes.join(', ')
  return new ConfigError(
    `The catalog asks for the stream "${name}" by ${syncMode}, which it does not support; it supports: ${modes}. Change its sync_mode in the catalog, or refresh the connection's schema.`,
  )
}

function unknownStream<Config, State extends object>(
  configured: ConfiguredStream,
  streams: readonly Stream<Config, State>[],
): ConfigError {
  const known = streams.map((stream) => stream.description.name).join(', ')
  return new ConfigError(
    `The catalog names the stream "${configured.name}", which this source does not have; it has: ${known}. Take the stream out of the catalog, or refresh the connection's schema.`,
  )
}
