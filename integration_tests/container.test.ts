import { readdirSync, readFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { beforeAll, describe, expect, test } from 'vitest'
import manifest from '../package.json' with { type: 'json' }
import type { Sandbox } from '../sandbox/server.ts'
import { bundle, type CommandResult, runCommand } from './command.ts'
import {
  buildImage,
  docker,
  fileHashes,
  type ImageFacts,
  image,
  inspect,
  mount,
  prepareImage,
  runInside,
  succeed,
} from './container-image.ts'
import { type Output, readOutput } from './protocol.ts'
import { configuredCatalog, lastState, runRead, sampleConfig, startApi, writeConfig } from './setup.ts'

const base = 'docker.io/library/node:26-slim'

/** The ways in which platforms start containers; the last is as strict as they come. */
const ways: readonly { readonly name: string; readonly options: readonly string[] }[] = [
  { name: 'as it is', options: [] },
  { name: 'read-only', options: ['--read-only'] },
  {
    name: 'read-only, as a user that the image does not know, without capabilities',
    options: ['--read-only', '--user', '12345:12345', '--cap-drop', 'ALL'],
  },
]

type Result = Pick<CommandResult, 'exitCode' | 'stderr'> & Output

/** Runs the connector in a container that reaches what listens on this machine. */
async function runImage(options: readonly string[], ...args: readonly string[]): Promise<Result> {
  const { stdout, ...rest } = await docker('run', '--rm', '--network', 'host', ...options, image, ...args)
  return { ...rest, ...readOutput(stdout) }
}

const configFor = (sandbox: Sandbox) => ({ ...sampleConfig, base_url: sandbox.url })

/** All that a run printed, except for when it was and how long it took. */
const updates = ({ exitCode, stderr, lines }: Result) => ({
  exitCode,
  stderr,
  lines: lines.map((line) => line.replace(/"emitted_at":\d+/, '').replace(/\b\d+\.\d s\b/, 'some time')),
})

let facts: ImageFacts

beforeAll(async () => {
  await prepareImage()
  facts = await inspect(image)
})

describe('the image', () => {
  test('holds the bundle, what it is made of, the specification and the schemas, and nothing else', async () => {
    const files = await runInside('find', '/airbyte', '-not', '-type', 'd')
    const chunks = readdirSync(new URL('chunks/', pathToFileURL(bundle)))
    expect(files.trim().split('\n').toSorted()).toEqual([
      ...chunks.map((name) => `/airbyte/chunks/${name}`).toSorted(),
      '/airbyte/sbom.cdx.json',
      ...readdirSync(new URL('../schemas/', import.meta.url))
        .map((name) => `/airbyte/schemas/${name}`)
        .toSorted(),
      '/airbyte/source-justcall.mjs',
      '/airbyte/spec/spec.json',
    ])
  })

  test('holds the very bundle that is built outside of it', async () => {
    const inside = await runInside('cat', '/airbyte/source-justcall.mjs')
    // Not toBe: a difference would print it all. The chunks are named by their contents.
    expect(inside === readFileSync(bundle, 'utf8')).toBe(true)
  })

  test('comes out the same when it is built again', async () => {
    const rebuilt = `${image}-rebuilt`
    await buildImage(rebuilt, '--no-cache')
    try {
      // Not the lists as a whole: they have thousands of lines.
      const [before, after] = [await fileHashes(image), await fileHashes(rebuilt)]
      expect(before.length).toBeGreaterThan(100)
      expect(after.filter((line, index) => line !== before[index])).toEqual([])
    } finally {
      await docker('rmi', rebuilt)
    }
  }, 300_000)

  test('runs as user 1000, who is called airbyte and owns its folder', async () => {
    expect(facts.Config).toMatchObject({ User: '1000:1000', WorkingDir: '/airbyte' })
    const script = 'id -u && id -un && id -gn && pwd && echo ~ && stat -c "%U:%G %a" /airbyte'
    expect((await runInside('sh', '-c', script)).trim().split('\n')).toEqual([
      '1000',
      'airbyte',
      'airbyte',
      '/airbyte',
      '/airbyte',
      'airbyte:airbyte 755',
    ])
  })

  test('says in its labels what it is', () => {
    expect(facts.Config.Labels).toMatchObject({
      'io.airbyte.name': 'airbyte/source-justcall',
      'io.airbyte.version': manifest.version,
      'org.opencontainers.image.title': manifest.name,
      'org.opencontainers.image.description': manifest.description,
      'org.opencontainers.image.version': manifest.version,
      'org.opencontainers.image.licenses': manifest.license,
      'org.opencontainers.image.source': expect.stringMatching(/^https:/),
    })
  })

  test('gives the same command, in absolute paths, to those who run it and to those who ask for it', () => {
    const { Entrypoint, Env } = facts.Config
    expect(Entrypoint.filter((word) => !/^(\/|--)/.test(word))).toEqual([])
    expect(Env).toContain(`AIRBYTE_ENTRYPOINT=${Entrypoint.join(' ')}`)
  })

  /**
   * Measured: the bytes of the layers that are put on top of the base image, unpacked, as Docker counts them. A Docker that
   * keeps its images packed counts fewer. The base is fetched for it where a build leaves none behind, as BuildKit does.
   */
  test('adds less than 3 MB to its base', async () => {
    if ((await docker('image', 'inspect', base)).exitCode !== 0) await succeed('pull', base)
    const added = facts.Size - (await inspect(base)).Size
    expect(added).toBeGreaterThan(0)
    expect(added).toBeLessThan(3_000_000)
  })

  test('prints its version', async () => {
    expect(await succeed('run', '--rm', image, '--version')).toBe(`${manifest.version}\n`)
  })
})

describe.each(ways)('a container, $name,', ({ options }) => {
  test('prints the specification without a network', async () => {
    const { exitCode, stdout } = await docker('run', '--rm', '--network', 'none', ...options, image, 'spec')
    expect(exitCode).toBe(0)
    expect(readOutput(stdout).messages).toEqual((await runCommand(['spec'])).messages)
  })

  test('checks a connection as the plain process does', async () => {
    const sandbox = await startApi()
    const config = [...options, ...mount('/secrets', { 'config.json': configFor(sandbox) })]
    const checked = await runImage(config, 'check', '--config', '/secrets/config.json')
    expect(checked.messages).toMatchObject([{ connectionStatus: { status: 'SUCCEEDED' } }])
    const process = await runCommand(['check', '--config', writeConfig(sandbox.url)])
    expect(updates(checked)).toEqual(updates(process))
  })

  test('discovers what the plain process does', async () => {
    const sandbox = await startApi()
    const config = mount('/config', { 'connectionConfiguration.json': configFor(sandbox) })
    const discovered = await runImage(
      [...options, ...config],
      'discover',
      '--config',
      '/config/connectionConfiguration.json',
    )
    expect(discovered.messages).toMatchObject([{ type: 'CATALOG' }])
    const process = await runCommand(['discover', '--config', writeConfig(sandbox.url)])
    expect(updates(discovered)).toEqual(updates(process))
  })

  test('reads, and reads on from its state, as the plain process does', async () => {
    const sandbox = await startApi()
    const files = { 'config.json': configFor(sandbox), 'catalog.json': configuredCatalog }
    const read = ['read', '--config', '/data/config.json', '--catalog', '/data/catalog.json']
    const first = await runImage([...options, ...mount('/data', files)], ...read)
    expect(first.records).toHaveLength(250)
    expect(updates(first)).toEqual(updates(await runRead(sandbox.url)))

    sandbox.account.add({ started_at: '2024-03-12T23:00:00Z' })
    const state = lastState(first)
    const second = await runImage(
      [...options, ...mount('/data', { ...files, 'state.json': state })],
      ...read,
      '--state',
      '/data/state.json',
    )
    expect(second.records).toMatchObject([{ data: { started_at: '2024-03-12T23:00:00Z' } }])
    expect(updates(second)).toEqual(updates(await runRead(sandbox.url, { state })))
  })
})

describe('AIRBYTE_ENTRYPOINT', () => {
  test('reads through a shell, from the folder in which Kubernetes platforms put the files', async () => {
    const sandbox = await startApi()
    const state = lastState(await runRead(sandbox.url))
    sandbox.account.add({ started_at: '2024-03-12T23:00:00Z' })
    const files = mount('/source', {
      'connectorConfig.json': configFor(sandbox),
      'catalog.json': configuredCatalog,
      'inputState.json': state,
    })
    const { exitCode, stdout, stderr } = await docker(
      ...['run', '--rm', '--read-only', '--network', 'host', '--workdir', '/source', ...files],
      ...['--entrypoint', 'sh', image, '-c'],
      'eval "$AIRBYTE_ENTRYPOINT read --config connectorConfig.json --catalog catalog.json --state inputState.json"',
    )
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
    expect(readOutput(stdout).records).toHaveLength(1)
  })
})

describe('a container that is asked to stop', () => {
  test('ends at once, though the connector is its first process and waits for the API', async () => {
    const sandbox = await startApi({ faults: [{ fault: 'hang' }] })
    const name = `source-justcall-test-${sandbox.port}`
    const files = mount('/data', { 'config.json': configFor(sandbox), 'catalog.json': configuredCatalog })
    const run = docker(
      ...['run', '--rm', '--name', name, '--network', 'host', ...files, image],
      ...['read', '--config', '/data/config.json', '--catalog', '/data/catalog.json'],
    )
    await expect.poll(() => sandbox.requests.length, { timeout: 20_000 }).toBeGreaterThan(0)
    const begin = performance.now()
    await succeed('stop', '-t', '30', name)
    expect((await run).exitCode).toBe(143)
    expect(performance.now() - begin).toBeLessThan(10_000)
  })
})
