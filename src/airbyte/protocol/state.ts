import { isJsonObject } from '../json/is-json-object.ts'
import { ConfigError } from './errors.ts'
import type { JsonObject } from './messages.ts'
import { type StreamEntry, stateEntries } from './state-entries.ts'

export interface States {
  /**
   * The state of a stream; undefined if it is missing, empty, or only says that there is no cursor.
   * @throws ConfigError if it is not an object, or if the file has no state for the stream but unknown content: silently
   * reading everything again would be expensive.
   */
  of(stream: string): JsonObject | undefined
  /** The streams with a state, if none of them is read. */
  readonly unread: readonly string[]
}

export const noStates: States = { of: () => undefined, unread: [] }

/**
 * Parses a state in any form that platforms write.
 * @param wanted the streams that will be read.
 * @throws ConfigError that names the path, the fault and its location.
 */
export function parseState(value: unknown, path: string, wanted: readonly string[] = []): States {
  const fault = (what: string) =>
    new ConfigError(
      `--state ${path}: ${what}; give the last STATE message of the sync before, or no state at all.`,
    )
  const states = new Map<string, unknown>()
  const uncertain: StreamEntry[] = []
  for (const entry of stateEntries(value, fault)) {
    if (entry.isBare) uncertain.push(entry)
    if (!states.has(entry.name) || !isNone(entry.state)) states.set(entry.name, entry.state)
  }
  /** Content that may be the state of the stream in another form: a wrapper, another tool's, or without its message. */
  const unknownContentFor = (stream: string) =>
    uncertain.find(({ name, state }) => {
      if (isNone(state) || wanted.includes(name)) return false
      return !isJsonObject(state) || JSON.stringify(state).includes(JSON.stringify(stream))
    })
  const named = [...states].filter(([, state]) => !isNone(state) && !isEmpty(state)).map(([name]) => name)
  return {
    of(stream) {
      const state = states.get(stream)
      const unknown = states.has(stream) ? undefined : unknownContentFor(stream)
      if (unknown !== undefined) {
        throw fault(`it names no stream "${stream}", and its ${shown(unknown.name)} is no stream's state`)
      }
      if (isNone(state) || isEmpty(state)) return undefined
      if (!isJsonObject(state)) throw fault(`the state of stream "${stream}" must be an object`)
      return state
    },
    unread: wanted.some((stream) => states.has(stream) || unknownContentFor(stream)) ? [] : named,
  }
}

const isNone = (state: unknown) => state === undefined || state === null

/** Airbyte's CDKs mark streams without a cursor and finished full refreshes with properties of such names. */
const isEmpty = (state: unknown) =>
  isJsonObject(state) && Object.keys(state).every((name) => name.startsWith('__ab_'))

/** Names that may be a pasted secret are not shown. */
const shown = (name: string) => (/^[A-Za-z_]{1,40}$/.test(name) ? `"${name}"` : 'content')
