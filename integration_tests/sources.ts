import { fileURLToPath } from 'node:url'
import { afterAll } from 'vitest'
import { type Stockroom, startStockroom, stockroomToken } from '../examples/second-source/sandbox.ts'
import stockroomSpec from '../examples/second-source/spec.json' with { type: 'json' }
import justcallSpec from '../spec/spec.json' with { type: 'json' }
import { bundle } from './command.ts'
import type { Fields } from './protocol.ts'
import { sampleConfig, startApi } from './setup.ts'

/** A source that is made with the kit, and what a test of any source has to know of it. */
export interface SourceUnderTest {
  readonly name: string
  /** The file that is run. */
  readonly program: string
  readonly spec: Fields
  /** Starts its API, which goes away after the tests. @returns the base URL. */
  readonly start: (behaviour?: 'hangs') => Promise<string>
  readonly config: Fields
  /** Changes to the configuration by which the API refuses it; no output may hold their values. */
  readonly refused: Readonly<Record<string, string>>
  /** A property as somebody misspelt it, and as it is called. */
  readonly misspelt: readonly [name: string, meant: string]
  /** The streams that it has, with their sync modes and the field that is their primary key, if they have one. */
  readonly streams: readonly {
    readonly name: string
    readonly modes: readonly string[]
    readonly key?: string
  }[]
}

const stockrooms: Stockroom[] = []
afterAll(() => Promise.all(stockrooms.map((stockroom) => stockroom.close())))

/** A Stockroom that goes away after the tests. */
export async function startStockroomApi(
  options: Parameters<typeof startStockroom>[0] = {},
): Promise<Stockroom> {
  const stockroom = await startStockroom(options)
  stockrooms.push(stockroom)
  return stockroom
}

export const stockroom: SourceUnderTest = {
  name: 'source-stockroom',
  program: fileURLToPath(new URL('../examples/second-source/main.ts', import.meta.url)),
  spec: stockroomSpec,
  start: async (behaviour) =>
    (await startStockroomApi(behaviour === undefined ? {} : { instead: () => 'hang' })).url,
  config: { token: stockroomToken },
  refused: { token: 'another-token-7c21' },
  misspelt: ['page_sze', 'page_size'],
  streams: [
    { name: 'items', modes: ['full_refresh', 'incremental'], key: 'sku' },
    { name: 'warehouses', modes: ['full_refresh'], key: 'code' },
  ],
}

export const sources: readonly SourceUnderTest[] = [
  {
    name: 'source-justcall',
    program: bundle,
    spec: justcallSpec,
    start: async (behaviour) =>
      (await startApi(behaviour === undefined ? {} : { faults: [{ fault: 'hang' }] })).url,
    config: sampleConfig,
    refused: { api_key: 'another-key-7c21', api_secret: 'another-secret-94e0' },
    misspelt: ['max_wait_minute', 'max_wait_minutes'],
    streams: [{ name: 'calls', modes: ['full_refresh', 'incremental'], key: 'call_id' }],
  },
  stockroom,
]
