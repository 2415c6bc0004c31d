/**
 * `npm run test:chaos -- [minutes] [seed] [round]`: the real command against a live API in which all goes wrong at once:
 * faults of every kind, quotas, calls that arrive, change and vanish while they are read, kills during the output.
 * Whatever happens, nothing may be lost, doubled, altered or leaked.
 *
 * All that is drawn comes from the seed and the number of the round, so that a round can be played again; only what the
 * machine's speed decides, which of two workers asks first, say, may differ.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { createAccount } from '../sandbox/account.ts'
import { type Hides, isHidden } from '../sandbox/api.ts'
import type { CallView } from '../sandbox/calls.ts'
import type { FaultRule } from '../sandbox/faults.ts'
import { LAYOUTS } from '../sandbox/layout.ts'
import type { QuotaOptions } from '../sandbox/quota.ts'
import { createRandom } from '../sandbox/random.ts'
import { type Sandbox, startSandbox } from '../sandbox/server.ts'
import { atOnce, startCommand } from './command.ts'
import configuredCatalog from './configured_catalog.json' with { type: 'json' }
import { type AirbyteMessage, type Fields, readOutput } from './protocol.ts'

const [minutes = '3', seedText = String(Date.now() % 1_000_000), onlyRound] = process.argv.slice(2)
const seed = Number(seedText)
const deadline = Date.now() + Number(minutes) * 60_000
const hour = 3_600_000
const day = 24 * hour

const directory = mkdtempSync(join(tmpdir(), 'source-justcall-chaos-'))
const totals = { rounds: 0, syncs: 0, kills: 0, failures: 0, requests: 0, refusals: 0, records: 0, edits: 0 }
const faultsMet = new Map<string, number>()

/** What is tried again is tried at once, and the network's time-outs run thirty times as fast. */
const hurried: readonly string[] = [
  ...atOnce,
  '--import',
  `data:text/javascript,${encodeURIComponent(`
    const { setTimeout: real } = globalThis
    globalThis.setTimeout = (act, ms, ...rest) => real(act, ms / 30, ...rest)`)}`,
]

class Broken extends Error {}

function fail(promise: string): never {
  throw new Broken(promise)
}

interface Dice {
  random(): number
  chance(probability: number): boolean
  whole(low: number, high: number): number
  pick<T>(items: readonly T[]): T
}

function createDice(own: number): Dice {
  const random = createRandom(own)
  const whole = (low: number, high: number) => low + Math.floor(random() * (high - low + 1))
  return {
    random,
    whole,
    chance: (probability) => random() < probability,
    pick(items) {
      const item = items[whole(0, items.length - 1)]
      if (item === undefined) throw new RangeError('there is nothing to pick')
      return item
    },
  }
}

const faultKinds: readonly FaultRule['fault'][] = [
  408,
  425,
  429,
  500,
  502,
  503,
  504,
  'html',
  'empty-object',
  'status-error',
  'not-json',
  'truncated-json',
  'wrong-page',
  'cut-body',
  'reset',
  'hang',
  'echo-secret',
  'anomaly:bom',
  'anomaly:duplicate-row',
  { kind: 'slow-body', chunkBytes: 2_000, everyMs: 1 },
  { kind: 'slow-body', chunkBytes: 500, everyMs: 1, stallAfterBytes: 2_000 },
]

function drawFaults(dice: Dice): FaultRule[] {
  const share = dice.pick([0, 0.02, 0.1, 0.2])
  return faultKinds.map((fault) => ({
    fault,
    when: { probability: (share / faultKinds.length) * 2 * dice.random() },
  }))
}

function drawQuota(dice: Dice): QuotaOptions | null {
  if (dice.chance(0.4)) return null
  return {
    kind: dice.pick(['fixed', 'rolling']),
    requestsPerWindow: dice.whole(12, 60),
    windowMs: dice.pick([1_000, 2_000, 4_000]),
    headers: dice.pick(['ratelimit', 'rate-limit', 'none']),
    retryAfter: dice.pick(['seconds', 'date', 'none']),
    clockSkewMs: dice.pick([0, 0, 3 * hour, -5 * hour]),
    ...(dice.chance(0.4) ? { concurrent: dice.whole(1, 6) } : {}),
  }
}

/** The command, until it ends or is killed. */
interface Sync {
  readonly stdout: string
  readonly stderr: string
  readonly exitCode: number | null
}

async function runSync(
  argv: readonly string[],
  kill: { readonly after: number; readonly signal: 'SIGKILL' | 'SIGTERM' } | undefined,
): Promise<Sync> {
  totals.syncs += 1
  const command = startCommand(argv, { nodeArgs: hurried })
  let killed = false
  command.stdout.on('data', () => {
    if (kill === undefined || killed || command.text().length < kill.after) return
    killed = true
    totals.kills += 1
    command.kill(kill.signal)
  })
  return command.ended
}

/** A call without what counts as no change: the order of its fields and a link's query. */
function contentOf(call: Readonly<Record<string, unknown>>): string {
  const entries = Object.entries(call).map(([name, value]) => [
    name,
    typeof value === 'string' && value.startsWith('https://') ? value.replace(/\?.*/, '') : value,
  ])
  return JSON.stringify(entries.sort(([a], [b]) => (String(a) < String(b) ? -1 : 1)))
}

const contentsOf = (calls: readonly CallView[]) =>
  new Map(calls.map((call) => [call.call_id, contentOf(call)]))

/** What a platform has of an output that may be torn: its whole lines. */
function receive({ stdout }: Sync): AirbyteMessage[] {
  return [...readOutput(stdout.slice(0, stdout.lastIndexOf('\n') + 1)).messages]
}

function holdSecrets(sync: Sync, key: string, secret: string): void {
  const text = `${sync.stdout}${sync.stderr}`
  const base64 = (value: string) => Buffer.from(value).toString('base64').replace(/=+$/, '')
  for (const hidden of [key, secret, `${key}:${secret}`]) {
    for (const form of [
      hidden,
      base64(hidden),
      encodeURIComponent(hidden),
      Buffer.from(hidden).toString('hex'),
    ]) {
      if (text.includes(form)) fail(`a secret was leaked, as ${form}`)
    }
  }
}

async function playRound(round: number): Promise<void> {
  const dice = createDice(seed * 1_000 + round)
  const begin = Date.now()
  const token = (length: number) =>
    Array.from({ length }, () => dice.pick([...'abcdefghijkmnpqrstuvwxyzABCDEFGH23456789'])).join('')
  const credentials = { key: token(24), secret: token(40) }
  const account = createAccount({
    seed: round,
    calls: dice.whole(0, 1_500),
    shape: dice.pick(['steady', 'bursty', 'working-hours']),
    from: new Date(begin - dice.whole(2, 40) * day).toISOString(),
    to: new Date(begin - 60_000).toISOString(),
    timeZoneOffsetMinutes: dice.whole(-12, 14) * 60,
  })
  const perPage = dice.pick([5, 10, 20, 50])
  const live = createDice(seed * 1_000 + round + 500)
  const odds = {
    edit: dice.pick([0, 0.02, 0.1]),
    remove: dice.pick([0, 0.01]),
    arrive: dice.pick([0, 0.02, 0.1]),
  }
  const edited: CallView[] = []
  const happen = () => {
    const now = Date.now()
    const recent = account
      .visible(now)
      .filter((call) => Date.parse(String(call.started_at)) > now - 20 * hour)
    if (recent.length > 0 && live.chance(odds.edit)) {
      const { call_id: id } = live.pick(recent)
      account.edit(id, { notes: `edited ${live.random()}`, tags: [String(live.random())] }, now)
      const shown = account.get(id, now)
      if (shown !== undefined) edited.push(shown)
      totals.edits += 1
    }
    if (recent.length > 0 && live.chance(odds.remove)) account.remove(live.pick(recent).call_id, now)
    if (live.chance(odds.arrive)) {
      const start = Math.floor((now - live.random() * 15 * hour) / 1000) * 1000
      account.add(
        { started_at: new Date(start).toISOString(), ended_at: new Date(start + 30_000).toISOString() },
        now,
      )
    }
  }
  const hides = dice.chance(0.15) ? dice.pick(['from-pages', 'from-list'] as const) : undefined
  const sandbox = await startSandbox({
    account,
    seed: round,
    behaviour: {
      credentials,
      order: dice.pick(['newest', 'oldest', 'none']),
      signedLinks: dice.chance(0.3),
      shuffleKeys: dice.chance(0.3),
      layout: dice.pick(LAYOUTS),
      hides,
      nullsNothing: dice.chance(0.3),
      ...(dice.chance(0.2) ? { pageCap: dice.whole(3, 20) } : {}),
      ...(dice.chance(0.2) ? { maxRangeDays: dice.pick([90, 31, 7]) } : {}),
    },
    quota: drawQuota(dice),
    faults: drawFaults(dice),
    latencyMs: dice.pick([0, [0, 5], [0, 40]] as const),
    compression: dice.chance(0.5),
    arrivalsPerMinute: dice.pick([0, 60, 300]),
    onRequest: happen,
  })
  try {
    await playSyncs(sandbox, dice, { round, credentials, perPage, begin, edited, hides })
  } finally {
    totals.requests += sandbox.requests.length
    totals.refusals += sandbox.requests.filter(({ status }) => status === 429).length
    for (const { fault } of sandbox.requests) {
      if (fault !== undefined) faultsMet.set(fault, (faultsMet.get(fault) ?? 0) + 1)
    }
    await sandbox.close()
  }
}

interface RoundFacts {
  readonly round: number
  readonly credentials: { readonly key: string; readonly secret: string }
  readonly perPage: number
  readonly begin: number
  readonly edited: CallView[]
  readonly hides: Hides | undefined
}

async function playSyncs(sandbox: Sandbox, dice: Dice, facts: RoundFacts): Promise<void> {
  const { credentials, begin, edited } = facts
  const { account } = sandbox
  const start = begin - 50 * day
  const listed = () =>
    account.visible(Date.now()).filter((call) => facts.hides === undefined || !isHidden(call))
  const file = (name: string, content: unknown) => {
    const path = join(directory, `${facts.round}-${name}`)
    writeFileSync(path, JSON.stringify(content))
    return path
  }
  const config = {
    api_key: credentials.key,
    api_secret: credentials.secret,
    start_date: new Date(start).toISOString().replace(/[.]\d+/, ''),
    base_url: sandbox.url,
    per_page: facts.perPage,
    num_workers: dice.whole(1, 12),
    ...(dice.chance(0.2) ? { requests_per_minute: 6_000 } : {}),
  }
  const have = new Map<string, string>()
  let state: Fields | undefined
  let wasWhole = false

  const syncOnce = async (last: boolean) => {
    const kill =
      !last && dice.chance(0.5)
        ? {
            after: Math.floor(10 ** (2 + 3.5 * dice.random())),
            signal: dice.pick(['SIGKILL', 'SIGTERM'] as const),
          }
        : undefined
    const before = listed()
    edited.length = 0
    const sync = await runSync(
      [
        'read',
        '--config',
        file('config.json', config),
        '--catalog',
        file('catalog.json', configuredCatalog),
        ...(state === undefined ? [] : ['--state', file('state.json', [state])]),
        ...(dice.chance(0.5) ? ['--debug'] : []),
      ],
      kill,
    )
    const after = listed()
    holdSecrets(sync, credentials.key, credentials.secret)
    const messages = receive(sync)
    const inThisRead = new Set<string>()
    for (const message of messages) {
      if (message.type === 'STATE') state = message.state.stream === undefined ? state : { ...message.state }
      if (message.type === 'TRACE' && message.trace.type === 'ERROR') {
        const { failure_type: type, message: updates } = message.trace.error
        totals.failures += 1
        if (type !== 'transient_error') fail(`a read ended in ${type}: ${updates}`)
      }
      if (message.type !== 'RECORD') continue
      const { data } = message.record
      const id = String(data['call_id'])
      const content = contentOf(data)
      totals.records += 1
      if (inThisRead.has(content)) fail(`${id} came twice within one read`)
      inThisRead.add(content)
      if (wasWhole && have.get(id) === content) fail(`${id} came again, unchanged`)
      have.set(id, content)
    }
    const isWhole = sync.exitCode === 0
    const isVerified = !sync.stdout.includes('is not complete')
    if (isWhole && isVerified) holdAgainst(have, { before, after, edited }, start)
    // A sync that was cut short may leave calls to be sent again; one that was whole may not.
    wasWhole = isWhole
    if (last && !isWhole)
      fail(`the last sync, of an API that is well, ended with ${sync.exitCode}: ${sync.stderr}`)
    return isVerified
  }

  for (let nth = dice.whole(2, 5); nth > 0; nth -= 1) await syncOnce(false)
  // All is well again, and nothing changes any more but what was under way.
  sandbox.set({ faults: [], quota: null, arrivalsPerMinute: 0, latencyMs: 0 })
  await syncOnce(true)
  await syncOnce(true)
}

/** After a whole sync: what was listed all the while is here, as it was at some moment of it. */
function holdAgainst(
  have: ReadonlyMap<string, string>,
  { before, after, edited }: Readonly<Record<'before' | 'after' | 'edited', readonly CallView[]>>,
  start: number,
): void {
  const late = contentsOf(after)
  const versions = Map.groupBy(edited, ({ call_id }) => call_id)
  for (const [id, early] of contentsOf(before)) {
    const now = late.get(id)
    const call = before.find((candidate) => candidate.call_id === id)
    if (now === undefined || Date.parse(String(call?.started_at)) < start) continue
    const got = have.get(id)
    if (got === undefined) fail(`${id} of ${String(call?.started_at)} is lost`)
    const allowed = [early, now, ...(versions.get(id) ?? []).map(contentOf)]
    if (!allowed.includes(got)) fail(`${id} is not as the API gave it: ${got} instead of ${now}`)
  }
}

const report = () => {
  const faults = [...faultsMet].map(([kind, count]) => `${kind} ${count}`).join(', ')
  const { rounds, syncs, kills, failures, requests, refusals, records, edits } = totals
  return `Seed ${seed}: ${rounds} rounds, ${syncs} syncs (${kills} killed, ${failures} given up), ${requests} requests (${refusals} refused for quota), ${records} records, ${edits} edits meanwhile.\nFaults: ${faults}.\n`
}

/** Rounds wait more than they work, so that some are played side by side. */
const lanes = 3
let next = Number(onlyRound ?? 1)
let broken = false

async function playLane(): Promise<void> {
  do {
    const round = next
    next += 1
    try {
      await playRound(round)
      totals.rounds += 1
    } catch (error) {
      broken = true
      const what =
        error instanceof Broken ? error.message : error instanceof Error ? error.stack : String(error)
      process.stdout.write(`Round ${round} broke a promise: ${what}\n`)
      process.stdout.write(`Play it again: npm run test:chaos -- ${minutes} ${seed} ${round}\n`)
    }
  } while (onlyRound === undefined && !broken && Date.now() < deadline)
}

await Promise.all(Array.from({ length: onlyRound === undefined ? lanes : 1 }, playLane))
rmSync(directory, { recursive: true, force: true })
process.stdout.write(report())
if (broken) process.exitCode = 1
else process.stdout.write('Nothing lost, nothing doubled, nothing altered, nothing leaked.\n')
