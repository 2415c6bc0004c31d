import { describe, expect, test } from 'vitest'
import type { CommandResult } from './command.ts'
import { account, runRead, startApi } from './setup.ts'

const startsOf = ({ records }: CommandResult) =>
  records.map(({ data }) => String(data['started_at'])).toSorted()

describe('the filters', { concurrent: true }, () => {
  test('are sent with every request, as the API names them', async () => {
    const sandbox = await startApi({ account: { ...account, calls: 1200 } })
    const number = sandbox.account.numbers[0] ?? ''
    const filters = { direction: 'inbound', agent_id: 45, number, status: 'completed' }
    const result = await runRead(sandbox.url, { config: { ...filters, per_page: 2 } })
    expect(result).toMatchObject({ exitCode: 0, errors: [] })
    expect(sandbox.requests.length).toBeGreaterThan(1)
    for (const { query } of sandbox.requests) expect(query).toMatchObject({ ...filters, agent_id: '45' })
    const wanted = sandbox.account
      .visible(Date.now())
      .filter(
        ({ direction, agent_id, to, status }) =>
          direction === 'inbound' && agent_id === 45 && to === number && status === 'completed',
      )
    expect(startsOf(result)).toEqual(wanted.map(({ started_at }) => started_at))
    expect(wanted.length).toBeGreaterThan(2)
  })

  test('are not sent where all calls are wanted', async () => {
    const sandbox = await startApi()
    await runRead(sandbox.url, { config: { direction: 'all', status: '', number: '', agent_id: null } })
    for (const { query } of sandbox.requests) {
      expect(Object.keys(query).filter((name) => !/^(start_date|page|per_page)$/.test(name))).toEqual([])
    }
  })
})

describe.each([-720, 330, 840])(
  'the dates, in an account %i minutes east of UTC',
  { concurrent: true },
  (zone) => {
    const offset = { ...account, calls: 600, timeZoneOffsetMinutes: zone }

    test('leave out what started before start_date, by instant', async () => {
      const sandbox = await startApi({ account: offset })
      const result = await runRead(sandbox.url, { config: { start_date: '2024-03-05T06:30:00Z' } })
      const wanted = sandbox.account.visible(Date.now()).map(({ started_at }) => String(started_at))
      expect(startsOf(result)).toEqual(wanted.filter((start) => start >= '2024-03-05T06:30:00Z'))
    })

    test('take in the whole of the day end_date, and nothing after it', async () => {
      const sandbox = await startApi({ account: offset })
      const result = await runRead(sandbox.url, { config: { end_date: '2024-03-07' } })
      const wanted = sandbox.account.visible(Date.now()).map(({ started_at }) => String(started_at))
      expect(startsOf(result)).toEqual(
        wanted.filter((start) => start >= '2024-03-01' && start < '2024-03-08'),
      )
      expect(result.statuses.at(-1)).toBe('calls COMPLETE')
    })

    test('take in the very instant end_date', async () => {
      const sandbox = await startApi({ account: offset })
      const end_date = String(sandbox.account.visible(Date.now())[300]?.started_at)
      const result = await runRead(sandbox.url, { config: { end_date } })
      expect(startsOf(result).at(-1)).toBe(end_date)
    })
  },
)

describe('a range without days', { concurrent: true }, () => {
  test('is read as nothing where start_date is in the future', async () => {
    const sandbox = await startApi()
    const result = await runRead(sandbox.url, { config: { start_date: '2999-01-01' } })
    expect(result).toMatchObject({ exitCode: 0, records: [], errors: [] })
    expect(result.statuses).toEqual(['calls STARTED', 'calls COMPLETE'])
    expect(result.states).toHaveLength(1)
    expect(result.logs).toContainEqual({ level: 'WARN', message: expect.stringContaining('future') })
    expect(sandbox.requests).toEqual([])
  })
})

describe('the requests', { concurrent: true }, () => {
  test('ask for pages of the size that was configured', async () => {
    const sandbox = await startApi()
    await runRead(sandbox.url, { config: { per_page: 40 } })
    expect(new Set(sandbox.requests.map(({ query }) => query['per_page']))).toEqual(new Set(['40']))
  })

  const config = { start_date: '2023-01-01' }
  const behaviour = { maxRangeDays: 400 }

  test('are narrowed where the API refuses wide ranges', async () => {
    const result = await runRead((await startApi({ behaviour })).url, { config })
    expect(result).toMatchObject({ exitCode: 0, errors: [] })
    expect(result.records).toHaveLength(account.calls)
  })

  test('leave an estimate where the API refuses wide ranges', async () => {
    const result = await runRead((await startApi({ behaviour })).url, { config })
    expect(result.traces.filter(({ type }) => type === 'ESTIMATE')).not.toHaveLength(0)
  })
})
