import { dirname } from 'node:path'
import { describe, expect, test } from 'vitest'
import { type CommandResult, runCommand } from './command.ts'
import {
  configuredCatalog,
  fixture,
  runRead,
  sampleConfig,
  startApi,
  writeConfig,
  writeFile,
} from './setup.ts'

const nowhere = 'https://justcall.invalid'
const config = () => writeConfig(nowhere)
const catalog = () => writeFile('catalog.json', configuredCatalog)

const commandOf = {
  '--config': (path: string) => ['read', '--config', path, '--catalog', catalog()],
  '--catalog': (path: string) => ['read', '--config', config(), '--catalog', path],
  '--state': (path: string) => ['read', '--config', config(), '--catalog', catalog(), '--state', path],
} as const

const flags = ['--config', '--catalog', '--state'] as const

function expectConfigError(result: CommandResult, ...says: readonly (RegExp | string)[]): void {
  expect(result).toMatchObject({ exitCode: 1, signal: null, records: [], states: [] })
  expect(result.errors).toHaveLength(1)
  const [error] = result.errors
  expect(error?.failure_type).toBe('config_error')
  expect(error).not.toHaveProperty('stack_trace')
  for (const expected of says) {
    if (typeof expected === 'string') expect(error?.message).toContain(expected)
    else expect(error?.message).toMatch(expected)
  }
}

describe.each(flags)('the file of %s', { concurrent: true }, (flag) => {
  const run = (path: string) => runCommand(commandOf[flag](path))

  test('is named where it is missing', async () => {
    const path = `${writeFile('beside.json', '')}.missing`
    expectConfigError(await run(path), flag, path, /no such file/)
  })

  test('is named where it cannot be read', async () => {
    const path = dirname(writeFile('inside.json', ''))
    expectConfigError(await run(path), flag, path, /directory/)
  })

  test('is named where a part of its path is no directory', async () => {
    const path = `${writeFile('file.json', '{}')}/config.json`
    expectConfigError(await run(path), flag, path, /not a directory/)
  })

  test('is named where it is empty', async () => {
    const path = writeFile('empty.json', '\n')
    expectConfigError(await run(path), flag, path, /empty/)
  })

  test('is named with the place where it is no JSON, and not quoted', async () => {
    const path = writeFile('broken.json', '{\n  "api_secret": "hunter2-hunter2",\n  api_key: 1\n}')
    const result = await run(path)
    expectConfigError(result, flag, path, /line 3, column 3/)
    expect(`${result.lines.join('\n')}${result.stderr}`).not.toMatch(/hunter2/)
  })

  test('is named where it was cut short', async () => {
    const path = writeFile('cut.json', '{"api_secret": "hunter2-hunter2')
    const result = await run(path)
    expectConfigError(result, flag, path, /line 1, column 16/)
    expect(`${result.lines.join('\n')}${result.stderr}`).not.toMatch(/hunter2/)
  })

  test.each(['"text"', '42', 'true'])('is named where it is of the wrong shape: %s', async (text) => {
    const path = writeFile('shape.json', text)
    expectConfigError(await run(path), flag, path, /must be/)
  })
})

test.concurrent.each(['check', 'discover'])(
  'a missing configuration is an error of %s too',
  async (command) => {
    const path = `${writeFile('beside.json', '')}.missing`
    expectConfigError(await runCommand([command, '--config', path]), '--config', path, /no such file/)
  },
)

describe('a file of the wrong shape', { concurrent: true }, () => {
  test.each(['[]', 'null'])('is named with its flag if it is the configuration: %s', async (text) => {
    const path = writeFile('config.json', text)
    const result = await runCommand(['discover', '--config', path])
    expectConfigError(result, '--config', path, /must be a JSON object/)
  })

  test.each<readonly [string, unknown, RegExp]>([
    ['no streams', {}, /streams must be/],
    ['streams that are no list', { streams: {} }, /streams must be/],
    ['a stream that is none', { streams: [...configuredCatalog.streams, null] }, /streams\[1\]/],
    ['a stream without a name', { streams: [{ sync_mode: 'incremental' }] }, /streams\[0\][.]stream[.]name/],
    [
      'an unknown mode',
      { streams: [{ stream: { name: 'calls' }, sync_mode: 'backwards' }] },
      /streams\[0\][.]sync_mode.*full_refresh or incremental/,
    ],
  ])('is named with the place of the fault if it is the catalog: %s', async (_what, value, says) => {
    const path = writeFile('catalog.json', value)
    expectConfigError(await runCommand(commandOf['--catalog'](path)), '--catalog', path, says)
  })

  test.each<readonly [string, unknown, RegExp]>([
    ['an entry that is no message', [null], /\[0\]/],
    ['a message without a stream', [{ type: 'STREAM' }], /\[0\][.]stream/],
    ['a stream without a name', [{ type: 'STREAM', stream: { stream_state: {} } }], /\[0\][.]stream/],
    ['a state that is a text', [{}, { calls: '2024-03-08' }], /"calls"/],
    ['streams that are no list', { type: 'GLOBAL', global: { stream_states: {} } }, /global[.]stream_states/],
  ])('is named with the place of the fault if it is the state: %s', async (_what, value, says) => {
    const path = writeFile('state.json', value)
    expectConfigError(await runCommand(commandOf['--state'](path)), '--state', path, says)
  })

  test('may begin with a byte order mark', async () => {
    const sandbox = await startApi()
    const path = writeFile(
      'config.json',
      `\ufeff${JSON.stringify({ ...sampleConfig, base_url: sandbox.url })}`,
    )
    const result = await runCommand(['read', '--config', path, '--catalog', catalog()])
    expect(result).toMatchObject({ exitCode: 0, errors: [] })
  })
})

describe('a configuration that breaks the specification', { concurrent: true }, () => {
  test('is answered with every property and what it must be', async () => {
    const path = writeFile('config.json', fixture('invalid_config.json'))
    const result = await runCommand(commandOf['--config'](path))
    expectConfigError(result, /api_key/, /api_secret/, /start_date/, /direction/, /number/, /lookback_days/)
    expectConfigError(result, /num_workers must be an integer, not "five"/)
    expect(`${result.lines.join('\n')}${result.stderr}`).not.toMatch(/key:and|se cret/)
  })

  test.each<readonly [string, unknown]>([
    ['with spaces', 'open sesame 1234'],
    ['of another type', { value: 'open-sesame-1234' }],
    ['in a list', ['open-sesame-1234']],
    ['with a line break', 'open-sesame\n1234'],
  ])('does not show a secret %s', async (_what, api_secret) => {
    const result = await runCommand(commandOf['--config'](writeConfig(nowhere, { api_secret })))
    expectConfigError(result, /api_secret must be/)
    expect(`${result.lines.join('\n')}${result.stderr}`).not.toMatch(/sesame|1234/)
  })

  test('is no matter of properties that we do not know', async () => {
    const result = await runRead((await startApi()).url, { config: { __injected: 1, of_2030: {} } })
    expect(result).toMatchObject({ exitCode: 0, errors: [] })
  })

  test.each([
    'http://api.justcall.io',
    'ftp://127.0.0.1',
    'http://127.0.0.1.example.com',
    'http://localhost.example.com',
    'https://user:password@api.justcall.io',
    'api.justcall.io',
  ])('is refused where its base_url is neither https nor loopback: %s', async (base_url) => {
    const result = await runCommand(commandOf['--config'](writeConfig(base_url)))
    expectConfigError(result, /base_url must/)
    expect(result.lines.join('\n')).not.toContain('user:password')
  })

  test.each([
    ['agent_id', 9007199254740992, 'agent_id must be from 0 to 9007199254740991, not 9007199254740992'],
    ['agent_id', 1e300, 'agent_id must be from 0 to 9007199254740991, not 1e+300'],
    ['agent_id', -1, 'agent_id must be from 0 to 9007199254740991, not -1'],
    ['agent_id', '9007199254740993', 'agent_id must be an integer, not "9007199254740993"'],
    ['requests_per_minute', 1e300, 'requests_per_minute must be from 1 to 100000, not 1e+300'],
    [
      'start_date',
      '0000-01-01',
      'start_date must be YYYY-MM-DD or YYYY-MM-DDTHH:MM:SSZ, from 1970 to 2999, not "0000-01-01"',
    ],
    [
      'start_date',
      '1969-12-31',
      'start_date must be YYYY-MM-DD or YYYY-MM-DDTHH:MM:SSZ, from 1970 to 2999, not "1969-12-31"',
    ],
    [
      'end_date',
      '0000-12-31',
      'end_date must be YYYY-MM-DD or YYYY-MM-DDTHH:MM:SSZ, from 1970 to 9999, not "0000-12-31"',
    ],
  ])('is refused beyond the bounds of %s: %j', async (name, value, fault) => {
    const result = await runCommand(commandOf['--config'](writeConfig(nowhere, { [name]: value })))
    expect(result.errors).toMatchObject([
      { message: `The configuration is not valid: ${fault}.`, failure_type: 'config_error' },
    ])
  })

  test('is refused where digits beyond 2^53 stand in the file itself', async () => {
    const path = writeFile(
      'config.json',
      JSON.stringify({ ...sampleConfig, agent_id: 7 }).replace(/"agent_id":7/, '"agent_id":9007199254740993'),
    )
    expectConfigError(
      await runCommand(commandOf['--config'](path)),
      /agent_id must be from 0 to 9007199254740991/,
    )
  })

  test.each([
    { agent_id: 999999999 },
    { agent_id: 0 },
    { start_date: '1970-01-01' },
    { start_date: '1970-01-01T00:00:00+14:00' },
    { end_date: '9999-12-31' },
    { end_date: '9999-12-31T23:59:59-12:00' },
  ])('is none within its bounds: %j', async (config) => {
    const sandbox = await startApi()
    const result = await runRead(sandbox.url, { config })
    expect(result).toMatchObject({ exitCode: 0, errors: [] })
    for (const { query } of sandbox.requests) {
      expect(query['start_date']).toMatch(/^(19|20)\d\d-\d\d-\d\d$/)
      if ('agent_id' in config) expect(query['agent_id']).toBe(String(config.agent_id))
    }
  })

  test('is refused where start_date is after end_date', async () => {
    const dates = { start_date: '2024-03-09', end_date: '2024-03-08' }
    const result = await runCommand(commandOf['--config'](writeConfig(nowhere, dates)))
    expectConfigError(result, /start_date \(2024-03-09\)/, /end_date \(2024-03-08\)/)
  })
})
