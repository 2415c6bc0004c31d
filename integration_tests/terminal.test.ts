import { execFile, spawnSync } from 'node:child_process'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { promisify, stripVTControlCharacters } from 'node:util'
import { describe, expect, test } from 'vitest'
import type { SandboxOptions } from '../sandbox/server.ts'
import { bundle } from './command.ts'
import { type Fields, readOutput } from './protocol.ts'
import { account, configuredCatalog, startApi, writeConfig, writeFile } from './setup.ts'

/** Node itself opens no terminals; Python does, where there is one. */
const python = ['python3', 'python'].find((name) => spawnSync(name, ['-c', 'import pty']).status === 0)

interface Look {
  readonly env?: Readonly<Record<string, string>>
  readonly both?: boolean
  readonly interruptAt?: string
}

interface Seen {
  readonly exitCode: number
  readonly stdout: string
  /** All that the terminal was sent. */
  readonly terminal: string
}

async function lookAt(args: readonly string[], { env, both = false, interruptAt }: Look = {}): Promise<Seen> {
  const command = [process.execPath, bundle, ...args]
  const options = { command, both, interruptAt, env: { TERM: 'xterm-256color', ...env } }
  const script = fileURLToPath(new URL('terminal.py', import.meta.url))
  const { stdout } = await promisify(execFile)(python ?? '', [script, JSON.stringify(options)], {
    timeout: 30_000,
  })
  return JSON.parse(stdout)
}

const readArguments = (url: string, ...flags: readonly string[]) => [
  'read',
  '--config',
  writeConfig(url),
  '--catalog',
  writeFile('catalog.json', configuredCatalog),
  ...flags,
]

const hideCursor = '\u001b[?25l'
const showCursor = '\u001b[?25h'
/** What stays when the live line is gone. */
const lastLine = (text: string) =>
  stripVTControlCharacters(text.split(showCursor).at(-1) ?? '')
    .trimEnd()
    .split('\r\n')
    .at(-1)
const summary = /^✔ Read 250 new or changed calls: \d+ requests, retried 0, refused for quota 0, [\d.]+ s; /

describe.skipIf(python === undefined)('at a terminal', { concurrent: true }, () => {
  test('a read shows how it goes on standard error, and how it ended', async () => {
    const { exitCode, stdout, terminal } = await lookAt(readArguments((await startApi()).url))
    expect(exitCode).toBe(0)
    expect(readOutput(stdout).records).toHaveLength(account.calls)
    expect(terminal).toContain(hideCursor)
    expect(terminal).toContain('calls: 0 · 0 requests')
    expect(terminal.lastIndexOf(showCursor)).toBeGreaterThan(terminal.lastIndexOf(hideCursor))
    expect(terminal).toContain('\u001b[32m✔')
    expect(terminal.split('\r\n')).toHaveLength(2)
    expect(lastLine(terminal)).toMatch(summary)
  })

  test.each<readonly [string, SandboxOptions, number]>([
    ['a read', {}, 0],
    ['a read that fails', { faults: [{ fault: { kind: 'status', status: 403 } }] }, 1],
  ])(
    '%s whose messages run over the same terminal prints nothing but messages',
    async (_what, options, code) => {
      const { exitCode, terminal } = await lookAt(readArguments((await startApi(options)).url), {
        both: true,
      })
      expect(exitCode).toBe(code)
      const { messages } = readOutput(terminal.replaceAll('\r\n', '\n'))
      expect(messages.filter(({ type }) => type === 'RECORD')).toHaveLength(code === 0 ? account.calls : 0)
      expect(messages.at(-1)).toMatchObject({ type: 'TRACE' })
    },
  )

  test.each([[['read']], [['check', '--config', 'missing.json']]])(
    'nothing but messages is printed for %j over one terminal',
    async (args) => {
      const { exitCode, terminal } = await lookAt(args, { both: true })
      expect(exitCode).toBe(1)
      expect(readOutput(terminal.replaceAll('\r\n', '\n')).messages).toMatchObject([
        { type: 'TRACE', trace: { type: 'ERROR' } },
      ])
    },
  )

  test('NO_COLOR is respected', async () => {
    const { terminal } = await lookAt(readArguments((await startApi()).url), { env: { NO_COLOR: '1' } })
    expect(terminal).toContain(hideCursor)
    expect(terminal.split('\u001b[').filter((part) => /^[\d;]*m/.test(part))).toEqual([])
  })

  test.each([{ TERM: 'dumb' }, { CI: 'true' }])('no line is shown with %j', async (env) => {
    const { terminal } = await lookAt(readArguments((await startApi()).url), { env })
    expect(terminal).not.toContain(hideCursor)
    expect(lastLine(terminal)).toMatch(summary)
  })

  test('--no-progress is silent', async () => {
    const { exitCode, terminal } = await lookAt(readArguments((await startApi()).url, '--no-progress'))
    expect({ exitCode, terminal }).toEqual({ exitCode: 0, terminal: '' })
  })

  test('a read that fails says why', async () => {
    const sandbox = await startApi({ faults: [{ fault: { kind: 'status', status: 403 } }] })
    const { exitCode, terminal } = await lookAt(readArguments(sandbox.url))
    expect(exitCode).toBe(1)
    expect(lastLine(terminal)).toMatch(/^✖ .*plan/)
  })

  test('a read that waits says until when, and leaves the terminal in order if it is stopped', async () => {
    const fault = { kind: 'status', status: 429, retryAfter: '600' } as const
    const sandbox = await startApi({ faults: [{ fault }] })
    const { exitCode, terminal } = await lookAt(readArguments(sandbox.url), {
      interruptAt: 'waits for quota',
    })
    expect(exitCode).toBe(130)
    expect(terminal).toMatch(/waits for quota until \d\d:\d\d:\d\d UTC, (09:5\d|10:00) left/)
    expect(terminal.lastIndexOf(showCursor)).toBeGreaterThan(terminal.lastIndexOf(hideCursor))
  })

  test('a check that succeeds says what it found', async () => {
    const { stdout, terminal } = await lookAt(['check', '--config', writeConfig((await startApi()).url)])
    expect(readOutput(stdout).messages).toEqual([
      { type: 'CONNECTION_STATUS', connectionStatus: { status: 'SUCCEEDED' } },
    ])
    expect(stripVTControlCharacters(terminal)).toBe(
      '✔ JustCall accepted the credentials: about 250 calls since 2024-03-01.\r\n',
    )
  })

  test.each<readonly [string, SandboxOptions, Fields, RegExp]>([
    [
      'through filters',
      {},
      { direction: 'inbound' },
      /: about \d+ calls that the filters select since 2024-03-01[.]$/,
    ],
    ['of a single call', { account: { ...account, calls: 1 } }, {}, /: about 1 call since 2024-03-01[.]$/],
    [
      'of a part of the range',
      { behaviour: { maxRangeDays: 90 } },
      {},
      /^✔ JustCall accepted the credentials[.]$/,
    ],
  ])('a check %s counts no more than it saw', async (_what, options, config, says) => {
    const { url } = await startApi(options)
    const { terminal } = await lookAt(['check', '--config', writeConfig(url, config)])
    expect(lastLine(terminal)).toMatch(says)
  })

  test('a check that fails says what to do', async () => {
    const config = writeConfig((await startApi()).url, { api_key: 'another-key' })
    const { stdout, terminal } = await lookAt(['check', '--config', config])
    const line = stripVTControlCharacters(terminal).trimEnd()
    expect(line).toBe(`✖ ${JSON.parse(stdout).connectionStatus.message}`)
  })

  test('a check whose answer runs over the same terminal prints nothing else', async () => {
    const { terminal } = await lookAt(['check', '--config', writeConfig((await startApi()).url)], {
      both: true,
    })
    expect(readOutput(terminal.replaceAll('\r\n', '\n')).messages).toMatchObject([
      { type: 'CONNECTION_STATUS' },
    ])
  })
})
