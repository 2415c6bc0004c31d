import { isJsonObject } from '../json/is-json-object.ts'
import type { JsonObject } from './messages.ts'

/** The state of one stream in a state file. */
export interface StreamEntry {
  readonly name: string
  readonly state: unknown
  /** From an object of unknown form: the name may be a stream or any other property. */
  readonly isBare?: boolean
}

type Entries = Generator<StreamEntry, void, undefined>
type Fault = (what: string) => Error

/**
 * The streams that a state names, in file order; of duplicates the last one counts. Accepted forms:
 *
 * - empty: `null`, `[]`, `{}`;
 * - the protocol's messages STREAM, GLOBAL and LEGACY, one or a list, also as whole STATE lines;
 * - the same in camel case, from Airbyte's configuration API and state editor: `{stateType, streamState}`,
 *   `{stateType, globalState}`, `{stateType, state}`, their content alone, and all of these within `{connectionState}`;
 * - the oldest form: an object of stream names to states, also within `data` or `state`.
 * @throws the error that `fault` makes, with the location of the fault.
 */
export function stateEntries(value: unknown, fault: Fault): Entries {
  if (isJsonObject(value)) return messageEntries(value, 'the state', fault)
  if (value !== null && value !== undefined && !Array.isArray(value)) {
    throw fault('the state must be an object or an array of state messages')
  }
  return listEntries(value ?? [], '', fault)
}

function* listEntries(messages: readonly unknown[], place: string, fault: Fault): Entries {
  for (const [index, message] of messages.entries()) {
    if (!isJsonObject(message)) throw fault(`${place}[${index}] must be a state message`)
    yield* messageEntries(message, `${place}[${index}]`, fault)
  }
}

function* messageEntries(message: JsonObject, place: string, fault: Fault): Entries {
  const { type, data, stream, state } = message
  const within = either(message, 'connection_state', 'connectionState')
  const global = message['global'] ?? either(message, 'global_state', 'globalState')
  const streamState = either(message, 'stream_state', 'streamState')
  const written = type ?? either(message, 'state_type', 'stateType')
  const kind = typeof written === 'string' ? written.toUpperCase() : ''
  if (isJsonObject(within)) {
    yield* messageEntries(within, `${place}.connection_state`, fault)
  } else if (kind === 'STATE' && isJsonObject(state)) {
    yield* messageEntries(state, `${place}.state`, fault)
  } else if (kind === 'GLOBAL' || isGlobal(global)) {
    yield* globalEntries(global, `${place}.global`, fault)
  } else if (isDescribed(message)) {
    yield streamEntry(message, place, fault)
  } else if (isDescribed(stream) || (kind === 'STREAM' && streamState === undefined)) {
    if (streamState !== undefined) throw fault(`${place} has its stream_state beside its stream, not in it`)
    yield streamEntry(stream, `${place}.stream`, fault)
  } else if (kind === 'STREAM' || Array.isArray(streamState)) {
    for (const entry of [streamState ?? []].flat()) yield streamEntry(entry, `${place}.stream_state`, fault)
  } else if (isGlobal(message)) {
    yield* globalEntries(message, place, fault)
  } else if (kind === 'LEGACY') {
    yield* legacyEntries(data ?? state, `${place}.data`, fault)
  } else if (kind !== 'NOT_SET') {
    yield* bareEntries(message, place, fault)
  }
}

function* bareEntries({ data, state, ...others }: JsonObject, place: string, fault: Fault): Entries {
  // `data` and `state` may hold states, or be the names of streams: yield both readings.
  yield { name: 'data', state: data, isBare: true }
  if (isJsonObject(data)) yield* legacyEntries(data, `${place}.data`, fault)
  if (Array.isArray(state)) {
    yield* listEntries(state, `${place}.state`, fault)
  } else {
    yield { name: 'state', state, isBare: true }
    if (isJsonObject(state)) yield* messageEntries(state, `${place}.state`, fault)
  }
  yield* legacyEntries(others, place, fault)
}

function* globalEntries(global: unknown, place: string, fault: Fault): Entries {
  const streams = isJsonObject(global) ? (either(global, 'stream_states', 'streamStates') ?? []) : undefined
  if (!Array.isArray(streams)) throw fault(`${place}.stream_states must be an array`)
  for (const [index, entry] of streams.entries()) {
    yield streamEntry(entry, `${place}.stream_states[${index}]`, fault)
  }
}

function streamEntry(entry: unknown, place: string, fault: Fault): StreamEntry {
  if (!isJsonObject(entry)) throw fault(`${place} must be an object`)
  const descriptor = descriptorOf(entry)
  const name = isJsonObject(descriptor) ? descriptor['name'] : undefined
  if (typeof name !== 'string') throw fault(`${place} names no stream`)
  const state = either(entry, 'stream_state', 'streamState')
  const hasState = 'stream_state' in entry || 'streamState' in entry
  if (!hasState && Object.keys(entry).length > 1) throw fault(`${place} has no stream_state`)
  return { name, state }
}

function* legacyEntries(states: unknown, place: string, fault: Fault): Entries {
  if (states === undefined || states === null) return
  if (!isJsonObject(states)) throw fault(`${place} must be an object of stream names to states`)
  yield* Object.entries(states).map(([name, state]) => ({ name, state, isBare: true }))
}

/** Any other object named `global` is the state of a stream of that name. */
const isGlobal = (value: unknown) =>
  isJsonObject(value) &&
  (either(value, 'stream_states', 'streamStates') ?? either(value, 'shared_state', 'sharedState')) !==
    undefined

const isDescribed = (value: unknown) => isJsonObject(value) && isJsonObject(descriptorOf(value))

const descriptorOf = (value: JsonObject) => either(value, 'stream_descriptor', 'streamDescriptor')

/** Reads a property in the spelling of the protocol or of Airbyte's API. */
const either = (value: JsonObject, snake: string, camel: string) => value[snake] ?? value[camel]
