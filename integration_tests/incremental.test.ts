import { describe, expect, test } from 'vitest'
import { isHidden } from '../sandbox/api.ts'
import type { CommandResult } from './command.ts'
import { account, catalogWith, lastState, runRead, startApi, warningsOf } from './setup.ts'

const idsOf = ({ records }: CommandResult) => records.map(({ data }) => data['call_id'])
const cursorOf = ({ states }: CommandResult) => states.at(-1)?.stream?.stream_state['started_at']

describe('a second incremental sync', { concurrent: true }, () => {
  test('sends nothing where nothing changed, and is complete', async () => {
    const sandbox = await startApi()
    const first = await runRead(sandbox.url)
    sandbox.resetLog()
    const second = await runRead(sandbox.url, { state: lastState(first) })
    expect(second).toMatchObject({ exitCode: 0, errors: [], records: [] })
    expect(second.statuses).toEqual(['calls STARTED', 'calls COMPLETE'])
    expect(second.states).toMatchObject([{ sourceStats: { recordCount: 0 } }])
    expect(cursorOf(second)).toBe(cursorOf(first))
  })

  test('asks only for the lookback window and what came after', async () => {
    const sandbox = await startApi()
    const first = await runRead(sandbox.url)
    sandbox.resetLog()
    await runRead(sandbox.url, { state: lastState(first) })
    // A day before the latest call, which is of March 12, in the westernmost zone.
    expect(sandbox.requests.map(({ query }) => query['start_date'])).toEqual(['2024-03-11'])
    expect(sandbox.requests[0]?.query).not.toHaveProperty('end_date')
  })

  test('sends what is new, what was listed late and what was changed, and nothing else', async () => {
    const sandbox = await startApi()
    const first = await runRead(sandbox.url)
    const edited = first.records.find(({ data }) => String(data['started_at']) > '2024-03-12T12')
    const id = String(edited?.data['call_id'])
    sandbox.account.edit(id, { notes: 'Written after the call.' })
    sandbox.account.add({ call_id: 'call_new', started_at: '2024-03-13T09:00:00Z' })
    sandbox.account.add({ call_id: 'call_late', started_at: '2024-03-12T01:00:00Z' })
    const second = await runRead(sandbox.url, { state: lastState(first) })
    expect(idsOf(second).toSorted()).toEqual(['call_late', 'call_new', id].toSorted())
    expect(second.records).toContainEqual(
      expect.objectContaining({ data: { ...edited?.data, notes: 'Written after the call.' } }),
    )
    expect(cursorOf(second)).toBe('2024-03-13T09:00:00Z')
    const third = await runRead(sandbox.url, { state: lastState(second) })
    expect(idsOf(third)).toEqual([])
  })

  test('does not take a link that is signed again for a change', async () => {
    const sandbox = await startApi({ behaviour: { signedLinks: true, shuffleKeys: true } })
    const first = await runRead(sandbox.url)
    expect(idsOf(await runRead(sandbox.url, { state: lastState(first) }))).toEqual([])
  })

  test('sends the lookback window again if unchanged calls are wanted', async () => {
    const sandbox = await startApi()
    const first = await runRead(sandbox.url)
    const state = lastState(first)
    const second = await runRead(sandbox.url, { state, config: { emit_unchanged: true } })
    const since = Date.parse(String(cursorOf(first))) - 86_400_000
    const window = first.records.filter(({ data }) => Date.parse(String(data['started_at'])) >= since)
    expect(idsOf(second).toSorted()).toEqual(window.map(({ data }) => data['call_id']).toSorted())
    expect(window.length).toBeGreaterThan(5)
  })

  test('takes the place of a first one that failed during its slices', async () => {
    const sandbox = await startApi({
      account: { ...account, calls: 9000 },
      faults: [{ fault: { kind: 'status', status: 503, retryAfter: '600' }, when: { from: 60 } }],
    })
    const first = await runRead(sandbox.url)
    expect(first.exitCode).toBe(1)
    expect(first.records.length).toBeGreaterThan(0)
    sandbox.set({ faults: [] })
    const second = await runRead(sandbox.url, { state: lastState(first) })
    expect(second.exitCode).toBe(0)
    expect(new Set([...idsOf(first), ...idsOf(second)]).size).toBe(9000)
    // What was safe is not read again: only the slice that was cut and the lookback are.
    expect(second.records.length).toBeLessThan(9000 - first.records.length / 2)
  })
})

describe('an API that counts calls that it does not list', { concurrent: true }, () => {
  const hour = 3_600_000
  const from = new Date(Date.now() - 60 * 24 * hour).toISOString()
  const to = new Date(Date.now() - hour).toISOString()
  const recent = { calls: 6_000, from, to, seed: 5 }
  const config = { start_date: from }

  test.each(['from-pages', 'from-list'] as const)(
    'ends its first sync with a cursor, and costs little and no unchanged row after it: %s',
    async (hides) => {
      const sandbox = await startApi({ account: recent, behaviour: { hides } })
      const first = await runRead(sandbox.url, { config })
      const shown = sandbox.account.visible(Date.now()).filter((call) => !isHidden(call))
      expect(idsOf(first).toSorted()).toEqual(shown.map(({ call_id }) => call_id).toSorted())
      const age = (result: CommandResult) => (Date.now() - Date.parse(String(cursorOf(result)))) / (24 * hour)
      expect(age(first)).toBeGreaterThan(7)
      expect(age(first)).toBeLessThan(8)

      let state = lastState(first)
      for (let sync = 2; sync <= 5; sync += 1) {
        sandbox.resetLog()
        const next = await runRead(sandbox.url, { state, config })
        expect(idsOf(next)).toEqual([])
        // Nine days of a hundred calls each, in two passes.
        expect(sandbox.requests.length).toBeLessThan(2 * 11 + 4)
        expect(warningsOf(next)).toEqual([expect.stringContaining('is not complete')])
        state = lastState(next)
      }
    },
  )
})

describe('a full refresh', { concurrent: true }, () => {
  const catalog = catalogWith({ sync_mode: 'full_refresh', destination_sync_mode: 'overwrite' })

  test('reads everything, and everything again from the state of one that was complete', async () => {
    const sandbox = await startApi()
    const first = await runRead(sandbox.url, { catalog })
    expect(first.statuses).toEqual(['calls STARTED', 'calls RUNNING', 'calls COMPLETE'])
    expect(first.records).toHaveLength(account.calls)
    expect(first.states.length).toBeGreaterThan(0)
    const second = await runRead(sandbox.url, { catalog, state: lastState(first) })
    expect(idsOf(second)).toEqual(idsOf(first))
  })

  test('goes on, within a job, from the state of one that was cut short', async () => {
    const sandbox = await startApi({
      account: { ...account, calls: 12_000 },
      faults: [{ fault: { kind: 'status', status: 503, retryAfter: '600' }, when: { from: 115 } }],
    })
    const first = await runRead(sandbox.url, { catalog })
    expect(first.exitCode).toBe(1)
    sandbox.set({ faults: [] })
    const second = await runRead(sandbox.url, { catalog, state: lastState(first) })
    expect(second.exitCode).toBe(0)
    expect(second.records.length).toBeLessThan(12_000)
    expect(new Set([...idsOf(first), ...idsOf(second)]).size).toBe(12_000)
  })
})
