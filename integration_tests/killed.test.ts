import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createAccount } from '../sandbox/account.ts'
import type { FaultRule } from '../sandbox/faults.ts'
import { parseInstant } from '../src/justcall/time/instants.ts'
import { createForm } from '../testing/form.ts'
import { createLedger, nextStateOf, receivedOf } from '../testing/ledger.ts'
import { atOnce } from './command.ts'
import { startApi, startRead } from './setup.ts'

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
  const ledger = createLedger(createForm('v2', account, {}), JSON.stringify)
  const listed = () => account.visible(Date.now())
  let state: unknown

  const sync = async (isKnown: boolean, killAfter = Number.POSITIVE_INFINITY) => {
    const before = listed()
    const command = startRead(api.url, {
      config,
      nodeArgs: atOnce,
      ...(state === undefined ? {} : { state }),
    })
    command.stdout.on('data', () => {
      if (command.text().length >= killAfter) command.kill('SIGKILL')
    })
    const { stdout, exitCode } = await command.ended
    // What a platform has of a torn output: its whole lines.
    const items = receivedOf(stdout.slice(0, killAfter))
    state = nextStateOf(items) ?? state
    const sent = ledger.take(items, { startedAt: Date.now(), isKnown: () => isKnown })
    if (killAfter !== Number.POSITIVE_INFINITY) return sent
    expect(exitCode).toBe(0)
    ledger.holdAgainst({ before, edited: [], after: listed() })
    return sent
  }

  for (const killAfter of history.kills) await sync(false, killAfter)
  await sync(false)

  const recent = listed().filter(({ started_at }) => (parseInstant(started_at) ?? 0) > now - 20 * hour)
  const edited = new Set<string>()
  for (const pick of history.edits) {
    const call = recent[Math.floor(pick * recent.length)]
    if (call === undefined) continue
    account.edit(call.call_id, { notes: `edited ${pick}` })
    edited.add(call.call_id)
  }
  for (let nth = 0; nth < history.arrivals; nth += 1) {
    account.add(
      { started_at: new Date(now - nth * 60_000).toISOString(), ended_at: new Date(now).toISOString() },
      now,
    )
  }
  expect(await sync(true)).toEqual({ added: history.arrivals, changed: edited.size })
  await api.close()
}
