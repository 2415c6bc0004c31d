import { describe, expect, test } from 'vitest'
import type { Config } from './config.generated.ts'
import { configurationFaults, futureStart, settingsOf } from './settings.ts'

const required: Config = { api_key: 'key', api_secret: 'secret', start_date: '2026-01-01' }
const now = Date.parse('2026-03-12T12:00:00Z')
const minute = 60_000
const day = 24 * 60 * minute

describe('the settings', () => {
  test('have defaults for all that need not be given', () => {
    expect(settingsOf(required)).toEqual({
      start: Date.parse('2026-01-01T00:00:00Z'),
      end: undefined,
      filters: {},
      apiVersion: 'v2',
      fetchAiData: false,
      fetchQueueData: false,
      lookback: day,
      emitUnchanged: false,
      workers: 5,
      requestsPerMinute: undefined,
      maxWait: 70 * minute,
      perPage: undefined,
      baseUrl: new URL('https://api.justcall.io'),
      authorization: 'key:secret',
    })
  })

  test('are what is given', () => {
    const config: Config = {
      ...required,
      lookback_days: 3,
      emit_unchanged: true,
      num_workers: 9,
      requests_per_minute: 30,
      max_wait_minutes: 5,
      per_page: 40,
      base_url: 'http://127.0.0.1:8080/api',
    }
    expect(settingsOf(config)).toMatchObject({
      lookback: 3 * day,
      emitUnchanged: true,
      workers: 9,
      requestsPerMinute: 30,
      maxWait: 5 * minute,
      perPage: 40,
      baseUrl: new URL('http://127.0.0.1:8080/api'),
    })
  })

  test('may have no lookback at all', () => {
    expect(settingsOf({ ...required, lookback_days: 0 }).lookback).toBe(0)
  })

  test('need a start that was validated', () => {
    expect(() => settingsOf({ ...required, start_date: 'soon' })).toThrow('start_date was not validated')
  })

  test.each([
    ['a day', '2026-01-31', '2026-02-01T00:00:00.000Z'],
    ['an instant', '2026-01-31T18:00:00Z', '2026-01-31T18:00:00.001Z'],
    ['an instant with an offset', '2026-01-31T18:00:00+01:00', '2026-01-31T17:00:00.001Z'],
  ])('end after %s', (_, end_date, end) => {
    expect(settingsOf({ ...required, end_date }).end).toBe(Date.parse(end))
  })

  test('hand the filters on under the names of the API', () => {
    const filters = { direction: 'inbound', agent_id: 42, number: '+14155551234', status: 'missed' } as const
    expect(settingsOf({ ...required, ...filters }).filters).toEqual({ ...filters, agent_id: '42' })
  })

  test('filter by agent 0, and not by all directions', () => {
    expect(settingsOf({ ...required, direction: 'all', agent_id: 0 }).filters).toEqual({ agent_id: '0' })
    expect(settingsOf({ ...required, agent_id: 9007199254740991 }).filters).toEqual({
      agent_id: '9007199254740991',
    })
  })
})

describe('a configuration', () => {
  const faults = (
    given: Readonly<Record<string, unknown>>,
    command: 'check' | 'read' = 'read',
    environment: Readonly<Record<string, string>> = {},
  ) => configurationFaults({ ...required, ...given }, { command, environment, now })

  test('without faults has none', () => {
    expect(faults({})).toEqual([])
    expect(faults({ end_date: '2026-01-31', base_url: 'http://localhost:1' })).toEqual([])
  })

  test('must name days that exist', () => {
    expect(faults({ start_date: '2026-02-30', end_date: '2026-13-01T00:00:00Z' })).toEqual([
      'start_date must be a day that exists, not "2026-02-30"',
      'end_date must be a day that exists, not "2026-13-01T00:00:00Z"',
    ])
  })

  test.each([undefined, null, 5, '', 'soon', '2026-1-1', '0000-01-01', '1969-12-31', '10000-01-01'])(
    'has its dates judged by the schema where they are none, or out of its bounds: %j',
    (date) => {
      expect(faults({ start_date: date, end_date: date })).toEqual([])
    },
  )

  test('must not end before it starts', () => {
    expect(faults({ start_date: '2026-02-01', end_date: '2026-01-31' })).toEqual([
      'start_date (2026-02-01) must not be after end_date (2026-01-31)',
    ])
    expect(faults({ start_date: '2026-02-01T00:00:00.001Z', end_date: '2026-02-01T00:00:00Z' })).toHaveLength(
      1,
    )
  })

  test('may end on the day, and at the instant, at which it starts', () => {
    expect(faults({ start_date: '2026-02-01', end_date: '2026-02-01' })).toEqual([])
    expect(faults({ start_date: '2026-02-01T05:00:00Z', end_date: '2026-02-01T05:00:00Z' })).toEqual([])
    expect(faults({ start_date: '2026-02-01', end_date: '2026-02-01T00:00:00Z' })).toEqual([])
  })

  test('must not start in the future when it is checked; a read only finds nothing yet', () => {
    const future = { start_date: '2026-03-12T12:00:01Z' }
    expect(faults(future, 'read')).toEqual([])
    expect(faults(future, 'check')).toEqual([
      'start_date is in the future (2026-03-12T12:00:01Z): set it to the first day whose calls you want',
    ])
    expect(faults({ start_date: '2026-03-12T12:00:00Z' }, 'check')).toEqual([])
  })

  test('must have a base URL that is safe', () => {
    expect(faults({ base_url: 'http://api.justcall.io' })).toHaveLength(1)
    expect(faults({ base_url: 5 })).toEqual([])
  })

  test('must have a public base URL in a cloud deployment, however that is written', () => {
    const local = { base_url: 'http://localhost:8080' }
    expect(faults(local, 'read', { DEPLOYMENT_MODE: 'cloud' })).toHaveLength(1)
    expect(faults(local, 'read', { DEPLOYMENT_MODE: 'CLOUD' })).toHaveLength(1)
    expect(faults(local, 'read', { DEPLOYMENT_MODE: 'oss' })).toEqual([])
    expect(faults({}, 'read', { DEPLOYMENT_MODE: 'cloud' })).toEqual([])
  })

  test('has all its faults named at once', () => {
    const given = { start_date: '2026-02-30', end_date: '2026-02-31', base_url: 'ftp://x' }
    expect(faults(given, 'check')).toHaveLength(3)
  })
})

test('a start is in the future from the next millisecond on', () => {
  expect(futureStart(now, now)).toBeUndefined()
  expect(futureStart(now + 1, now)).toContain('2026-03-12T12:00:00.001Z')
})
