import { describe, expect, test } from 'vitest'
import { ConfigError } from './errors.ts'
import { noStates, parseState } from './state.ts'

const calls = { started_at: '2026-03-10T14:22:00Z' }
const agents = { page: 5 }
const described = (name: string, stream_state: unknown) => ({ stream_descriptor: { name }, stream_state })
const camel = (name: string, streamState: unknown) => ({ streamDescriptor: { name }, streamState })
const perStream = (name: string, state: unknown) => ({ type: 'STREAM', stream: described(name, state) })
const global = (...streams: unknown[]) => ({ type: 'GLOBAL', global: { stream_states: streams } })
const read = (value: unknown) => parseState(value, 's.json').of('calls')

describe('finds no state in', () => {
  test.each([
    [null],
    [undefined],
    [{}],
    [[]],
    [[{}]],
    [perStream('calls', {})],
    [perStream('calls', null)],
    [perStream('calls', undefined)],
    [perStream('agents', agents)],
    [{ calls: {} }],
    [{ calls: null }],
    [{ agents }],
    [global()],
    [{ type: 'GLOBAL', global: { shared_state: { a: 1 } } }],
    [{ type: 'GLOBAL', global: { stream_states: null } }],
    [{ type: 'LEGACY' }],
    [{ type: 'LEGACY', data: null }],
    [{ type: 'LEGACY', data: {} }],
    [{ type: 'STATE', state: {} }],
    [{ stateType: 'not_set', connectionId: 'c' }],
    [{ stateType: 'stream', connectionId: 'c', state: null, streamState: null, globalState: null }],
    [{ stateType: 'stream', streamState: [] }],
    [{ stateType: 'legacy', state: {} }],
    [{ state: {} }],
    [{ state: [] }],
    [[camel('calls', {})]],
    [perStream('calls', { __ab_no_cursor_state_message: true })],
    [perStream('calls', { __ab_full_refresh_sync_complete: true })],
    [perStream('calls', { __ab_no_cursor_state_message: true, __ab_full_refresh_sync_complete: true })],
    [{ calls: { __ab_no_cursor_state_message: true } }],
  ])('%j', (value) => {
    expect(read(value)).toBeUndefined()
  })

  test('undefined', () => {
    expect(noStates.of('calls')).toBeUndefined()
  })
})

describe('finds the state of a stream in', () => {
  test.each([
    ['a per-stream message', perStream('calls', calls)],
    ['one of several', [perStream('agents', agents), perStream('calls', calls)]],
    ['the last of several of the same stream', [perStream('calls', { old: 1 }), perStream('calls', calls)]],
    ['a message without its type', { stream: described('calls', calls) }],
    ['a message with legacy data beside it', { ...perStream('calls', calls), data: { calls: { old: 1 } } }],
    ['a whole STATE line', { type: 'STATE', state: perStream('calls', calls) }],
    ['whole STATE lines', [{ type: 'STATE', state: perStream('calls', calls) }]],
    ['a described state alone', described('calls', calls)],
    ['described states', [described('agents', agents), described('calls', calls)]],
    [
      'a descriptor with a namespace',
      { stream_descriptor: { name: 'calls', namespace: 'x' }, stream_state: calls },
    ],
    ['a GLOBAL message', global(described('agents', agents), described('calls', calls))],
    ['a GLOBAL message in a list', [global(described('calls', calls))]],
    ['a GLOBAL message in a STATE line', { type: 'STATE', state: global(described('calls', calls)) }],
    ['a GLOBAL message without its type', { global: { stream_states: [described('calls', calls)] } }],
    ['a LEGACY message', { type: 'LEGACY', data: { calls, agents } }],
    ['a LEGACY message without its type', { data: { calls } }],
    ['a LEGACY message in a list', [{ type: 'LEGACY', data: { calls } }]],
    ['a LEGACY message in a STATE line', { type: 'STATE', state: { data: { calls } } }],
    ['the bare legacy object', { agents, calls }],
    ['the bare legacy object in a list', [{ calls }]],
    ['what Airbyte’s state editor shows', [camel('agents', agents), camel('calls', calls)]],
    ['one stream of it', camel('calls', calls)],
    ['messages in camel case', [{ type: 'STREAM', stream: camel('calls', calls) }]],
    ['messages in camel case without a type', [{ stream: camel('calls', calls) }]],
    ['messages whose type is in small letters', [{ ...perStream('calls', calls), type: 'stream' }]],
    [
      'the answer of Airbyte’s API',
      {
        stateType: 'stream',
        connectionId: 'c',
        state: null,
        streamState: [camel('agents', agents), camel('calls', calls)],
        globalState: null,
      },
    ],
    ['the same in snake case', { state_type: 'stream', stream_state: [described('calls', calls)] }],
    ['the same without its type', { streamState: [camel('calls', calls)] }],
    [
      'what Airbyte’s API is sent',
      { connectionId: 'c', connectionState: { stateType: 'stream', streamState: [camel('calls', calls)] } },
    ],
    [
      'a descriptor in camel case with a namespace',
      { streamDescriptor: { name: 'calls', namespace: 'x' }, streamState: calls },
    ],
    [
      'a global answer of Airbyte’s API',
      { stateType: 'global', globalState: { sharedState: { a: 1 }, streamStates: [camel('calls', calls)] } },
    ],
    [
      'a global answer that is partly in snake case',
      { stateType: 'global', globalState: { shared_state: null, streamStates: [camel('calls', calls)] } },
    ],
    ['a global state alone', { shared_state: {}, streamStates: [camel('calls', calls)] }],
    ['a legacy answer of Airbyte’s API', { stateType: 'legacy', state: { agents, calls } }],
    ['a message within a wrapper', { state: perStream('calls', calls) }],
    ['a list of messages within a wrapper', { state: [perStream('calls', calls)] }],
    ['a list of them in a STATE line', { type: 'STATE', state: [perStream('calls', calls)] }],
    ['an answer of Airbyte’s API within a wrapper', { state: { streamState: [camel('calls', calls)] } }],
    ['the bare legacy object within a wrapper', { state: { calls } }],
  ])('%s', (_, value) => {
    expect(read(value)).toEqual(calls)
  })

  test.each(['data', 'global', 'stream', 'state', 'type'])(
    'the bare legacy object, if the stream is called %s',
    (name) => {
      for (const value of [{ [name]: calls }, [{ [name]: calls }], { agents, [name]: calls }]) {
        expect(parseState(value, 's.json').of(name)).toEqual(calls)
      }
      expect(parseState({ [name]: calls, agents }, 's.json').of('agents')).toEqual(agents)
      expect(parseState({ type: 'LEGACY', data: { [name]: calls } }, 's.json').of(name)).toEqual(calls)
      expect(parseState({ data: { [name]: calls } }, 's.json').of(name)).toEqual(calls)
    },
  )

  test('the legacy object rather than a property of it that looks like a state', () => {
    expect(read({ calls, data: { calls: { old: 1 } } })).toEqual(calls)
  })

  test('several streams', () => {
    const states = parseState([perStream('agents', agents), perStream('calls', calls)], 's.json')
    expect(states.of('agents')).toEqual(agents)
    expect(states.of('calls')).toEqual(calls)
    expect(states.of('constructor')).toBeUndefined()
  })
})

describe('reports a fault with its location', () => {
  test.each([
    [5, 'the state must be an object or an array of state messages'],
    ['{}', 'the state must be an object or an array of state messages'],
    [[5], '[0] must be a state message'],
    [[[]], '[0] must be a state message'],
    [[null], '[0] must be a state message'],
    [[perStream('calls', calls), 'x'], '[1] must be a state message'],
    [{ type: 'STREAM' }, 'the state.stream must be an object'],
    [{ type: 'STREAM', stream: {} }, 'the state.stream names no stream'],
    [[{ type: 'STREAM', stream: { stream_descriptor: {} } }], '[0].stream names no stream'],
    [
      { type: 'STREAM', stream: { stream_descriptor: { name: 5 }, stream_state: {} } },
      'the state.stream names no stream',
    ],
    [{ type: 'GLOBAL' }, 'the state.global.stream_states must be an array'],
    [{ type: 'GLOBAL', global: { stream_states: {} } }, 'the state.global.stream_states must be an array'],
    [global(described('agents', {}), 5), 'the state.global.stream_states[1] must be an object'],
    [[global({})], '[0].global.stream_states[0] names no stream'],
    [{ type: 'LEGACY', data: [] }, 'the state.data must be an object of stream names to states'],
    [{ type: 'STATE', state: { type: 'LEGACY', data: 5 } }, 'the state.state.data must be an object'],
    [[{ streamDescriptor: {}, streamState: calls }], '[0] names no stream'],
    [[{ streamDescriptor: { name: 'calls' }, state: calls }], '[0] has no stream_state'],
    [{ stateType: 'stream', streamState: [5] }, 'the state.stream_state must be an object'],
    [{ stateType: 'stream', streamState: [calls] }, 'the state.stream_state names no stream'],
    [{ stateType: 'global', globalState: null }, 'the state.global.stream_states must be an array'],
    [
      { type: 'STREAM', stream: { stream_descriptor: { name: 'calls' } }, stream_state: calls },
      'the state has its stream_state beside its stream, not in it',
    ],
    [{ state: [5] }, 'the state.state[0] must be a state message'],
  ])('%j', (value, fault) => {
    expect(() => read(value)).toThrow(ConfigError)
    expect(() => read(value)).toThrow(`--state s.json: ${fault}`)
  })

  test.each([5, 'x', [], true])('in the state of a stream that is read: %j', (state) => {
    expect(() => read(perStream('calls', state))).toThrow('the state of stream "calls" must be an object')
    expect(() => read({ calls: state })).toThrow('the state of stream "calls" must be an object')
  })

  test('but not in states of other streams', () => {
    expect(read({ agents: 5, calls })).toEqual(calls)
  })
})

describe('content that may be the state of the stream in an unknown form is an error', () => {
  test.each([
    ['started_at', { started_at: '2026-03-10T14:22:00Z' }],
    ['started_at', { started_at: '2026-03-10T14:22:00Z', scope: { filters: '4f53cda1' } }],
    ['started_at', { state: { started_at: '2026-03-10T14:22:00Z' } }],
    ['started_at', { data: { started_at: '2026-03-10T14:22:00Z' } }],
    ['version', [{ version: 5 }]],
    ['bookmarks', { bookmarks: { calls: { started_at: '2026-03-10T14:22:00Z' } } }],
    ['type', { type: 'STATE', value: { bookmarks: { calls } } }],
    ['singer_state', { singer_state: { bookmarks: { calls } } }],
    ['streams', { streams: { calls } }],
    ['streams', { streams: [{ name: 'calls', state: calls }] }],
    ['stream', { stream: 'calls', other: calls }],
    ['started_at', { stream: 'calls', state: calls }],
    ['StreamDescriptor', [{ StreamDescriptor: { name: 'calls' }, StreamState: calls }]],
    ['streamState', { streamState: camel('calls', calls) }],
    ['stateType', { stateType: 'other', connectionId: 'c' }],
    ['airbyte_state', { airbyte_state: [perStream('calls', calls)] }],
    ['state', { state: JSON.stringify([perStream('calls', calls)]) }],
  ])('%s: %j', (name, value) => {
    expect(() => parseState(value, 'state.json', ['calls']).of('calls')).toThrow(
      `--state state.json: it names no stream "calls", and its "${name}" is no stream's state; give the last STATE message of the sync before, or no state at all.`,
    )
  })

  test('does not repeat a name that may be a secret', () => {
    expect(() => parseState({ 'hunter2-hunter2': 5 }, 's.json', ['calls']).of('calls')).toThrow(
      /^(?!.*hunter2).*and its content is no stream's state/,
    )
  })
})

describe('states of streams that are not read', () => {
  const unread = (value: unknown, ...wanted: string[]) => parseState(value, 's.json', wanted).unread

  test('are listed if no stream is read', () => {
    expect(unread([perStream('agents', agents), perStream('others', calls)], 'calls')).toEqual([
      'agents',
      'others',
    ])
    expect(unread({ agents }, 'calls', 'messages')).toEqual(['agents'])
    expect(unread({ stateType: 'stream', streamState: [camel('agents', agents)] }, 'calls')).toEqual([
      'agents',
    ])
  })

  test('are not listed if one stream is read, even if it has no state', () => {
    expect(unread([perStream('agents', agents), perStream('calls', calls)], 'calls', 'messages')).toEqual([])
    expect(unread({ agents, calls: {} }, 'calls')).toEqual([])
    expect(unread([perStream('agents', agents), perStream('calls', null)], 'calls')).toEqual([])
  })

  test('are not listed if one of them may be the state of a stream that is read', () => {
    expect(unread({ bookmarks: { calls } }, 'calls')).toEqual([])
    expect(unread({ agents, version: 5 }, 'calls')).toEqual([])
  })

  test('do not include empty states', () => {
    expect(unread([perStream('agents', {}), perStream('others', null)], 'calls')).toEqual([])
    expect(unread({ agents: { __ab_no_cursor_state_message: true } }, 'calls')).toEqual([])
    expect(noStates.unread).toEqual([])
  })
})

test('the state of a stream is found though its type is an object without a text form', () => {
  const value = JSON.parse(
    '[{"type":{"toString":1},"stream":{"stream_descriptor":{"name":"calls"},"stream_state":{"n":5}}}]',
  )
  expect(parseState(value, 'state.json').of('calls')).toEqual({ n: 5 })
})
