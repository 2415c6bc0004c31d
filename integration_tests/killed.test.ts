import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createAccount } from '../sandbox/account.ts'
import type { FaultRule } from '../sandbox/faults.ts'
import { parseInstant } from '../src/justcall/time/instants.ts'
import { atOnce } from './command.ts'
import type { AirbyteRecord, Fields } from './protocol.ts'
import { lastState, runRead, startApi, startRead } from './setup.ts'

const hour = 3_600_000

/** An account, and the syncs of the real command that read it, each killed during its output some times before it may end. */
const histories = fc.record({
  seed: fc.integer({ min: 1, max: 1_000_000 }),
  calls: fc.integer({ min: 1, max: 900 }),
  zone: fc.integer({ min: -12, max: 14 }),
  order: fc.constantFrom('newest', 'oldest', 'none'),
  pageCap: fc.constantFrom(undefined, 40, 7),
  workers: fc.integer({ min: 1, max: 10 }),
  faults: fc.array(
    fc.record({
      fault: fc.constantFrom<FaultRule['fault'][]>(
        500,
        503,
        'empty-object',
        'truncated-json',
        'cut-body',
        'reset',
      ),
      request: fc.integer({ min: 1, max: 12 }),
    }),
    { maxLength: 2 },
  ),
  kills: fc.array(fc.integer({ min: 1, max: 200_000 }), { minLength: 1, maxLength: 3 }),
  edits: fc.array(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), { maxLength: 5 }),
  arrivals: fc.integer({ min: 0, max: 5 }),
})

type History = typeof histories extends fc.Arbitrary<infer T> ? T : never

test('whatever kills the command, and wherever: what came out in the end is every call, as it is', async () => {
  await fc.assert(
    fc.asyncProperty(histories, async (history) => {
      await live(history)
    }),
    { numRuns: 12 },
  )
}, 300_000)

async function live(history: History): Promise<void> {
  const now = Date.now()
  const account = createAccount({
    seed: history.seed,
    calls: history.calls,
    from: new Date(now - 5 * 24 * hour).toISOString(),
    to: new Date(now - hour).toISOString(),
    timeZoneOffsetMinutes: history.zone * 60,
  })
  const behaviour = {
    order: history.order,
    ...(history.pageCap === undefined ? {} : { pageCap: history.pageCap }),
  }
  const faults = history.faults.map(({ fault, request }) => ({ fault, when: { request } }))
  const api = await startApi({ account, behaviour, faults })
  const config = { start_date: new Date(now - 6 * 24 * hour).toISOString(), num_workers: history.workers }
  const have = new Map<string, string>()
  let state: unknown

  for (const killAfter of history.kills) {
    const command = startRead(api.url, {
      config,
      nodeArgs: atOnce,
      ...(state === undefined ? {} : { state }),
    })
    command.stdout.on('data', () => {
      if (command.text().length >= killAfter) command.kill('SIGKILL')
    })
    const { stdout } = await command.ended
    // What a platform has of a torn output: its whole lines.
    state = take(stdout.slice(0, Math.max(killAfter, 1)), have) ?? state
  }
  const whole = await runRead(api.url, {
    config,
    nodeArgs: atOnce,
    ...(state === undefined ? {} : { state }),
  })
  expect(whole.exitCode).toBe(0)
  keep(whole.records, have)
  state = lastState(whole)
  expect(Object.fromEntries(have)).toEqual(listed(account.visible(Date.now())))

  const recent = account
    .visible(Date.now())
    .filter(({ started_at }) => (parseInstant(started_at) ?? 0) > now - 20 * hour)
  for (const pick of history.edits) {
    const call = recent[Math.floor(pick * recent.length)]
    if (call !== undefined) account.edit(call.call_id, { notes: `edited ${pick}` })
  }
  for (let nth = 0; nth < history.arrivals; nth += 1) {
    account.add(
      { started_at: new Date(now - nth * 60_000).toISOString(), ended_at: new Date(now).toISOString() },
      now,
    )
  }
  const before = new Map(have)
  const next = await runRead(api.url, { config, nodeArgs: atOnce, state })
  keep(next.records, have)
  const visible = listed(account.visible(Date.now()))
  expect(Object.fromEntries(have)).toEqual(visible)
  const changed = Object.keys(visible).filter((id) => before.get(id) !== visible[id])
  expect(next.records.map(({ data }) => String(data['call_id'])).toSorted()).toEqual(changed.toSorted())
  await api.close()
}

/** Takes over the records of an output, and gives its last state. */
function take(text: string, have: Map<string, string>): unknown {
  const messages = text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line))
  keep(
    messages.flatMap((message) => (message.type === 'RECORD' ? [message.record] : [])),
    have,
  )
  const states = messages.filter(({ type }) => type === 'STATE').map((message) => message.state)
  return states.length === 0 ? undefined : states.slice(-1)
}

function keep(records: readonly AirbyteRecord[], have: Map<string, string>): void {
  for (const { data } of records) have.set(String(data['call_id']), JSON.stringify(data))
}

const listed = (calls: readonly Fields[]) =>
  Object.fromEntries(calls.map((call) => [String(call['call_id']), JSON.stringify(call)]))
