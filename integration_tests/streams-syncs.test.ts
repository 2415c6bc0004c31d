import { describe, expect, test } from 'vitest'
import type { Sandbox } from '../sandbox/server.ts'
import { type CommandResult, startCommand } from './command.ts'
import { type Fields, readOutput } from './protocol.ts'
import { warningsOf, writeConfig, writeFile } from './setup.ts'
import {
  account,
  discovered,
  expectRows,
  expectWhole,
  listedIn,
  names,
  readStreams,
  requestsOf,
  type StreamName,
  sentOf,
  startAccount,
} from './streams.ts'

/** The last state of each stream, as a platform keeps them. */
const statesOf = ({ states }: Pick<CommandResult, 'states'>) => [
  ...new Map(states.map((state) => [state.stream?.stream_descriptor.name, state])).values(),
]
const stateOf = (result: Pick<CommandResult, 'states'>, name: StreamName): Fields | undefined =>
  statesOf(result).find(({ stream }) => stream?.stream_descriptor.name === name)?.stream?.stream_state

const errorsOf = ({ errors }: CommandResult) =>
  errors.map(({ stream_descriptor: stream, failure_type: type, message }) => ({
    stream: stream?.name,
    type,
    message,
  }))

describe('a plan that lacks a feature', { concurrent: true }, () => {
  test('fails the streams that need it, each in a sentence; the others are whole', async () => {
    const sandbox = await startAccount({ planWithout: ['sales_dialer', 'ai'] })
    const result = await readStreams(sandbox.url)
    const refused: readonly StreamName[] = ['calls_ai', 'sales_dialer_calls', 'sales_dialer_campaigns']
    expect(result.exitCode).toBe(1)
    const features = ['JustCall AI', 'the Sales Dialer', 'the Sales Dialer']
    expect(errorsOf(result)).toEqual(
      refused.map((stream, nth) => ({
        stream,
        type: 'config_error',
        message: expect.stringContaining(
          `does not allow this key to read the stream "${stream}": the account's plan must include ${features[nth]},`,
        ),
      })),
    )
    expectRows(
      result,
      sandbox,
      names.filter((name) => !refused.includes(name)),
    )
    for (const name of names)
      expect(result.statuses).toContain(`${name} ${refused.includes(name) ? 'INCOMPLETE' : 'COMPLETE'}`)
    // A request for each worker at most.
    for (const name of refused) expect(requestsOf(sandbox, name)).toBeLessThanOrEqual(5)
  })

  test('leaves transcripts, and says what is left out', async () => {
    const sandbox = await startAccount({ planWithout: ['ai_review'] })
    const result = await readStreams(sandbox.url, { streams: ['calls_ai'] })
    expect(result).toMatchObject({ exitCode: 0, errors: [] })
    expectRows(result, sandbox, ['calls_ai'])
    expect(warningsOf(result)).toEqual([
      expect.stringMatching(
        /^The account's plan does not include summaries, .* "calls_ai" is read without[.]$/,
      ),
    ])
    for (const { data } of result.records)
      expect(data).toMatchObject({ call_summary: null, call_transcription: [{}, {}] })
    expect(sandbox.requests.filter(({ status }) => status === 403)).toHaveLength(1)
  })

  test('of everything fails every stream, one after the other', async () => {
    const sandbox = await startAccount({}, { faults: [{ fault: 403 }] })
    const result = await readStreams(sandbox.url)
    expect(result).toMatchObject({ exitCode: 1, records: [] })
    expect(errorsOf(result).map(({ stream, type }) => [stream, type])).toEqual(
      names.map((name) => [name, 'config_error']),
    )
  })
})

test.each([400, 403, 404])('a list that is refused with %i fails alone', async (fault) => {
  const sandbox = await startAccount({}, { faults: [{ fault, when: { path: 'texts' } }] })
  const result = await readStreams(sandbox.url)
  expect(result.exitCode).toBe(1)
  expect(errorsOf(result).map(({ stream }) => stream)).toEqual(['sms'])
  expectRows(
    result,
    sandbox,
    names.filter((name) => name !== 'sms'),
  )
})

describe('a second sync', { concurrent: true }, () => {
  test('of sms sends only what is new or changed inside the lookback', async () => {
    const sandbox = await startAccount()
    const texts = sandbox.account.lists.texts
    const first = await readStreams(sandbox.url, { streams: ['sms'] })
    expectWhole(first, sandbox, ['sms'])
    const rows = texts.visible(Date.now())
    const latest = rows.at(-1)
    expect(stateOf(first, 'sms')).toMatchObject({
      sms_date: `${latest?.['sms_date']}T${latest?.['sms_time']}Z`,
    })
    texts.edit(Number(latest?.['id']), { delivery_status: 'Failed' })
    const added = texts.add({ sms_date: '2024-03-13', sms_time: '09:00:00' })
    const second = await readStreams(sandbox.url, { streams: ['sms'], state: statesOf(first) })
    expect(second).toMatchObject({ exitCode: 0, errors: [] })
    expect(sentOf(second, 'sms')).toEqual([Number(latest?.['id']), Number(added['id'])])
    expect(second.records.map(({ data }) => data['delivery_status'])).toContain('Failed')
    expect(stateOf(second, 'sms')).toMatchObject({ sms_date: '2024-03-13T09:00:00Z' })
  })

  test('goes on from the state of each stream; lists without dates are read whole again', async () => {
    const sandbox = await startAccount()
    const first = await readStreams(sandbox.url)
    expect(statesOf(first).map(({ stream }) => stream?.stream_descriptor.name)).toEqual(names)
    const before = sandbox.requests.length
    const second = await readStreams(sandbox.url, { state: statesOf(first) })
    expect(second).toMatchObject({ exitCode: 0, errors: [] })
    expect(warningsOf(second)).toEqual([])
    for (const name of ['calls', 'sms', 'sales_dialer_calls'] as const) {
      expect([name, sentOf(second, name)]).toEqual([name, []])
      expect(stateOf(second, name)).toEqual(stateOf(first, name))
    }
    expectRows(second, sandbox, ['users', 'contacts', 'phone_numbers', 'calls_ai', 'sales_dialer_campaigns'])
    expect(sandbox.requests.length - before).toBeLessThan(before)
  })

  test('of one stream alone is not disturbed by the states of the others', async () => {
    const sandbox = await startAccount()
    const first = await readStreams(sandbox.url, { streams: ['calls', 'sms'] })
    const second = await readStreams(sandbox.url, { streams: ['sms'], state: statesOf(first) })
    expect(second).toMatchObject({ exitCode: 0, errors: [], records: [] })
    expect(warningsOf(second)).toEqual([])
  })

  test('reads a list without dates whole though it is asked for incrementally, and says so', async () => {
    const sandbox = await startAccount()
    const streams = ['users', 'contacts'] as const
    const first = await readStreams(sandbox.url, { streams, mode: 'incremental' })
    const second = await readStreams(sandbox.url, { streams, mode: 'incremental', state: statesOf(first) })
    for (const result of [first, second]) {
      expect(result).toMatchObject({ exitCode: 0, errors: [] })
      expectRows(result, sandbox, streams)
      expect(warningsOf(result)).toEqual(
        streams.map((name) => expect.stringContaining(`"${name}" cannot be read incrementally`)),
      )
      expect(stateOf(result, 'users')).toEqual({ __ab_no_cursor_state_message: true })
    }
  })
})

/** Starts a read that is killed as soon as it has written what a pattern shows. @returns what it wrote, whole lines only. */
async function killedRead(url: string, name: StreamName, mode: string, after: RegExp, perPage = 10) {
  const stream = (await discovered).find((one) => one['name'] === name)
  const catalog = { streams: [{ stream, sync_mode: mode, destination_sync_mode: 'append' }] }
  const config = { api_version: 'v2.1', per_page: perPage, end_date: '2024-04-30', num_workers: 1 }
  const command = startCommand([
    'read',
    '--config',
    writeConfig(url, config),
    '--catalog',
    writeFile('catalog.json', catalog),
  ])
  await command.saw(after)
  command.kill('SIGKILL')
  const { stdout } = await command.ended
  return readOutput(stdout.slice(0, stdout.lastIndexOf('\n') + 1))
}

describe('a sync that is killed', { concurrent: true }, () => {
  test('in the middle of a list without dates leaves no state, and the next one is whole', async () => {
    const sandbox = await startAccount({}, { latencyMs: 30 })
    const killed = await killedRead(sandbox.url, 'contacts', 'full_refresh', /"type":"RECORD"/)
    expect(killed.states).toEqual([])
    expect(sentOf(killed, 'contacts').length).toBeLessThan(account.contacts)
    expectWhole(await readStreams(sandbox.url, { streams: ['contacts'] }), sandbox, ['contacts'])
  })

  test.each(['full_refresh', 'incremental'] as const)(
    'in the middle of sms is resumed from its last state: %s',
    async (mode) => {
      const sandbox = await startAccount({}, { account: { ...account, texts: 1_500 }, latencyMs: 3 })
      const killed = await killedRead(sandbox.url, 'sms', mode, /"type":"STATE"/)
      const resumed = await readStreams(sandbox.url, { streams: ['sms'], mode, state: statesOf(killed) })
      expect(resumed).toMatchObject({ exitCode: 0, errors: [] })
      expect(sentOf(resumed, 'sms').length).toBeLessThan(1_500)
      const both = new Set([...sentOf(killed, 'sms'), ...sentOf(resumed, 'sms')])
      expect([...both].toSorted((a, b) => a - b)).toEqual(listedIn(sandbox, 'sms'))
    },
  )
})

describe('rows that come, change and go while their list is read', { concurrent: true }, () => {
  /** Reads a stream while something happens before each of its requests. */
  async function readWhile(name: StreamName, happens: (nth: number, sandbox: Sandbox) => void) {
    const sandbox = await startAccount(
      {},
      {
        onRequest: (nth, api) => {
          if (nth <= 6) happens(nth, api)
        },
      },
    )
    const before = listedIn(sandbox, name)
    const result = await readStreams(sandbox.url, { streams: [name], config: { num_workers: 2 } })
    const after = listedIn(sandbox, name)
    const sent = sentOf(result, name)
    expect(result).toMatchObject({ exitCode: 0, errors: [] })
    expect(new Set(sent).size).toBe(sent.length)
    expect(sent).toEqual(expect.arrayContaining(before.filter((id) => after.includes(id))))
    return { sandbox, result, sent }
  }

  test.each([
    ['users', 'users'],
    ['calls_ai', 'calls_ai'],
    ['sms', 'texts'],
  ] as const)('are lost to no other row where the API counts: %s', async (name, list) => {
    await readWhile(name, (nth, { account: { lists } }) => {
      const rows = lists[list].visible(Date.now())
      if (nth % 2 === 0) lists[list].remove(Number(rows[nth]?.['id'] ?? rows[0]?.['id']))
      const own = list === 'texts' ? { sms_date: '2024-03-10', sms_time: `10:00:0${nth}` } : {}
      if (nth % 3 === 0) lists[list].add(own)
    })
  })

  test('are sent where they come at the end and the API does not count', async () => {
    const { sandbox, sent } = await readWhile('contacts', (_, { account: { lists } }) => {
      lists.contacts.add({ name: 'New' })
    })
    expect(sent).toEqual(listedIn(sandbox, 'contacts'))
  })

  test('are sent once in one version where they are edited', async () => {
    await readWhile('contacts', (nth, { account: { lists } }) => {
      for (const { id } of lists.contacts.visible(Date.now()))
        lists.contacts.edit(Number(id), { name: `N${nth}` })
    })
  })
})

test('all streams share the quota of a minute', async () => {
  const windowMs = 2_000
  const sandbox = await startAccount({}, { quota: { requestsPerWindow: 20, windowMs, kind: 'fixed' } })
  const result = await readStreams(sandbox.url, { nodeArgs: [], config: { per_page: 8 } })
  expectWhole(result, sandbox)
  const refused = sandbox.requests.filter(({ status }) => status === 429)
  const windows = Math.ceil(sandbox.requests.length / 20)
  expect(windows).toBeGreaterThan(2)
  expect(refused.length).toBeLessThanOrEqual(2 * windows)
})
