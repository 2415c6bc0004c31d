import { describe, expect, test } from 'vitest'
import {
  answerOf,
  checkApi,
  checkUrl,
  expectFailure,
  type Failure,
  failing,
  isOneSentence,
  runCheck,
} from './checking.ts'
import { atOnce } from './command.ts'
import { fixture, sampleConfig, startApi, writeConfig, writeFile } from './setup.ts'

/** Failures that are certain at the first answer, or before any. */
const failures: readonly Failure[] = [
  {
    name: 'a wrong key',
    run: () => checkApi({}, { api_key: 'another-key' }),
    says: [/API key/, /API secret/, /Settings, API & Webhooks/, /Invalid API key or secret/],
  },
  {
    name: 'a wrong secret',
    run: () => checkApi({}, { api_secret: 'another-secret' }),
    says: [/API key/, /API secret/, /Settings, API & Webhooks/, /Invalid API key or secret/],
  },
  {
    name: 'a plan or a role that may not read calls',
    run: () => checkApi(failing(403)),
    says: [/plan/, /Admin/, /Your plan does not include this feature/],
  },
  {
    name: 'an address without calls',
    run: async () => checkUrl(`${(await startApi()).url}/elsewhere`),
    says: [/base_url/, /No such path/],
  },
  {
    name: 'an address that leads elsewhere',
    run: () => checkApi(failing('redirect')),
    says: [/base_url/],
  },
  {
    name: 'a filter that the API refuses',
    run: () => checkApi({}, { status: 'lost' }),
    says: [/status must be one of completed, missed, voicemail, busy/],
  },
  {
    name: 'a quota that is used up for longer than a check can wait',
    run: () => checkApi(failing({ kind: 'status', status: 429, retryAfter: '3600' })),
    says: [/quota/],
  },
  {
    name: 'a start_date in the future',
    run: () => checkApi({}, { start_date: '2999-01-01' }),
    says: [/start_date/, /future/],
  },
  {
    name: 'a start_date after end_date',
    run: () => checkApi({}, { start_date: '2024-03-02', end_date: '2024-03-01' }),
    says: [/start_date/, /after/, /end_date/],
  },
  {
    name: 'a day that does not exist',
    run: () => checkApi({}, { start_date: '2024-02-30' }),
    says: [/start_date must be a day that exists/, /2024-02-30/],
  },
  {
    name: 'a base URL that is neither https nor loopback',
    run: () => checkUrl('http://justcall.invalid'),
    says: [/base_url/, /https/],
  },
  {
    name: 'an empty configuration',
    run: () => runCheck(writeFile('config.json', {})),
    says: [/api_key is missing/, /api_secret is missing/, /start_date is missing/],
  },
]

describe('check', { concurrent: true }, () => {
  test('reads one call, and is content', async () => {
    const sandbox = await startApi()
    const result = await checkUrl(sandbox.url)
    expect(result).toMatchObject({ exitCode: 0, signal: null, stderr: '' })
    expect(answerOf(result)).toEqual({ status: 'SUCCEEDED' })
    expect(sandbox.requests).toMatchObject([
      { method: 'GET', path: '/v2/calls', query: { page: '1', per_page: '1' }, authorized: true },
    ])
  })

  test('is content with an account that has no calls', async () => {
    expect(answerOf(await checkApi({ account: { calls: 0 } }))).toEqual({ status: 'SUCCEEDED' })
  })

  test('is content where the API refuses wide ranges, as a read would be', async () => {
    const result = await checkApi({ behaviour: { maxRangeDays: 90 } })
    expect(answerOf(result)).toEqual({ status: 'SUCCEEDED' })
  })

  test('tries again what may be over at once', async () => {
    const sandbox = await startApi({ faults: [{ fault: 'reset', when: { times: 1 } }] })
    expect(answerOf(await runCheck(writeConfig(sandbox.url), { nodeArgs: atOnce }))).toEqual({
      status: 'SUCCEEDED',
    })
    expect(sandbox.requests).toHaveLength(2)
  })

  test('takes what forms leave empty as not given', async () => {
    const result = await checkApi({}, { end_date: '', agent_id: null, status: '', number: null })
    expect(answerOf(result)).toEqual({ status: 'SUCCEEDED' })
  })

  test.each(failures)('says what to correct: $name', async ({ run, says }) => {
    const result = await run()
    expectFailure(result, says)
    expect(answerOf(result).message).toSatisfy(isOneSentence)
    expect(result.lines.join('\n')).not.toContain(sampleConfig['api_secret'])
    expect(result.milliseconds).toBeLessThan(10_000)
  })

  test('names all faults of a configuration at once, and no secret', async () => {
    const result = await runCheck(writeFile('config.json', fixture('invalid_config.json')))
    expectFailure(result, [
      /api_key must be the key alone/,
      /api_secret must be the secret alone/,
      /start_date must be YYYY-MM-DD/,
      /direction must be one of all, inbound, outbound/,
      /number must be/,
      /lookback_days must be from 0 to 90/,
      /num_workers must be an integer/,
    ])
    expect(result.lines.join('\n')).not.toMatch(/key:and|se cret/)
  })

  test('names the faults that no pattern finds along with those that a pattern does', async () => {
    const result = await runCheck(writeFile('config.json', fixture('invalid_config.json')))
    expectFailure(result, [
      /api_key must be the key alone/,
      /end_date must be a day that exists/,
      /base_url must begin with https/,
    ])
  })

  test('names a property whose name has a typo, and not its value', async () => {
    const { api_key: api_kye, ...others } = sampleConfig
    const result = await runCheck(writeFile('config.json', { ...others, api_kye }))
    expectFailure(result, [/api_key is missing; "api_kye" is not known \(did you mean "api_key"\?\)[.]$/])
    expect(result.lines.join('\n')).not.toContain(api_kye)
  })

  test('warns of it where it does no harm', async () => {
    const result = await checkApi({}, { emit_unchange: true })
    expect(answerOf(result)).toEqual({ status: 'SUCCEEDED' })
    expect(result.logs).toMatchObject([
      {
        level: 'WARN',
        message: expect.stringContaining('"emit_unchange" is not known (did you mean "emit_unchanged"?)'),
      },
    ])
  })

  test('names a start_date in the future along with the other faults', async () => {
    const result = await checkUrl('http://justcall.invalid', { start_date: '2999-01-01', num_workers: 0 })
    expectFailure(result, [/start_date is in the future/, /num_workers must be from 1 to 25/, /base_url/])
  })

  test('accepts a path from where it runs', async () => {
    const sandbox = await startApi()
    const path = writeConfig(sandbox.url)
    const cut = path.lastIndexOf('/')
    const result = await runCheck(path.slice(cut + 1), { cwd: path.slice(0, cut) })
    expect(answerOf(result)).toEqual({ status: 'SUCCEEDED' })
  })
})
