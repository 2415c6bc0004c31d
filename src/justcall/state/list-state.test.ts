import { describe, expect, test } from 'vitest'
import { settingsOf } from '../config/settings.ts'
import { encodeDigest } from './digest.ts'
import { continueScope, formatListState, noState, parseListState } from './list-state.ts'

const form = { stream: 'calls', cursorField: 'started_at', otherCursorField: 'call_date' }
const parseState = (state: Parameters<typeof parseListState>[0]) => parseListState(state, form)

const march10 = Date.parse('2026-03-10T14:22:00Z')
const january = Date.parse('2026-01-01T00:00:00Z')
const required = { api_key: 'key', api_secret: 'secret', start_date: '2026-01-01' }
const hashes = ['0123456789abcdef', 'fedcba9876543210']
const scope = { start_date: '2026-01-01T00:00:00Z', filters: '00000000' }

describe('a state is read', () => {
  test('if there is none', () => {
    expect(parseState(undefined)).toEqual(noState)
  })

  test('if it is typed by hand', () => {
    expect(parseState({ started_at: '2026-03-10T14:22:00Z' })).toEqual({ ...noState, cursor: march10 })
    expect(parseState({ started_at: '2026-03-10' }).cursor).toBe(Date.parse('2026-03-10'))
    expect(parseState({ started_at: '2026-03-10T15:22:00+01:00' }).cursor).toBe(march10)
  })

  test('if there was no call yet', () => {
    expect(parseState({ started_at: null })).toEqual(noState)
    expect(parseState({ scope }).cursor).toBeUndefined()
    expect(parseState({ scope }).scope).toEqual({ start: january, filters: '00000000' })
  })

  test('with all its parts', () => {
    const state = {
      started_at: '2026-03-10T14:22:00Z',
      scope,
      digest: encodeDigest(hashes),
      full_refresh: true,
    }
    expect(parseState(state)).toEqual({
      cursor: march10,
      scope: { start: january, filters: '00000000' },
      sent: new Set(hashes),
      fullRefresh: true,
      damage: [],
    })
  })

  test('without what former versions wrote in it', () => {
    expect(parseState({ started_at: '2026-03-10', held_since: '2026-03-01T00:00:00Z' })).toEqual(
      parseState({ started_at: '2026-03-10' }),
    )
  })

  test('as one during a full refresh only if it says so', () => {
    for (const full_refresh of [undefined, false, null, 'true', 1]) {
      expect(parseState({ started_at: '2026-03-10', full_refresh }).fullRefresh).toBe(false)
    }
  })
})

describe('a state cannot be used', () => {
  test.each([
    [{}, 'missing'],
    [{ scope: null }, 'missing'],
    [{ scope: [] }, 'missing'],
    [{ digest: encodeDigest([]) }, 'missing'],
    [{ started_at: '' }, '""'],
    [{ started_at: 'yesterday' }, '"yesterday"'],
    [{ started_at: '2026-02-30' }, '"2026-02-30"'],
    [{ started_at: 1_773_152_520 }, '1773152520'],
    [{ started_at: {} }, '{}'],
    [{ started_at: 'soon', scope }, '"soon"'],
  ])('%j', (state, shown) => {
    expect(() => parseState(state)).toThrow(
      `The state of stream "calls" cannot be used: its started_at is ${shown}, where a time like`,
    )
  })
})

describe('a state of the other version of the API', () => {
  test('is refused, with what to do', () => {
    expect(() => parseState({ call_date: '2026-03-10', scope })).toThrow(
      'The state of stream "calls" cannot be used: it has call_date, and so was written with the other API version (api_version). Set that one again',
    )
  })

  test('is not one that has the cursor of both', () => {
    expect(parseState({ call_date: '2026-03-11', started_at: '2026-03-10T14:22:00Z' }).cursor).toBe(march10)
  })

  test('is unknown to a stream that only one version has', () => {
    const sms = { stream: 'sms', cursorField: 'sms_date' }
    expect(() => parseListState({ call_date: '2026-03-10' }, sms)).toThrow('its sms_date is missing')
  })
})

describe('a damaged digest', () => {
  test.each([null, '', 'v1.00000000.AAAA', 'v9.aa.bb', 5, {}])('is reported, and not used: %j', (digest) => {
    const state = parseState({ started_at: '2026-03-10', digest })
    expect(state.sent).toBeUndefined()
    expect(state.damage).toEqual([
      expect.stringContaining('the unchanged rows of the lookback window are sent again, once'),
    ])
  })

  test('is not one that is not there, nor one of no calls', () => {
    expect(parseState({ started_at: '2026-03-10' }).damage).toEqual([])
    const empty = parseState({ started_at: '2026-03-10', digest: encodeDigest([]) })
    expect(empty).toMatchObject({ sent: new Set(), damage: [] })
  })
})

describe('a state is written', () => {
  const start = { start: january, filters: '00000000' }

  test('with its cursor and scope', () => {
    expect(formatListState({ cursor: march10, scope: start, fullRefresh: false }, form)).toEqual({
      started_at: '2026-03-10T14:22:00Z',
      scope,
    })
  })

  test('without a cursor, while there was no call', () => {
    expect(formatListState({ cursor: undefined, scope: start, fullRefresh: false }, form)).toEqual({
      scope,
    })
  })

  test('with a digest in the last state of a sync', () => {
    expect(formatListState({ cursor: march10, scope: start, fullRefresh: false }, form, hashes)).toEqual({
      started_at: '2026-03-10T14:22:00Z',
      scope,
      digest: encodeDigest(hashes),
    })
    expect(formatListState({ cursor: 0, scope: start, fullRefresh: false }, form, [])).toHaveProperty(
      'digest',
    )
  })

  test('so that it reads the same again', () => {
    const written = formatListState({ cursor: march10 + 125, scope: start, fullRefresh: true }, form, hashes)
    expect(parseState(JSON.parse(JSON.stringify(written)))).toEqual({
      cursor: march10 + 125,
      scope: start,
      sent: new Set(hashes),
      fullRefresh: true,
      damage: [],
    })
  })
})

describe('a read that goes on from a state', () => {
  const settings = settingsOf({ ...required, direction: 'inbound', agent_id: 42 })
  const { scope: current } = continueScope(settings, noState)

  test('begins a scope where there is none', () => {
    expect(current).toEqual({ start: january, filters: expect.stringMatching(/^[0-9a-f]{8}$/) })
    expect(continueScope(settings, { ...noState, cursor: march10 })).toEqual({
      scope: current,
      uncovered: [],
    })
  })

  test('begins it again while there was no call', () => {
    const earlier = { start: march10, filters: 'other' }
    expect(continueScope(settings, { ...noState, scope: earlier })).toEqual({ scope: current, uncovered: [] })
  })

  test('goes on in it where nothing has changed', () => {
    const state = { ...noState, cursor: march10, scope: current }
    expect(continueScope(settings, state)).toEqual({ scope: current, uncovered: [] })
  })

  test('does not mind a later start_date, and remembers the earlier one', () => {
    const later = settingsOf({ ...required, direction: 'inbound', agent_id: 42, start_date: '2026-02-01' })
    const state = { ...noState, cursor: march10, scope: current }
    expect(continueScope(later, state)).toEqual({ scope: current, uncovered: [] })
  })

  test('warns of an earlier start_date, and does so at the next sync too', () => {
    const earlier = settingsOf({ ...required, direction: 'inbound', agent_id: 42, start_date: '2025-12-31' })
    const { scope, uncovered } = continueScope(earlier, { ...noState, cursor: march10, scope: current })
    expect(uncovered).toEqual([expect.stringContaining('start_date is now 2025-12-31T00:00:00Z')])
    expect(uncovered[0]).toContain('read from 2026-01-01T00:00:00Z on')
    expect(scope).toEqual(current)
  })

  test.each([
    { direction: 'outbound', agent_id: 42 } as const,
    { direction: 'inbound', agent_id: 43 } as const,
    { direction: 'inbound' } as const,
    { direction: 'inbound', agent_id: 42, status: 'missed' } as const,
    {},
  ])('warns of other filters: %j', (filters) => {
    const other = settingsOf({ ...required, ...filters })
    const { scope, uncovered } = continueScope(other, { ...noState, cursor: march10, scope: current })
    expect(uncovered).toEqual([expect.stringContaining('calls up to 2026-03-10T14:22:00Z were selected')])
    expect(scope).toEqual(current)
  })

  test('warns of both at once', () => {
    const other = settingsOf({ ...required, start_date: '2025-01-01' })
    const state = { ...noState, cursor: march10, scope: current }
    expect(continueScope(other, state).uncovered).toHaveLength(2)
  })

  test('knows the filters by which states were written before', () => {
    expect(current.filters).toBe('25a372b1')
  })

  test('knows the same filters in another order', () => {
    const turned = { ...settings, filters: { agent_id: '42', direction: 'inbound' as const } }
    const same = { ...settings, filters: { direction: 'inbound' as const, agent_id: '42' } }
    expect(continueScope(turned, noState)).toEqual(continueScope(same, noState))
  })
})

describe('a damaged scope', () => {
  const parse = (given: unknown) => parseState({ started_at: '2026-03-10', scope: given })

  test.each([
    5,
    'all',
    [],
    {},
    { start_date: '2026-01-01' },
    { filters: '00000000' },
    { start_date: 'soon', filters: '00000000' },
    { start_date: null, filters: '00000000' },
    { start_date: '2026-01-01', filters: 0 },
  ])('is reported, and the cursor holds: %j', (given) => {
    const state = parse(given)
    expect(state).toMatchObject({ cursor: Date.parse('2026-03-10'), scope: undefined })
    expect(state.damage).toEqual([expect.stringContaining("The state's scope is damaged")])
  })

  test.each([undefined, null, scope])('is none if it is %j', (given) => {
    expect(parse(given).damage).toEqual([])
  })

  test('is reported beside a damaged digest', () => {
    expect(parseState({ started_at: '2026-03-10', scope: 5, digest: 5 }).damage).toHaveLength(2)
  })
})
