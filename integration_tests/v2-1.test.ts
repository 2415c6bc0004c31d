import { Ajv } from 'ajv'
import { describe, expect, test } from 'vitest'
import type { Behaviour } from '../sandbox/api.ts'
import type { Sandbox, SandboxOptions } from '../sandbox/server.ts'
import { answerOf, checkUrl, expectFailure, isOneSentence } from './checking.ts'
import { atOnce, type CommandResult, runCommand } from './command.ts'
import type { Fields } from './protocol.ts'
import {
  account,
  configuredCatalog,
  lastState,
  runRead,
  type Sync,
  sampleConfig,
  startApi,
  warningsOf,
  writeConfig,
} from './setup.ts'

const dayMs = 86_400_000
const dayOf = (instant: number) => new Date(instant).toISOString().slice(0, 10)

const startV21 = (behaviour: Behaviour = {}, options: SandboxOptions = {}): Promise<Sandbox> =>
  startApi({ behaviour: { api: 'v2.1', ...behaviour }, ...options })

const discovered = (async () => {
  const result = await runCommand([
    'discover',
    '--config',
    writeConfig('http://localhost:1', { api_version: 'v2.1' }),
  ])
  const streams = result.messages.flatMap((message) =>
    message.type === 'CATALOG' ? message.catalog.streams : [],
  )
  return streams.filter(({ name }) => name === 'calls')
})()

const catalogOf = async (sync: Fields = {}) => ({
  streams: (await discovered).map((stream) => ({ ...configuredCatalog.streams[0], ...sync, stream })),
})

const read = async (url: string, { config, ...sync }: Sync = {}): Promise<CommandResult> =>
  runRead(url, {
    catalog: await catalogOf(),
    nodeArgs: atOnce,
    ...sync,
    config: { api_version: 'v2.1', ...config },
  })

const idsOf = ({ records }: CommandResult): number[] => records.map(({ data }) => Number(data['id']))
const sorted = (ids: readonly number[]) => ids.toSorted((a, b) => a - b)
/** The identifiers that the account's calls have in v2.1. */
const listedIn = ({ account: { visible, logIdOf } }: Sandbox): number[] =>
  sorted(visible(Date.now()).map(({ call_id }) => logIdOf(call_id) ?? 0))
const cursorOf = ({ states }: CommandResult) => states.at(-1)?.stream?.stream_state['call_date']

/** Every call was sent once, and nothing needs a person. */
function expectWhole(result: CommandResult, sandbox: Sandbox): void {
  expect(result).toMatchObject({ exitCode: 0, errors: [], stderr: '' })
  expect(warningsOf(result)).toEqual([])
  expect(sorted(idsOf(result))).toEqual(listedIn(sandbox))
  expect(cursorOf(result)).toBeDefined()
}

/** Every call of the account, as the API gives it. */
async function fromApi(sandbox: Sandbox): Promise<readonly Fields[]> {
  const rows: Fields[] = []
  for (let page = 0; ; page += 1) {
    const response = await fetch(`${sandbox.url}/v2.1/calls?sort=id&order=asc&per_page=100&page=${page}`, {
      headers: { authorization: `${sampleConfig['api_key']}:${sampleConfig['api_secret']}` },
    })
    const { data } = JSON.parse(await response.text())
    if (data.length === 0) return rows
    rows.push(...data)
  }
}

describe('a read of API v2.1', { concurrent: true }, () => {
  test('sends every call once, as the API gave it, keys in its order', async () => {
    const sandbox = await startV21()
    const given = await fromApi(sandbox)
    const result = await read(sandbox.url)
    expectWhole(result, sandbox)
    const written = result.records.map(({ data }) => JSON.stringify(data))
    expect(written.toSorted()).toEqual(given.map((row) => JSON.stringify(row)).toSorted())
    expect(result.statuses).toEqual(['calls STARTED', 'calls RUNNING', 'calls COMPLETE'])
  })

  test('asks /v2.1/calls for whole days, and sends records that the discovered schema accepts', async () => {
    const sandbox = await startV21()
    const result = await read(sandbox.url)
    expect(new Set(sandbox.requests.map(({ path }) => path))).toEqual(new Set(['/v2.1/calls']))
    for (const { query } of sandbox.requests) {
      expect(query['from_datetime']).toMatch(/^\d{4}-\d\d-\d\d 00:00:00$/)
      expect(query['to_datetime'] ?? ' 23:59:59').toMatch(/ 23:59:59$/)
    }
    const validate = new Ajv({ strict: false }).compile((await discovered)[0]?.json_schema ?? false)
    expect(result.records.filter(({ data }) => !validate(data))).toEqual([])
  })

  test('ends on a state at its latest call', async () => {
    const result = await read((await startV21()).url)
    const latest = result.records
      .map(({ data }) => `${data['call_date']}T${data['call_time']}Z`)
      .toSorted()
      .at(-1)
    expect(cursorOf(result)).toBe(latest)
  })

  test('loads AI and queue data where the configuration wants it', async () => {
    const sandbox = await startV21()
    const config = { fetch_ai_data: true, fetch_queue_data: true }
    const { records } = await read(sandbox.url, { config })
    expect(records[0]?.data).toMatchObject({ queue: expect.any(Object), justcall_ai: expect.any(Object) })
  })

  test('names the option for which the plan does not allow the request', async () => {
    const sandbox = await startV21({ refusesAiData: true })
    const result = await read(sandbox.url, { config: { fetch_ai_data: true } })
    expect(result.exitCode).toBe(1)
    expect(result.errors).toMatchObject([
      { failure_type: 'config_error', message: expect.stringContaining('fetch_ai_data') },
    ])
  })
})

describe('a read sends every call once, whatever the API leaves open', { concurrent: true }, () => {
  test.each<readonly [string, Behaviour]>([
    ['no total_count', { totalCount: false }],
    ['the first page is 1', { firstPage: 1 }],
    ['the first page is 1, and page 0 is it too', { firstPage: 1, zeroIsFirst: true }],
    ['the first page is 1, without links or total', { firstPage: 1, emptyLinks: true, totalCount: false }],
    ['links are empty', { emptyLinks: true }],
    ['links are empty, and there is no total', { emptyLinks: true, totalCount: false }],
    [
      'links are empty, and pages past the end are not there',
      { emptyLinks: true, totalCount: false, pastEnd: '404' },
    ],
    [
      'links are empty, and pages past the end are refused',
      { emptyLinks: true, totalCount: false, pastEnd: '400' },
    ],
    [
      'links are empty, and the last page is answered past the end',
      { emptyLinks: true, totalCount: false, pastEnd: 'clamp' },
    ],
    ['the last page links to a next one', { linkAtEnd: 'always', totalCount: false }],
    ['the link is missing at the end', { linkAtEnd: 'absent', totalCount: false }],
    ['the link is null at the end', { linkAtEnd: null, totalCount: false }],
    [
      'links carry the number alone, and lead to another host',
      { bareLinks: true, linkHost: 'elsewhere.invalid' },
    ],
    ['current_page is one too many', { wrongCurrentPage: true }],
    [
      'current_page is one too many, without links or total',
      { wrongCurrentPage: true, emptyLinks: true, totalCount: false },
    ],
    ['each second page is short', { shortPages: true }],
    ['each second page is short, and there is no total', { shortPages: true, totalCount: false }],
    ['pages are capped at 50 rows', { pageCap: 50 }],
    [
      'pages are capped at 30 rows, without links or total',
      { pageCap: 30, emptyLinks: true, totalCount: false },
    ],
    ['missing values are absent', { missing: 'absent' }],
    ['hours have one digit, and types a capital', { unpaddedHours: true, capitalTypes: true }],
    ['unknown parameters are refused', { unknownParameters: 'refused' }],
    ['a range of 30 days is the widest', { maxRangeDays: 30 }],
    ['ranges of more than 4 days answer 504', { slowRanges: 4 }],
    ['ranges of more than 4 days answer 504, and there is no total', { slowRanges: 4, totalCount: false }],
  ])('%s', async (_, behaviour) => {
    const sandbox = await startV21(behaviour, { account: { ...account, calls: 1_000 } })
    expectWhole(await read(sandbox.url, { config: { end_date: '2024-04-30' } }), sandbox)
  })

  test.each<readonly [string, Behaviour, RegExp]>([
    ['a missing agent is an empty text', { missing: '' }, /^The field "agent_id" came as string/],
    [
      'the last page is answered past the end by the number that was asked for',
      { emptyLinks: true, totalCount: false, pastEnd: 'clamp', clampEcho: true },
      /1000 calls were seen, and the pages do not agree/,
    ],
  ])('and warns where %s', async (_, behaviour, warning) => {
    const sandbox = await startV21(behaviour, { account: { ...account, calls: 1_000 } })
    const result = await read(sandbox.url, { config: { end_date: '2024-04-30' } })
    expect(result).toMatchObject({ exitCode: 0, errors: [] })
    expect(sorted(idsOf(result))).toEqual(listedIn(sandbox))
    expect(cursorOf(result)).toBeDefined()
    const warnings = warningsOf(result)
    expect(warnings).not.toEqual([])
    expect(warnings.filter((text) => !warning.test(text))).toEqual([])
  })

  test.each([-720, 840])('the account is %i minutes east of UTC', async (timeZoneOffsetMinutes) => {
    const sandbox = await startV21({}, { account: { ...account, timeZoneOffsetMinutes } })
    // A day of the account may begin before or end after that of UTC.
    expectWhole(await read(sandbox.url, { config: { start_date: '2024-02-28' } }), sandbox)
  })

  test.each([true, false])('the account has no calls, with a total: %s', async (totalCount) => {
    const sandbox = await startV21({ totalCount }, { account: { calls: 0 } })
    const result = await read(sandbox.url)
    expect(result).toMatchObject({ exitCode: 0, records: [], errors: [] })
    expect(result.statuses).toEqual(['calls STARTED', 'calls COMPLETE'])
  })
})

describe('a read costs few requests', { concurrent: true }, () => {
  /** Within what one range may have, so that the start costs nothing. */
  const calls = 3_000
  const config = { per_page: 20, end_date: '2024-04-30' }
  const full = calls / 20

  test.each<readonly [string, Behaviour, number]>([
    ['1.05 times its full pages and 4 with total_count', {}, 1.05 * full + 4],
    ['1.2 times its full pages and 6 without', { totalCount: false }, 1.2 * full + 6],
    [
      '1.2 times its full pages and 6 without links, too',
      { totalCount: false, emptyLinks: true },
      1.2 * full + 6,
    ],
  ])('at most %s', async (_, behaviour, most) => {
    const sandbox = await startV21(behaviour, { account: { ...account, calls, to: '2024-04-12' } })
    expectWhole(await read(sandbox.url, { config }), sandbox)
    expect(sandbox.requests.length).toBeLessThanOrEqual(most)
  })
})

describe('a second sync of API v2.1', { concurrent: true }, () => {
  test.each<readonly [string, Behaviour]>([
    ['nothing changed', {}],
    ['nothing changed and nothing is counted', { totalCount: false }],
    ['links are signed again and keys come in another order', { signedLinks: true, shuffleKeys: true }],
  ])('sends nothing where %s', async (_, behaviour) => {
    const sandbox = await startV21(behaviour)
    const first = await read(sandbox.url)
    const second = await read(sandbox.url, { state: lastState(first) })
    expect(second).toMatchObject({ exitCode: 0, errors: [], records: [] })
    expect(warningsOf(second)).toEqual([])
    expect(cursorOf(second)).toBe(cursorOf(first))
  })

  test('sends a call again whose note was edited, and a new one', async () => {
    const sandbox = await startV21()
    const first = await read(sandbox.url)
    const latest = sandbox.account.visible(Date.now()).at(-1)?.call_id ?? ''
    const id = sandbox.account.logIdOf(latest)
    sandbox.account.edit(latest, { notes: 'Written after the call.' })
    sandbox.account.add({ call_id: 'call_new', started_at: '2024-03-13T09:00:00Z' })
    const second = await read(sandbox.url, { state: lastState(first) })
    expect(sorted(idsOf(second))).toEqual(sorted([id ?? 0, sandbox.account.logIdOf('call_new') ?? 0]))
    expect(second.records.find(({ data }) => data['id'] === id)?.data).toMatchObject({
      call_info: { notes: 'Written after the call.' },
    })
    expect(cursorOf(second)).toBe('2024-03-13T09:00:00Z')
  })
})

describe('the history that is served', { concurrent: true }, () => {
  /** Some days aside, so that the hour of the test and the account's zone do not count. */
  const recent = {
    seed: 3,
    calls: 400,
    from: dayOf(Date.now() - 120 * dayMs),
    to: dayOf(Date.now() - 3 * dayMs),
  }

  test('may be the last 90 days: they are read, and a WARN names the dates that are not', async () => {
    const sandbox = await startV21({ maxAgeDays: 90 }, { account: recent })
    const result = await read(sandbox.url, { config: { start_date: recent.from } })
    expect(result).toMatchObject({ exitCode: 0, errors: [] })
    const [warning, ...others] = warningsOf(result)
    expect(others).toEqual([])
    const [first, from, to] = [...(warning ?? '').matchAll(/\d{4}-\d\d-\d\d/g)].map(([date]) => date)
    expect(from).toBe(dayOf(Date.parse(recent.from) - dayMs))
    expect(Date.parse(first ?? '') - Date.parse(to ?? '')).toBe(dayMs)
    const age = (Date.now() - Date.parse(first ?? '')) / dayMs
    expect(age).toBeGreaterThan(89)
    expect(age).toBeLessThan(92)
    const served = sandbox.account
      .visible(Date.now())
      .filter(({ started_at }) => String(started_at) >= (first ?? ''))
    expect(sorted(idsOf(result))).toEqual(
      sorted(served.map(({ call_id }) => sandbox.account.logIdOf(call_id) ?? 0)),
    )
  })

  test('may be long though a range of more than 90 days is refused', async () => {
    const from = dayOf(Date.now() - 400 * dayMs)
    const sandbox = await startV21({}, { account: { ...recent, from } })
    expectWhole(await read(sandbox.url, { config: { start_date: from } }), sandbox)
    expect(sandbox.requests.filter(({ status }) => status === 400)).toEqual([])
  })
})

describe('a filter holds', { concurrent: true }, () => {
  /** The calls that a filter selects, by the words of the contract. */
  const filters: readonly (readonly [Fields, (call: Fields) => boolean])[] = [
    [{ direction: 'inbound' }, (call) => call['direction'] === 'inbound'],
    [{ status: 'completed' }, (call) => call['status'] === 'completed'],
    [{ status: 'answered' }, (call) => call['status'] === 'completed'],
    [{ status: 'missed' }, (call) => call['status'] === 'missed'],
    [
      { direction: 'outbound', status: 'busy' },
      (call) => call['direction'] === 'outbound' && call['status'] === 'busy',
    ],
  ]
  const cases = filters.flatMap(([config, selects]) =>
    [false, true].map((ignoresFilters) => [config, ignoresFilters, selects] as const),
  )

  test.each(cases)('%j, where the server ignores filters: %s', async (config, ignoresFilters, selects) => {
    const sandbox = await startV21({ ignoresFilters })
    const result = await read(sandbox.url, { config })
    expect(result).toMatchObject({ exitCode: 0, errors: [] })
    expect(warningsOf(result)).toEqual([])
    const wanted = sandbox.account.visible(Date.now()).filter((call) => selects({ ...call }))
    expect(wanted.length).toBeGreaterThan(0)
    expect(wanted.length).toBeLessThan(account.calls)
    expect(sorted(idsOf(result))).toEqual(
      sorted(wanted.map(({ call_id }) => sandbox.account.logIdOf(call_id) ?? 0)),
    )
  })

  test.each([true, false])(
    'by agent and by number, where the server ignores filters: %s',
    async (ignoresFilters) => {
      const sandbox = await startV21({ ignoresFilters })
      const call = sandbox.account.visible(Date.now()).find(({ agent_id: id }) => id !== null)
      const agent = call?.agent_id
      const number = String(call?.direction === 'inbound' ? call.to : call?.from)
      const byAgent = await read(sandbox.url, { config: { agent_id: agent } })
      expect(byAgent.errors).toEqual([])
      expect(byAgent.records.length).toBeGreaterThan(0)
      expect(new Set(byAgent.records.map(({ data }) => data['agent_id']))).toEqual(new Set([agent]))
      const byNumber = await read(sandbox.url, { config: { number } })
      expect(byNumber.records.length).toBeGreaterThan(0)
      expect(new Set(byNumber.records.map(({ data }) => data['justcall_number']))).toEqual(
        new Set([number.slice(1)]),
      )
    },
  )

  test('and a status that no call has is remarked on', async () => {
    const result = await read((await startV21()).url, { config: { status: 'answerd' } })
    expect(result).toMatchObject({ exitCode: 0, records: [], errors: [] })
    expect(result.logs.map(({ message }) => message)).toContainEqual(
      expect.stringContaining('No call had the status "answerd"'),
    )
  })
})

describe('the wrong version', { concurrent: true }, () => {
  const cases = [
    ['v2', 'v2.1', {}],
    ['v2.1', 'v2', {}],
    ['v2', 'v2.1', { calls: 0 }],
    ['v2.1', 'v2', { calls: 0 }],
  ] as const

  test.each(cases)(
    'is said in one sentence by check, at once: %s set where %s answers, %j',
    async (set, answers, more) => {
      const sandbox = await startApi({ behaviour: { api: answers }, account: { ...account, ...more } })
      const result = await checkUrl(sandbox.url, { api_version: set })
      expectFailure(result, [
        new RegExp(`API ${answers}: set the API version \\(api_version\\) to ${answers}[.]$`),
      ])
      expect(answerOf(result).message).toSatisfy(isOneSentence)
      expect(sandbox.requests.length).toBeLessThanOrEqual(2)
    },
  )

  test.each(cases)(
    'ends a read with it, at once: %s set where %s answers, %j',
    async (set, answers, more) => {
      const sandbox = await startApi({ behaviour: { api: answers }, account: { ...account, ...more } })
      const result = await read(sandbox.url, { config: { api_version: set } })
      expect(result).toMatchObject({ exitCode: 1, records: [] })
      expect(result.errors).toMatchObject([
        { failure_type: 'config_error', message: expect.stringContaining(`(api_version) to ${answers}.`) },
      ])
      // One for each worker, and one to the other version.
      expect(sandbox.requests.length).toBeLessThanOrEqual(6)
      // The state that it leaves does not stand in the way of the right version.
      const corrected = await read(sandbox.url, {
        config: { api_version: answers },
        state: lastState(result),
      })
      expect(corrected).toMatchObject({ exitCode: 0, errors: [] })
      expect(corrected.records).toHaveLength(sandbox.account.visible(Date.now()).length)
    },
  )

  test.each([
    ['v2', 'v2.1', 'started_at'],
    ['v2.1', 'v2', 'call_date'],
  ] as const)('of a state is refused in a sentence: of %s with %s', async (former, set, field) => {
    const first = await read((await startApi({ behaviour: { api: former } })).url, {
      config: { api_version: former },
    })
    expect(first.exitCode).toBe(0)
    const sandbox = await startApi({ behaviour: { api: set } })
    const result = await read(sandbox.url, { config: { api_version: set }, state: lastState(first) })
    expect(result).toMatchObject({ exitCode: 1, records: [], states: [] })
    expect(result.errors).toMatchObject([
      {
        failure_type: 'config_error',
        message: expect.stringContaining(`it has ${field}, and so was written with the other API version`),
      },
    ])
    expect(sandbox.requests).toEqual([])
  })
})

describe('check of API v2.1', { concurrent: true }, () => {
  test.each<readonly [string, Behaviour]>([
    ['calls are there', {}],
    ['nothing is counted', { totalCount: false }],
    ['only 90 days are served', { maxAgeDays: 90 }],
    ['ranges of more than 4 days answer 504', { slowRanges: 4 }],
    ['the first page is 1', { firstPage: 1 }],
  ])('succeeds where %s', async (_, behaviour) => {
    const sandbox = await startV21(behaviour)
    const result = await runCommand(
      ['check', '--config', writeConfig(sandbox.url, { api_version: 'v2.1' })],
      { nodeArgs: atOnce },
    )
    expect(answerOf(result)).toEqual({ status: 'SUCCEEDED' })
  })

  test.each(['/v2.1', '/v2', '/proxy/v2.1/calls'])(
    'refuses a base_url with a version in its path: %s',
    async (path) => {
      const sandbox = await startV21()
      const result = await checkUrl(`${sandbox.url}${path}`, { api_version: 'v2.1' })
      expectFailure(result, [/base_url must not have a version in its path/, /api_version/])
      expect(sandbox.requests).toEqual([])
    },
  )
})

describe('discover of API v2.1', () => {
  test('shows its schema, its key and its cursor', async () => {
    const [stream, ...others] = await discovered
    expect(others).toEqual([])
    expect(stream).toMatchObject({
      name: 'calls',
      source_defined_cursor: true,
      default_cursor_field: ['call_date'],
      source_defined_primary_key: [['id']],
    })
    expect(stream?.json_schema.properties).toMatchObject({
      id: { type: 'number' },
      call_date: { type: ['null', 'string'] },
      call_info: { type: ['null', 'object'] },
    })
    expect(stream?.json_schema.properties).not.toHaveProperty('call_id')
  })
})

describe('the secret of a connection to API v2.1', { concurrent: true }, () => {
  const secret = String(sampleConfig['api_secret'])

  test.each(['check', 'read'] as const)(
    'never appears in what %s writes, though the API repeats it',
    async (command) => {
      const sandbox = await startV21({}, { faults: [{ fault: { kind: 'echo-secret', status: 400 } }] })
      const result =
        command === 'check'
          ? await checkUrl(sandbox.url, { api_version: 'v2.1' })
          : await read(sandbox.url, { flags: ['--debug'] })
      const written = result.lines.join('\n') + result.stderr
      expect(written).not.toBe('')
      expect(written).not.toContain(secret)
      expect(written).not.toContain(Buffer.from(`${sampleConfig['api_key']}:${secret}`).toString('base64'))
    },
  )
})
