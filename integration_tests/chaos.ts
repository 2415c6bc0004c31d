/**
 * `npm run test:chaos -- [minutes] [seed] [round]`: the real command against a live API of either version, in which all goes
 * wrong at once: faults of every kind, quotas, calls that arrive, change and vanish while they are read, kills during the output.
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
import { LAYOUTS } from '../sandbox/layout.ts'
import { type Sandbox, startSandbox } from '../sandbox/server.ts'
import { APIS } from '../sandbox/v2-1/behaviour.ts'
import { createForm, type Form } from '../testing/form.ts'
import { comparable, createLedger, nextStateOf, receivedOf } from '../testing/ledger.ts'
import { createDice, type Dice, drawFaults, drawQuota, drawV21 } from './chaos-draws.ts'
import { atOnce, runCommand, startCommand } from './command.ts'
import { type Fields, readOutput } from './protocol.ts'

const [minutes = '3', seedText = String(Date.now() % 1_000_000), onlyRound] = process.argv.slice(2)
const seed = Number(seedText)
const deadline = Date.now() + Number(minutes) * 60_000
const hour = 3_600_000
const day = 24 * hour

const directory = mkdtempSync(join(tmpdir(), 'source-justcall-chaos-'))
const totals = {
  rounds: 0,
  v21: 0,
  syncs: 0,
  kills: 0,
  failures: 0,
  requests: 0,
  refusals: 0,
  records: 0,
  edits: 0,
}
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
  const version = dice.pick(APIS)
  const v21 = drawV21(dice)
  const form = createForm(version, account, v21)
  // Without a total, what comes and goes during a read cannot be known from pages that stand still.
  const tellsTotal = version === 'v2' || v21.totalCount === true
  const edited: Fields[] = []
  const happen = () => {
    const now = Date.now()
    const recent = account
      .visible(now)
      .filter((call) => Date.parse(String(call.started_at)) > now - 20 * hour)
    if (recent.length > 0 && live.chance(odds.edit)) {
      const { call_id: id } = live.pick(recent)
      account.edit(id, { notes: `edited ${live.random()}`, tags: [String(live.random())] }, now)
      const shown = account.get(id, now)
      if (shown !== undefined) edited.push(form.present(shown))
      totals.edits += 1
    }
    if (tellsTotal && recent.length > 0 && live.chance(odds.remove))
      account.remove(live.pick(recent).call_id, now)
    if (tellsTotal && live.chance(odds.arrive)) {
      const start = Math.floor((now - live.random() * 15 * hour) / 1000) * 1000
      account.add(
        { started_at: new Date(start).toISOString(), ended_at: new Date(start + 30_000).toISOString() },
        now,
      )
    }
  }
  const hides = tellsTotal && dice.chance(0.15) ? dice.pick(['from-pages', 'from-list'] as const) : undefined
  const sandbox = await startSandbox({
    account,
    seed: round,
    behaviour: {
      api: version,
      ...v21,
      ...(hides === undefined ? {} : { shortPages: false }),
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
    arrivalsPerMinute: tellsTotal ? dice.pick([0, 60, 300]) : 0,
    onRequest: happen,
  })
  try {
    await playSyncs(sandbox, dice, { round, form, credentials, perPage, begin, edited, hides })
  } finally {
    if (version === 'v2.1') totals.v21 += 1
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
  readonly form: Form
  readonly credentials: { readonly key: string; readonly secret: string }
  readonly perPage: number
  readonly begin: number
  readonly edited: Fields[]
  readonly hides: Hides | undefined
}

async function playSyncs(sandbox: Sandbox, dice: Dice, facts: RoundFacts): Promise<void> {
  const { form, credentials, begin, edited } = facts
  const { account } = sandbox
  const start = begin - 50 * day
  const listed = () =>
    account
      .visible(Date.now())
      .filter((call) => facts.hides === undefined || !isHidden(call))
      .map(form.present)
  const file = (name: string, content: unknown) => {
    const path = join(directory, `${facts.round}-${name}`)
    writeFileSync(path, JSON.stringify(content))
    return path
  }
  const config = {
    api_version: form.version,
    api_key: credentials.key,
    api_secret: credentials.secret,
    start_date: new Date(start).toISOString().replace(/[.]\d+/, ''),
    base_url: sandbox.url,
    per_page: facts.perPage,
    num_workers: dice.whole(1, 12),
    ...(dice.chance(0.2) ? { requests_per_minute: 6_000 } : {}),
  }
  const catalog = file('catalog.json', await catalogOf(file('config.json', config)))
  const ledger = createLedger(form, comparable)
  let state: unknown
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
        catalog,
        ...(state === undefined ? [] : ['--state', file('state.json', state)]),
        ...(dice.chance(0.5) ? ['--debug'] : []),
      ],
      kill,
    )
    const listedMeanwhile = { before, edited, after: listed() }
    holdSecrets(sync, credentials.key, credentials.secret)
    const received = sync.stdout.slice(0, sync.stdout.lastIndexOf('\n') + 1)
    for (const { failure_type: type, message } of readOutput(received).errors) {
      totals.failures += 1
      if (type !== 'transient_error') fail(`a read ended in ${type}: ${message}`)
    }
    const items = receivedOf(received)
    state = nextStateOf(items) ?? state
    const sent = ledger.take(items, {
      startedAt: Date.now(),
      isKnown: () => wasWhole,
      listed: listedMeanwhile,
    })
    totals.records += sent.added + sent.changed
    const isWhole = sync.exitCode === 0
    const isVerified = !sync.stdout.includes('is not complete')
    if (isWhole && isVerified)
      ledger.holdAgainst(listedMeanwhile, (call) => (form.start(call) ?? start) >= start)
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

/** The catalog of a version, with its one stream. */
async function catalogOf(config: string) {
  const { messages } = await runCommand(['discover', '--config', config])
  const streams = messages.flatMap((message) => (message.type === 'CATALOG' ? message.catalog.streams : []))
  return {
    streams: streams
      .filter(({ name }) => name === 'calls')
      .map((stream) => ({ stream, sync_mode: 'incremental', destination_sync_mode: 'append' })),
  }
}

const report = () => {
  const faults = [...faultsMet].map(([kind, count]) => `${kind} ${count}`).join(', ')
  const { rounds, v21, syncs, kills, failures, requests, refusals, records, edits } = totals
  return `Seed ${seed}: ${rounds} rounds (${v21} of v2.1), ${syncs} syncs (${kills} killed, ${failures} given up), ${requests} requests (${refusals} refused for quota), ${records} records, ${edits} edits meanwhile.\nFaults: ${faults}.\n`
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
