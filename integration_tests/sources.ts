import { fileURLToPath } from 'node:url'
import { afterAll } from 'vitest'
import { type Stockroom, startStockroom, stockroomToken } from '../examples/second-source/sandbox.ts'
import stockroomSpec from '../examples/second-source/spec.json' with { type: 'json' }
import justcallSpec from '../spec/spec.json' with { type: 'json' }
import { bundle } from './command.ts'
import plainSpec from './plain-source.spec.json' with { type: 'json' }
import type { Fields } from './protocol.ts'
import { account, sampleConfig, startApi } from './setup.ts'

/** A source that is made with the kit, and what a test of any source has to know of it. */
export interface SourceUnderTest {
  readonly name: string
  /** The file that is run. */
  readonly program: string
  readonly spec: Fields
  /** Starts its API, which goes away after the tests. @returns a configuration by which it is read. */
  readonly start: (behaviour?: 'hangs' | 'empty') => Promise<Fields>
  /** Changes to the configuration by which the API refuses it. */
  readonly refused: Fields
  /** Texts that no output may hold, given or refused. */
  readonly secrets: readonly string[]
  /** A required property, as somebody misspelt it, and as it is called. */
  readonly misspelt: readonly [name: string, meant: string]
  /** The streams that it has, with their sync modes. */
  readonly streams: readonly { readonly name: string; readonly modes: readonly string[] }[]
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

const startedStockroom = async (behaviour?: 'hangs' | 'empty'): Promise<string> => {
  const options = behaviour === undefined ? {} : behaviour === 'hangs' ? { instead: hang } : { items: 0 }
  return (await startStockroomApi(options)).url
}
const hang = () => 'hang' as const

export const stockroom = {
  name: 'source-stockroom',
  program: fileURLToPath(new URL('../examples/second-source/main.ts', import.meta.url)),
  spec: stockroomSpec,
  start: async (behaviour) => ({ token: stockroomToken, base_url: await startedStockroom(behaviour) }),
  refused: { token: 'another-token-7c21' },
  secrets: [stockroomToken, 'another-token-7c21'],
  misspelt: ['tokn', 'token'],
  streams: [
    { name: 'items', modes: ['full_refresh', 'incremental'] },
    { name: 'warehouses', modes: ['full_refresh'] },
  ],
} satisfies SourceUnderTest

export const sources: readonly SourceUnderTest[] = [
  {
    name: 'source-justcall',
    program: bundle,
    spec: justcallSpec,
    start: async (behaviour) => {
      const options =
        behaviour === 'hangs'
          ? { faults: [{ fault: 'hang' }] as const }
          : { account: { ...account, calls: 0 } }
      return { ...sampleConfig, base_url: (await startApi(behaviour === undefined ? {} : options)).url }
    },
    refused: { api_key: 'another-key-7c21', api_secret: 'another-secret-94e0' },
    secrets: ['another-key-7c21', 'another-secret-94e0'],
    misspelt: ['api_secrt', 'api_secret'],
    streams: [{ name: 'calls', modes: ['full_refresh', 'incremental'] }],
  },
  stockroom,
  {
    name: 'source-plain',
    program: fileURLToPath(new URL('plain-source.ts', import.meta.url)),
    spec: plainSpec,
    start: async (behaviour) => ({
      place: await startedStockroom(behaviour),
      access: { kind: 'token', token: stockroomToken },
    }),
    refused: { access: { kind: 'token', token: 'another-token-7c21' } },
    secrets: [stockroomToken, 'another-token-7c21'],
    misspelt: ['acess', 'access'],
    streams: [
      { name: 'changes', modes: ['full_refresh', 'incremental'] },
      { name: 'latest', modes: ['full_refresh', 'incremental'] },
    ],
  },
]
