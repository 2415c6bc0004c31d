import { Ajv } from 'ajv'
import addFormats from 'ajv-formats'
import { beforeAll, describe, expect, test } from 'vitest'
import { answerOf, expectFailure } from './checking.ts'
import { type CommandResult, runCommand, startCommand } from './command.ts'
import { type AirbyteMessage, describeMessage, type Fields, readOutput } from './protocol.ts'
import { writeFile } from './setup.ts'
import { type SourceUnderTest, sources } from './sources.ts'

const catalogOf = ({ streams }: SourceUnderTest) => ({
  streams: streams.map(({ name, modes }) => ({ stream: { name }, sync_mode: modes.at(-1) })),
})

/** What any source that is made with the kit does, whatever its API is. Each line of it is held to the protocol. */
describe.each(sources)('$name', (source) => {
  const { program, config, streams } = source
  let url = ''
  beforeAll(async () => {
    url = await source.start()
  })

  const run = (...args: readonly string[]) => runCommand(args, { program })
  const configFile = (changes: Fields = {}, base_url = url) =>
    writeFile('config.json', { ...config, base_url, ...changes })
  const check = (changes?: Fields) => run('check', '--config', configFile(changes))
  const readArguments = (state?: unknown, base_url = url) => [
    'read',
    ...['--config', configFile({}, base_url), '--catalog', writeFile('catalog.json', catalogOf(source))],
    ...(state === undefined ? [] : ['--state', writeFile('state.json', state)]),
  ]
  const discover = async () => {
    const { messages } = await run('discover', '--config', configFile())
    return messages.flatMap((message) => (message.type === 'CATALOG' ? message.catalog.streams : []))
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
    expect(answerOf(await check())).toEqual({ status: 'SUCCEEDED' })
  })

  test('answers FAILED to a key that is wrong, with a sentence that does not repeat it', async () => {
    const result = await check(source.refused)
    expectFailure(result, [/./])
    for (const secret of Object.values(source.refused)) {
      expect(result.lines.join('\n') + result.stderr).not.toContain(secret)
    }
  })

  test('says what a misspelt property may mean, with all other faults', async () => {
    const [misspelt, meant] = source.misspelt
    const hint = `"${misspelt}" is not known (did you mean "${meant}"?)`
    const warned = await check({ [misspelt]: 1 })
    expect(warned.logs).toEqual([{ level: 'WARN', message: expect.stringContaining(hint) }])
    expect(answerOf(warned).status).toBe('SUCCEEDED')
    const [secret = ''] = Object.keys(source.refused)
    const { message } = answerOf(await check({ [misspelt]: 1, [secret]: null }))
    expect(message).toContain(hint)
    expect(message).toContain(`${secret} is missing`)
  })

  test('discovers its streams, with their sync modes and keys', async () => {
    expect(await discover()).toMatchObject(
      streams.map(({ name, modes, key }) => ({
        name,
        supported_sync_modes: modes,
        ...(key === undefined ? {} : { source_defined_primary_key: [[key]] }),
      })),
    )
  })

  describe('reads', () => {
    let result: CommandResult
    beforeAll(async () => {
      result = await run(...readArguments())
    })

    const messagesOf = (name: string) => {
      const begin = result.messages.findIndex((message) => describeMessage(message) === `${name} STARTED`)
      const end = result.messages.findIndex((message) => describeMessage(message) === `${name} COMPLETE`)
      return result.messages.slice(begin, end + 1)
    }

    test('to a good end', () => {
      expect(result).toMatchObject({ exitCode: 0, signal: null, stderr: '', errors: [] })
      expect(result.statuses).toEqual(
        streams.flatMap(({ name }) => ['STARTED', 'RUNNING', 'COMPLETE'].map((word) => `${name} ${word}`)),
      )
    })

    test.each(streams)('every record of $name once, as its schema says', async ({ name, key }) => {
      const schema = (await discover()).find((stream) => stream['name'] === name)?.json_schema
      const ajv = new Ajv({ strict: false })
      addFormats.default(ajv)
      const isValid = ajv.compile({ ...schema })
      const records = result.records.filter(({ stream }) => stream === name)
      expect(records.length).toBeGreaterThan(0)
      expect(records.filter(({ data }) => !isValid(data))).toEqual([])
      if (key === undefined) return
      expect(new Set(records.map(({ data }) => data[key])).size).toBe(records.length)
    })

    test.each(streams)(
      '$name with states that count the records before them, the last at the end',
      ({ name }) => {
        let since = 0
        for (const message of messagesOf(name)) {
          if (message.type === 'RECORD') since += 1
          if (message.type !== 'STATE') continue
          expect(message.state).toMatchObject({ stream: { stream_descriptor: { name } } })
          expect(message.state.sourceStats.recordCount).toBe(since)
          since = 0
        }
        expect(since).toBe(0)
        expect(messagesOf(name).filter(isData).at(-1)?.type).toBe('STATE')
      },
    )

    test('again and again from its last state, never more than there was, and its state stands', async () => {
      const incremental = streams.filter(({ modes }) => modes.includes('incremental'))
      const countOf = ({ records }: CommandResult, name: string) =>
        records.filter(({ stream }) => stream === name).length
      const second = await run(...readArguments(result.states))
      const third = await run(...readArguments(second.states))
      for (const again of [second, third]) expect(again).toMatchObject({ exitCode: 0, errors: [] })
      for (const { name } of incremental) {
        // An inclusive cursor sends the newest records again; the whole history would mean that the state is of no use.
        expect(countOf(second, name)).toBeLessThan(countOf(result, name))
        expect(countOf(third, name)).toBeLessThanOrEqual(countOf(second, name))
      }
    })
  })

  test('ends well with a catalog that names no stream', async () => {
    const catalog = writeFile('catalog.json', { streams: [] })
    const empty = await run('read', '--config', configFile(), '--catalog', catalog)
    expect(empty).toMatchObject({ exitCode: 0, errors: [], records: [], states: [] })
  })

  test('tells of a stream that it does not have', async () => {
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

const isData = ({ type }: AirbyteMessage) => type === 'RECORD' || type === 'STATE'
