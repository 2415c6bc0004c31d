import { ConfigError } from './errors.ts'
import { isJsonObject } from './is-json-object.ts'
import type { JsonObject } from './messages.ts'

/**
 * The states of streams by name, out of every form in which platforms hand a state over: nothing, `[]`, `{}`, one or
 * more per-stream messages (also as whole STATE lines), a GLOBAL message, LEGACY messages, and the bare legacy object
 * of stream name to state. A stream whose state is null, missing or empty has none.
 * @param wanted the streams that will be asked for.
 * @throws ConfigError that names the path and the fault with its place.
 */
export function parseState(value: unknown, path: string, wanted: readonly string[] = []): States {
  const states = new Map<string, unknown>()
  /** What stands where a stream's state would, and is none: perhaps one stream's state was given without its message. */
  let alien: string | undefined
  const put = (name: unknown, state: unknown, place: string) => {
    if (typeof name !== 'string') throw fault(path, `${place} names no stream`)
    if (state !== undefined && state !== null) states.set(name, state)
  }
  const putStream = (entry: unknown, place: string) => {
    if (!isJsonObject(entry)) throw fault(path, `${place} must be an object`)
    const descriptor = entry['stream_descriptor']
    put(isJsonObject(descriptor) ? descriptor['name'] : undefined, entry['stream_state'], place)
  }
  const putLegacy = (data: unknown, place: string) => {
    if (data === undefined || data === null) return
    if (!isJsonObject(data)) throw fault(path, `${place} must be an object of stream names to states`)
    for (const [name, state] of Object.entries(data)) put(name, state, place)
  }
  /** Without a type, `data` may be a LEGACY message's or the state of a stream of that name: whoever asks gets theirs. */
  const putBare = ({ data, ...others }: JsonObject, place: string) => {
    const odd = Object.entries(others).find(
      ([name, state]) => state !== null && !isJsonObject(state) && !wanted.includes(name),
    )
    alien ??= odd?.[0]
    put('data', data, place)
    if (isJsonObject(data)) putLegacy(data, `${place}.data`)
    putLegacy(others, place)
  }
  const putMessage = (message: JsonObject, place: string) => {
    const type = message['type']
    if (type === 'STATE' && isJsonObject(message['state'])) {
      putMessage(message['state'], `${place}.state`)
    } else if (type === 'GLOBAL' || isGlobal(message['global'])) {
      const global = message['global']
      const streams = isJsonObject(global) ? (global['stream_states'] ?? []) : undefined
      if (!Array.isArray(streams)) throw fault(path, `${place}.global.stream_states must be an array`)
      streams.forEach((entry, index) => {
        putStream(entry, `${place}.global.stream_states[${index}]`)
      })
    } else if (type === 'STREAM' || isDescribed(message['stream'])) {
      putStream(message['stream'], `${place}.stream`)
    } else if (type === 'LEGACY') {
      putLegacy(message['data'], `${place}.data`)
    } else if (isDescribed(message)) {
      putStream(message, place)
    } else {
      putBare(message, place)
    }
  }

  const of = (name: string) => {
    const state = states.get(name)
    if (state === undefined && alien !== undefined) {
      throw fault(path, `it names no stream "${name}", and its "${alien}" is no stream's state`)
    }
    if (state === undefined) return undefined
    if (!isJsonObject(state)) throw fault(path, `the state of stream "${name}" must be an object`)
    return Object.keys(state).length === 0 ? undefined : state
  }
  if (value === null || value === undefined) return { of }
  if (!Array.isArray(value) && !isJsonObject(value)) {
    throw fault(path, 'the state must be an object or an array of state messages')
  }
  for (const [index, message] of [value].flat().entries()) {
    const place = Array.isArray(value) ? `[${index}]` : 'the state'
    if (!isJsonObject(message)) throw fault(path, `${place} must be a state message`)
    putMessage(message, place)
  }
  return { of }
}

export interface States {
  /**
   * The state of a stream; undefined if it has none, or an empty one.
   * @throws ConfigError if it is no object, or if none is there and what is there is no state: to begin anew unasked would be
   * silent and dear. Streams that are not read are not looked at.
   */
  of(stream: string): JsonObject | undefined
}

export const noStates: States = { of: () => undefined }

const fault = (path: string, what: string) =>
  new ConfigError(
    `--state ${path}: ${what}; give the last STATE message of the sync before, or no state at all.`,
  )

/** Anything else by that name is the state of a stream. */
const isGlobal = (value: unknown) =>
  isJsonObject(value) && ('stream_states' in value || 'shared_state' in value)

const isDescribed = (value: unknown) => isJsonObject(value) && isJsonObject(value['stream_descriptor'])
