import { isJsonObject } from '../json/is-json-object.ts'
import { ConfigError } from './errors.ts'
import type { JsonObject } from './messages.ts'
import { type StreamEntry, stateEntries } from './state-entries.ts'

export interface States {
  /**
   * The state of a stream; undefined if it has none, an empty one, or one that only says that there is no cursor.
   * @throws ConfigError if it is no object, or if the file has none for the stream and holds what is no state: to read everything
   * again in silence would be dear. Streams that are not read are not looked at.
   */
  of(stream: string): JsonObject | undefined
  /** The streams that have a state, if none of them is read. */
  readonly unread: readonly string[]
}

export const noStates: States = { of: () => undefined, unread: [] }

/**
 * The states of streams by name, out of every form in which platforms write a state.
 * @param wanted the streams that will be asked for.
 * @throws ConfigError that names the path and the fault with its place.
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
  /** Perhaps a wrapper, another tool's state, or one stream's state without its message. */
  const foreignTo = (stream: string) =>
    uncertain.find(({ name, state }) => {
      if (isNone(state) || wanted.includes(name)) return false
      return !isJsonObject(state) || JSON.stringify(state).includes(JSON.stringify(stream))
    })
  const named = [...states].filter(([, state]) => !isNone(state) && !isEmpty(state)).map(([name]) => name)
  return {
    of(stream) {
      const state = states.get(stream)
      const foreign = states.has(stream) ? undefined : foreignTo(stream)
      if (foreign !== undefined) {
        throw fault(`it names no stream "${stream}", and its ${shown(foreign.name)} is no stream's state`)
      }
      if (isNone(state) || isEmpty(state)) return undefined
      if (!isJsonObject(state)) throw fault(`the state of stream "${stream}" must be an object`)
      return state
    },
    unread: wanted.some((stream) => states.has(stream) || foreignTo(stream)) ? [] : named,
  }
}

const isNone = (state: unknown) => state === undefined || state === null

/** Airbyte's CDKs mark streams without a cursor, and ended full refreshes, by properties of such names in their states. */
const isEmpty = (state: unknown) =>
  isJsonObject(state) && Object.keys(state).every((name) => name.startsWith('__ab_'))

/** What a person has pasted into the file may be a secret. */
const shown = (name: string) => (/^[A-Za-z_]{1,40}$/.test(name) ? `"${name}"` : 'content')
