import { describe, expect, test } from 'vitest'
import type { FaultName } from '../sandbox/faults.ts'
import { atOnce } from './command.ts'
import { account, runRead, sampleConfig, startApi } from './setup.ts'

const secret = String(sampleConfig['api_secret'])

/** What ends a read at once: the API itself says that it will not answer for longer than a read tries. */
const down = { kind: 'status', status: 503, retryAfter: '600' } as const

describe('an answer that refuses', { concurrent: true }, () => {
  test.each([
    [401, /Invalid API key or secret/, /copy both again/],
    [403, /Your plan does not include this feature/, /plan/],
    [404, /No such resource/, /base_url/],
    [422, /A value is not valid/, /filters|start_date/],
    [400, /A parameter is not valid/, /filters|start_date/],
  ])(
    'with %i is a config error with its own message, and is not tried again',
    async (status, own, advice) => {
      const sandbox = await startApi({ faults: [{ fault: { kind: 'status', status } }] })
      const result = await runRead(sandbox.url)
      expect(result).toMatchObject({ exitCode: 1, signal: null, records: [] })
      expect(result.errors).toMatchObject([
        { failure_type: 'config_error', stream_descriptor: { name: 'calls' } },
      ])
      expect(result.errors[0]?.message).toMatch(own)
      expect(result.errors[0]?.message).toMatch(advice)
      expect(result.errors[0]).not.toHaveProperty('stack_trace')
      expect(result.statuses).toEqual(['calls STARTED', 'calls INCOMPLETE'])
      // A refused range is met by narrower ones, but never by the same again.
      const asked = sandbox.requests.map(({ query }) => JSON.stringify(query))
      expect(new Set(asked).size).toBe(asked.length)
      // Where the path is not there, the other version's is tried once.
      if (status !== 400 && status !== 422) expect(asked).toHaveLength(status === 404 ? 2 : 1)
    },
  )

  test.each([400, 401, 403, 404, 422])('with %i has secrets taken out of its message', async (status) => {
    const sandbox = await startApi({ faults: [{ fault: { kind: 'echo-secret', status } }] })
    const result = await runRead(sandbox.url)
    expect(result.errors).toMatchObject([{ message: expect.stringContaining('Cannot serve ****') }])
    expect(`${result.lines.join('\n')}${result.stderr}`).not.toContain(secret)
  })

  test('may come during a read: what was sent before stays, and has a state', async () => {
    const sandbox = await startApi({ faults: [{ fault: 403, when: { page: 3 } }] })
    const result = await runRead(sandbox.url, { config: { num_workers: 1 } })
    expect(result.exitCode).toBe(1)
    expect(result.records).toHaveLength(200)
    expect(result.statuses).toEqual(['calls STARTED', 'calls RUNNING', 'calls INCOMPLETE'])
    expect(result.states.map(({ sourceStats }) => sourceStats.recordCount)).toEqual([200])
    // The slice was not read whole: its calls must be asked for again.
    expect(result.states[0]?.stream?.stream_state).not.toHaveProperty('started_at')
  })
})

describe('an answer that fails', { concurrent: true }, () => {
  const faults: FaultName[] = [
    500,
    502,
    503,
    504,
    'html',
    'reset',
    'cut-body',
    'empty-object',
    'status-error',
    'not-json',
    'truncated-json',
    'wrong-page',
  ]

  test.each(faults)('once is tried again, and nothing is lost: %s', async (fault) => {
    const sandbox = await startApi({ faults: [{ fault, when: { times: 1, page: 2 } }] })
    const result = await runRead(sandbox.url, { nodeArgs: atOnce })
    expect(result).toMatchObject({ exitCode: 0, errors: [] })
    expect(new Set(result.records.map(({ data }) => data['call_id'])).size).toBe(account.calls)
    expect(result.records).toHaveLength(account.calls)
    expect(sandbox.requests).toHaveLength(4)
  })

  test.each(['reset', 'not-json', 500] as const)(
    'for good is a transient error, after tries: %s',
    async (fault) => {
      const sandbox = await startApi({
        faults: [
          { fault, when: { times: 1 } },
          { fault: down, when: { from: 2 } },
        ],
      })
      const result = await runRead(sandbox.url, { nodeArgs: atOnce })
      expect(result).toMatchObject({ exitCode: 1, signal: null, records: [] })
      expect(result.errors).toMatchObject([
        {
          failure_type: 'transient_error',
          message: expect.stringMatching(/503.*Down for maintenance.*next sync/),
          stream_descriptor: { name: 'calls' },
        },
      ])
      expect(result.errors[0]).not.toHaveProperty('stack_trace')
      expect(result.statuses).toEqual(['calls STARTED', 'calls INCOMPLETE'])
      expect(sandbox.requests).toHaveLength(2)
    },
  )
})

describe('a defect of ours', { concurrent: true }, () => {
  /** Breaks, before anything else runs, what no read can do without. */
  const defect = `data:text/javascript,${encodeURIComponent(
    `Date.prototype.toISOString = () => { throw new TypeError('broken by ${secret}') }`,
  )}`

  test('is a system error with a stack, and no secret in it', async () => {
    const { url } = await startApi()
    const result = await runRead(url, { nodeArgs: ['--import', defect] })
    expect(result).toMatchObject({ exitCode: 1, signal: null })
    expect(result.errors).toEqual([
      {
        failure_type: 'system_error',
        message: expect.stringMatching(/bug.*report/),
        internal_message: 'TypeError: broken by ****',
        stack_trace: expect.stringMatching(/TypeError: broken by \*{4}\n +at /),
        stream_descriptor: { name: 'calls' },
      },
    ])
    expect(result.statuses.at(-1)).toBe('calls INCOMPLETE')
    expect(`${result.lines.join('\n')}${result.stderr}`).not.toContain(secret)
  })
})
