import { Ajv } from 'ajv'
import addFormats from 'ajv-formats'
import { beforeAll, describe, expect, test } from 'vitest'
import { answerOf } from './checking.ts'
import { type CommandResult, runCommand, startCommand } from './command.ts'
import { type AirbyteMessage, describeMessage, type Fields, readOutput } from './protocol.ts'
import { writeFile } from './setup.ts'
import { type SourceUnderTest, sources } from './sources.ts'

const catalogOf = ({ streams }: SourceUnderTest, syncMode?: string) => ({
  streams: streams.map(({ name, modes }) => ({ stream: { name }, sync_mode: syncMode ?? modes.at(-1) })),
})

/**
 * What any source that is made with the kit does, whatever its API is: what the protocol demands, and what the kit does for it. How
 * it words its failures, which keys its streams have, and whether a cursor's own rows are sent again, is the source's affair.
 */
describe.each(sources)('$name', (source) => {
  const { program, streams, secrets } = source
  let config: Fields = {}
  beforeAll(async () => {
    config = await source.start()
  })

  const run = (...args: readonly string[]) => runCommand(args, { program })
  const configFile = (changes: Fields = {}) => writeFile('config.json', { ...config, ...changes })
  const check = (changes?: Fields) => run('check', '--config', configFile(changes))
  const readArguments = (state?: unknown, changes: Fields = {}, syncMode?: string) => [
    'read',
    ...['--config', configFile(changes), '--catalog', writeFile('catalog.json', catalogOf(source, syncMode))],
    ...(state === undefined ? [] : ['--state', writeFile('state.json', state)]),
  ]
  const discover = async () => {
    const { messages } = await run('discover', '--config', configFile())
    return messages.flatMap((message) => (message.type === 'CATALOG' ? message.catalog.streams : []))
  }

  /** Each stream in turn is STARTED, COMPLETE at last, and has a state behind its last record. */
  const expectGoodEnd = (result: CommandResult) => {
    expect(result).toMatchObject({ exitCode: 0, signal: null, stderr: '', errors: [] })
    const statuses = result.statuses.filter((status) => !status.endsWith('RUNNING'))
    expect(statuses).toEqual(streams.flatMap(({ name }) => [`${name} STARTED`, `${name} COMPLETE`]))
    for (const { name } of streams) expect(messagesOf(name, result).findLast(isData)?.type).toBe('STATE')
  }

  test('prints its specification', async () => {
    expect((await run('spec')).messages).toEqual([{ type: 'SPEC', spec: source.spec }])
  })

  test('helps', async () => {
    const { exitCode, stdout } = await startCommand(['--help'], { program }).ended
    expect(exitCode).toBe(0)
    expect(stdout).toMatch(new RegExp(`^Usage: ${source.name} `))
    for (const command of ['spec', 'check', 'discover', 'read']) expect(stdout).toContain(`  ${command} `)
  })

  test('accepts a configuration that works', async () => {
    expect(answerOf(await check())).toMatchObject({ status: 'SUCCEEDED' })
  })

  test('says why a configuration that the API refuses does not work, and shows no secret', async () => {
    const result = await check(source.refused)
    expect(result).toMatchObject({ exitCode: 0, signal: null })
    expect(answerOf(result)).toMatchObject({ status: 'FAILED', message: expect.stringMatching(/\w/) })
    for (const secret of secrets) expect(result.lines.join('\n') + result.stderr).not.toContain(secret)
  })

  test('says what a misspelt property may mean', async () => {
    const [misspelt, meant] = source.misspelt
    const { message } = answerOf(await check({ [meant]: null, [misspelt]: 1 }))
    expect(message).toContain(`${meant} is missing`)
    expect(message).toContain(`"${misspelt}" is not known (did you mean "${meant}"?)`)
  })

  test('discovers its streams, with their sync modes', async () => {
    expect(await discover()).toMatchObject(
      streams.map(({ name, modes }) => ({ name, supported_sync_modes: modes })),
    )
  })

  describe('reads', () => {
    let first: CommandResult
    beforeAll(async () => {
      first = await run(...readArguments())
    })
    const recordsOf = (name: string, { records }: CommandResult) =>
      records.filter(({ stream }) => stream === name).map(({ data }) => data)

    test('to a good end', () => {
      expectGoodEnd(first)
    })

    test.each(streams)('records of $name as its schema says, none of a key twice', async ({ name }) => {
      const stream = (await discover()).find((found) => found['name'] === name)
      const ajv = new Ajv({ strict: false })
      addFormats.default(ajv)
      const isValid = ajv.compile({ ...stream?.json_schema })
      const records = recordsOf(name, first)
      expect(records.length).toBeGreaterThan(0)
      expect(records.filter((data) => !isValid(data))).toEqual([])
      const key = stream?.['source_defined_primary_key']
      if (!Array.isArray(key) || key.length === 0) return
      const keys = records.map((data) => JSON.stringify(key.map(([field]) => data[field])))
      expect(new Set(keys).size).toBe(records.length)
    })

    test.each(streams)('$name with states that count the records before them', ({ name }) => {
      let since = 0
      for (const message of messagesOf(name, first)) {
        if (message.type === 'RECORD') since += 1
        if (message.type !== 'STATE') continue
        expect(message.state).toMatchObject({ stream: { stream_descriptor: { name } } })
        expect(message.state.sourceStats.recordCount).toBe(since)
        since = 0
      }
      expect(since).toBe(0)
    })

    test('nothing new in a second sync, and the same in a third', async () => {
      const second = await run(...readArguments(first.states))
      const third = await run(...readArguments(second.states))
      expectGoodEnd(second)
      expectGoodEnd(third)
      for (const { name } of streams) {
        const sent = new Set(recordsOf(name, first).map((data) => JSON.stringify(data)))
        expect(recordsOf(name, second).filter((data) => !sent.has(JSON.stringify(data)))).toEqual([])
        expect(recordsOf(name, third)).toEqual(recordsOf(name, second))
      }
      for (const { name } of streams.filter(({ modes }) => modes.includes('incremental'))) {
        expect(recordsOf(name, second).length).toBeLessThan(recordsOf(name, first).length)
      }
    })

    test('all streams as incremental, as PyAirbyte asks for them', async () => {
      expectGoodEnd(await run(...readArguments(undefined, {}, 'incremental')))
    })

    test('an account that has nothing, and again from its states', async () => {
      const empty = await source.start('empty')
      const result = await run(...readArguments(undefined, empty))
      expectGoodEnd(result)
      expectGoodEnd(await run(...readArguments(result.states, empty)))
      const later = await run(...readArguments(result.states))
      expectGoodEnd(later)
      for (const { name } of streams) expect(recordsOf(name, later)).toEqual(recordsOf(name, first))
    })
  })

  test('fails for a stream that it does not have', async () => {
    const catalog = writeFile('catalog.json', {
      streams: [{ stream: { name: 'others' }, sync_mode: 'full_refresh' }],
    })
    const { exitCode, errors } = await run('read', '--config', configFile(), '--catalog', catalog)
    expect(exitCode).toBe(1)
    expect(errors).toMatchObject([{ failure_type: 'config_error', stream_descriptor: { name: 'others' } }])
  })

  test.each([
    ['SIGTERM', 143],
    ['SIGINT', 130],
  ] as const)('stops at %s, its stream INCOMPLETE', async (signal, exitCode) => {
    const running = startCommand(readArguments(undefined, await source.start('hangs')), { program })
    await running.saw('STARTED')
    running.kill(signal)
    const { stdout, ...exit } = await running.ended
    expect(exit).toMatchObject({ exitCode, signal: null })
    expect(readOutput(stdout).statuses.at(-1)).toBe(`${streams[0]?.name} INCOMPLETE`)
  })
})

function messagesOf(name: string, { messages }: CommandResult): readonly AirbyteMessage[] {
  const begin = messages.findIndex((message) => describeMessage(message) === `${name} STARTED`)
  const end = messages.findIndex((message) => describeMessage(message) === `${name} COMPLETE`)
  return messages.slice(begin, end + 1)
}

const isData = ({ type }: AirbyteMessage) => type === 'RECORD' || type === 'STATE'
