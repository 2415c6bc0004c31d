import { describe, expect, test } from 'vitest'
import { ConfigError } from './errors.ts'
import { noStates, parseState } from './state.ts'

const calls = { started_at: '2026-03-10T14:22:00Z' }
const agents = { page: 5 }
const described = (name: string, stream_state: unknown) => ({ stream_descriptor: { name }, stream_state })
const perStream = (name: string, state: unknown) => ({ type: 'STREAM', stream: described(name, state) })
const global = (...streams: unknown[]) => ({ type: 'GLOBAL', global: { stream_states: streams } })
const read = (value: unknown) => parseState(value, 's.json').of('calls')

describe('no state is read out of', () => {
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
  ])('%j', (value) => {
    expect(read(value)).toBeUndefined()
  })

  test('nothing at all', () => {
    expect(noStates.of('calls')).toBeUndefined()
  })
})

describe('the state of a stream is read out of', () => {
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

  test('the bare legacy object rather than the state of a stream beside it that looks like one', () => {
    expect(read({ calls, data: { calls: { old: 1 } } })).toEqual(calls)
  })

  test('all of several streams', () => {
    const states = parseState([perStream('agents', agents), perStream('calls', calls)], 's.json')
    expect(states.of('agents')).toEqual(agents)
    expect(states.of('calls')).toEqual(calls)
    expect(states.of('constructor')).toBeUndefined()
  })
})

describe('a fault is told with its place', () => {
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
  ])('%j', (value, fault) => {
    expect(() => read(value)).toThrow(ConfigError)
    expect(() => read(value)).toThrow(`--state s.json: ${fault}`)
  })

  test.each([5, 'x', [], true])('of a stream that is read: %j', (state) => {
    expect(() => read(perStream('calls', state))).toThrow('the state of stream "calls" must be an object')
    expect(() => read({ calls: state })).toThrow('the state of stream "calls" must be an object')
  })

  test('but of no other stream', () => {
    expect(read({ agents: 5, calls })).toEqual(calls)
  })
})

test.each([
  { started_at: '2026-03-10T14:22:00Z' },
  { started_at: '2026-03-10T14:22:00Z', scope: { filters: '4f53cda1' } },
  [{ version: 5 }],
])('the state of one stream without its message is an error for who asks for a stream: %j', (value) => {
  expect(() => parseState(value, 'state.json').of('calls')).toThrow(
    /^--state state\.json: it names no stream "calls", and its "(started_at|version)" is no stream's state; give/,
  )
})
