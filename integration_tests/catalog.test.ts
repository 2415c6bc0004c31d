import { describe, expect, test } from 'vitest'
import { account, catalogWith, configuredCatalog, runRead, startApi } from './setup.ts'

const [calls] = configuredCatalog.streams
const other = { ...calls, stream: { ...calls?.stream, name: 'contacts' } }

const read = async (catalog: unknown) => {
  const sandbox = await startApi()
  return { result: await runRead(sandbox.url, { catalog }), sandbox }
}

describe('a catalog', { concurrent: true }, () => {
  test('may have properties that we do not know', async () => {
    const { result } = await read({
      ...catalogWith({ include_files: false, destination_object_name: 'calls_raw', of_2030: { a: 1 } }),
      of_2031: [],
    })
    expect(result).toMatchObject({ exitCode: 0, errors: [], stderr: '' })
    expect(result.records).toHaveLength(account.calls)
  })

  test('may have little more than a name and a mode', async () => {
    const { result } = await read({ streams: [{ stream: { name: 'calls' }, sync_mode: 'full_refresh' }] })
    expect(result).toMatchObject({ exitCode: 0, errors: [] })
    expect(result.records).toHaveLength(account.calls)
  })

  test('may be empty: nothing is read', async () => {
    const { result, sandbox } = await read({ streams: [] })
    expect(result).toMatchObject({ exitCode: 0, errors: [], records: [], states: [], statuses: [] })
    expect(sandbox.requests).toEqual([])
  })
})

describe.each([
  { place: 'before', streams: [other, calls] },
  { place: 'after', streams: [calls, other] },
])('a stream that we do not have, $place one that we have', { concurrent: true }, ({ streams }) => {
  test('is named in an error, and the other is read', async () => {
    const { result } = await read({ streams })
    expect(result.exitCode).toBe(1)
    expect(result.records).toHaveLength(account.calls)
    expect(result.statuses.filter((status) => status.startsWith('contacts'))).toEqual(['contacts INCOMPLETE'])
    expect(result.statuses.filter((status) => status.startsWith('calls'))).toEqual([
      'calls STARTED',
      'calls RUNNING',
      'calls COMPLETE',
    ])
    expect(result.errors).toEqual([
      {
        message: expect.stringMatching(/"contacts".*calls/),
        failure_type: 'config_error',
        stream_descriptor: { name: 'contacts' },
      },
    ])
  })
})

test('a stream that we do not have is an error where it stands alone', async () => {
  const { result, sandbox } = await read({ streams: [other] })
  expect(result).toMatchObject({ exitCode: 1, records: [], statuses: ['contacts INCOMPLETE'] })
  expect(result.errors).toMatchObject([{ failure_type: 'config_error' }])
  expect(sandbox.requests).toEqual([])
})
