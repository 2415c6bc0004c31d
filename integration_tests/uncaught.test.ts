import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { text } from 'node:stream/consumers'
import { afterAll, describe, expect, test } from 'vitest'
import { project } from './checkout.ts'

const folder = mkdtempSync(join(tmpdir(), 'source-justcall-uncaught-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const secret = 'hush-5f2a91-hush'

/** Runs a source whose one stream does this after its first record. */
async function readWith(fault: string, isStopped = false) {
  // A folder for each source: they run at the same time.
  const own = mkdtempSync(join(folder, 'source-'))
  const write = (name: string, content: string) => {
    writeFileSync(join(own, name), content)
    return join(own, name)
  }
  const kit = JSON.stringify(join(project, 'dist/airbyte.js'))
  const program = write(
    'source.mjs',
    `import { records, runProcess } from ${kit}
    const spec = { connectionSpecification: { type: 'object', properties: { key: { type: 'string', airbyte_secret: true } } } }
    const description = { name: 'rows', json_schema: {}, supported_sync_modes: ['full_refresh'] }
    async function* read({ config }, context) {
      yield records([{ id: 1 }])
      ${fault}
      yield records([{ id: 2 }])
    }
    await runProcess({
      name: 'source-fault', version: '1', description: 'Fails.', spec: async () => spec, check: async () => {},
      streams: async () => [{ description, read }],
    })`,
  )
  const config = write('config.json', JSON.stringify({ key: secret }))
  const catalog = write(
    'catalog.json',
    JSON.stringify({ streams: [{ stream: { name: 'rows' }, sync_mode: 'full_refresh' }] }),
  )
  const child = spawn(process.execPath, [program, 'read', '--config', config, '--catalog', catalog])
  if (isStopped) child.stdout.once('data', () => child.kill('SIGTERM'))
  const [stdout, stderr, [exitCode]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ])
  return {
    stdout,
    stderr,
    exitCode,
    messages: stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line)),
  }
}

describe('a source that fails beside its stream', { concurrent: true }, () => {
  const hangs = 'await new Promise((resolve) => setTimeout(resolve, 60_000))'
  test.each([
    [
      'throws in a timer, and hangs',
      `setTimeout(() => { throw new Error('lost ' + config.key) }, 1); ${hangs}`,
    ],
    ['leaves a rejection to nobody', `Promise.reject(new Error('lost ' + config.key)); ${hangs}`],
    ['rejects with what is no error', `Promise.reject('lost ' + config.key); ${hangs}`],
    ['rejects with an object', `Promise.reject({ toString: null, key: config.key }); ${hangs}`],
    ['waits for nothing', 'await new Promise(() => {})'],
    [
      'goes on all the same',
      `setTimeout(() => { throw new Error('lost') }, 1); await new Promise((resolve) => setTimeout(resolve, 30))`,
    ],
  ])('ends with one trace, INCOMPLETE and 1: it %s', async (_, fault) => {
    const { stdout, stderr, exitCode, messages } = await readWith(fault)
    expect(exitCode).toBe(1)
    const traces = messages.filter(({ type }) => type === 'TRACE').map(({ trace }) => trace)
    expect(traces.filter(({ type }) => type === 'ERROR')).toMatchObject([
      { error: { failure_type: 'system_error' } },
    ])
    const statuses = traces.flatMap(({ stream_status: status }) =>
      status === undefined ? [] : [status.status],
    )
    expect(statuses).toEqual(['STARTED', 'RUNNING', 'INCOMPLETE'])
    expect(stdout + stderr).not.toContain(secret)
    expect(stderr.trim().split('\n')).toHaveLength(1)
  })
})

test.each([
  ['never waits', 'for (let id = 2; ; id += 1) yield records([{ id }])'],
  [
    'waits long, and does not look at the signal',
    'await new Promise((resolve) => setTimeout(resolve, 60_000))',
  ],
])('SIGTERM stops a stream that %s', async (_, fault) => {
  const { exitCode, messages } = await readWith(fault, true)
  expect(exitCode).toBe(143)
  expect(messages.at(-1)).toMatchObject({ trace: { stream_status: { status: 'INCOMPLETE' } } })
})
