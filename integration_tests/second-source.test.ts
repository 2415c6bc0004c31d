import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { stockroomToken } from '../examples/second-source/sandbox.ts'
import { atOnce, runCommand } from './command.ts'
import type { Fields } from './protocol.ts'
import { writeFile } from './setup.ts'
import { startStockroomApi, stockroom } from './sources.ts'

const folder = new URL('../examples/second-source/', import.meta.url)

const read = (url: string, name: string, syncMode: string, state?: unknown, config: Fields = {}) =>
  runCommand(
    [
      'read',
      ...['--config', writeFile('config.json', { token: stockroomToken, base_url: url, ...config })],
      '--catalog',
      writeFile('catalog.json', { streams: [{ stream: { name }, sync_mode: syncMode }] }),
      ...(state === undefined ? [] : ['--state', writeFile('state.json', state)]),
    ],
    { program: stockroom.program, nodeArgs: atOnce },
  )

const stateAt = (version: unknown) => ({ items: { version } })

describe('the second source', { concurrent: true }, () => {
  test('is less than 120 lines', () => {
    const files = readdirSync(folder).filter((name) => name.endsWith('.ts') && name !== 'sandbox.ts')
    const lines = files.flatMap((name) => readFileSync(new URL(name, folder), 'utf8').trimEnd().split('\n'))
    expect(files.length).toBeGreaterThan(1)
    expect(lines.length).toBeLessThan(120)
  })

  test('reads page by page by the cursor of the API, a state after each', async () => {
    const api = await startStockroomApi({ items: 25 })
    const { records, states } = await read(api.url, 'items', 'incremental', undefined, { page_size: 10 })
    expect(records.map(({ data }) => data['version'])).toEqual(Array.from({ length: 25 }, (_, n) => n + 1))
    expect(states.map((state) => state.stream?.stream_state)).toEqual([
      { version: 10 },
      { version: 20 },
      { version: 25 },
    ])
    expect(api.requests).toEqual([
      '/items?limit=10&after_version=0',
      '/items?limit=10&after_version=0&cursor=MTA',
      '/items?limit=10&after_version=0&cursor=MjA',
    ])
  })

  test('goes on behind the version of its state', async () => {
    const api = await startStockroomApi({ items: 25 })
    const first = await read(api.url, 'items', 'incremental')
    api.change('sku-3', 99)
    api.change('sku-26', 1)
    const second = await read(api.url, 'items', 'incremental', first.states)
    expect(second.records.map(({ data }) => [data['sku'], data['version']])).toEqual([
      ['sku-3', 26],
      ['sku-26', 27],
    ])
    expect(api.requests.at(-1)).toBe('/items?limit=100&after_version=25')
    expect(second.states.at(-1)?.stream?.stream_state).toEqual({ version: 27 })
  })

  test('goes on from the state of a sync that failed during its pages', async () => {
    const refusal = { status: 403, body: { error: 'Not now' } }
    const api = await startStockroomApi({ items: 25, instead: (nth) => (nth === 2 ? refusal : undefined) })
    const config = { page_size: 10 }
    const first = await read(api.url, 'items', 'incremental', undefined, config)
    expect(first).toMatchObject({ exitCode: 1, errors: [{ failure_type: 'config_error' }] })
    const second = await read(api.url, 'items', 'incremental', first.states, config)
    expect([...first.records, ...second.records].map(({ data }) => data['version'])).toEqual(
      Array.from({ length: 25 }, (_, n) => n + 1),
    )
  })

  test('restarts a full refresh, whatever the state', async () => {
    const api = await startStockroomApi({ items: 25 })
    const { records } = await read(api.url, 'items', 'full_refresh', stateAt(20))
    expect(records).toHaveLength(25)
  })

  test('is content with an account that has nothing', async () => {
    const api = await startStockroomApi({ items: 0 })
    const result = await read(api.url, 'items', 'incremental')
    expect(result).toMatchObject({ exitCode: 0, statuses: ['items STARTED', 'items COMPLETE'] })
    expect(result.states.map((state) => state.stream?.stream_state)).toEqual([{ version: 0 }])
  })

  test.each(['12', null, 1.5])('refuses a state whose version is %j', async (version) => {
    const api = await startStockroomApi()
    const { errors } = await read(api.url, 'items', 'incremental', stateAt(version))
    expect(errors).toMatchObject([
      { failure_type: 'config_error', message: expect.stringContaining('version') },
    ])
    expect(api.requests).toEqual([])
  })

  test('reads all warehouses where they are asked for by a cursor that they do not have', async () => {
    const api = await startStockroomApi()
    const { exitCode, records, logs } = await read(api.url, 'warehouses', 'incremental')
    expect(exitCode).toBe(0)
    expect(records.length).toBeGreaterThan(0)
    expect(logs).toContainEqual(
      expect.objectContaining({ level: 'WARN', message: expect.stringContaining('all of it is read') }),
    )
  })

  test('waits for quota, says so, and tries again what fails', async () => {
    const answers = [
      { status: 429, headers: { 'retry-after': '0' }, body: { error: 'Too many requests' } },
      { status: 502, body: '<h1>Bad gateway</h1>' },
      { status: 200, body: { data: 'none' } },
    ]
    const api = await startStockroomApi({ items: 25, instead: (nth) => answers[nth - 1] })
    const { exitCode, records, messages, logs } = await read(api.url, 'items', 'incremental')
    expect({ exitCode, records: records.length }).toEqual({ exitCode: 0, records: 25 })
    expect(JSON.stringify(messages)).toContain('"reasons":[{"type":"RATE_LIMITED"')
    expect(logs.map(({ message }) => message)).toEqual([
      expect.stringContaining('429: Too many requests'),
      expect.stringContaining('502: Bad gateway'),
      expect.stringContaining('200 with an unexpected body'),
    ])
  })
})
