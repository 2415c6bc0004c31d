import { once } from 'node:events'
import { createServer, type IncomingMessage, type OutgoingHttpHeaders, type ServerResponse } from 'node:http'
import { syncBuiltinESMExports } from 'node:module'
import { PassThrough } from 'node:stream'
import { text as readText } from 'node:stream/consumers'
import timers from 'node:timers/promises'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { createAccount } from '../sandbox/account.ts'
import { createRandom } from '../sandbox/random.ts'
import { runSource } from '../src/airbyte/run/run.ts'
import { justcall } from '../src/justcall/source.ts'
import { atOnce, runCommand } from './command.ts'
import { readOutput } from './protocol.ts'
import { configuredCatalog, runRead, startApi, writeConfig, writeFile } from './setup.ts'

/** Printable characters, as the specification's patterns allow them; those that encodings treat alike more often. */
const letters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'
const signs = `${letters}"\\%/+=&?#<>'\`.$^*()[]{}|-_~!@;,`

/** A text without a shape: what a simpler one gave away might be found where nothing was said. */
const secretOf = (length: fc.Arbitrary<number>, characters: string) =>
  fc.tuple(length, fc.nat()).map(([size, seed]) => {
    const random = createRandom(seed)
    const draw = () => characters[Math.floor(random() * characters.length)] ?? ''
    return Array.from({ length: size }, draw).join('')
  })

interface Credentials {
  readonly key: string
  readonly secret: string
}

const credentials: fc.Arbitrary<Credentials> = fc.record({
  key: secretOf(fc.integer({ min: 12, max: 40 }), signs),
  secret: secretOf(fc.integer({ min: 16, max: 72 }), signs),
})
/** Such as JustCall gives out. */
const plainCredentials: fc.Arbitrary<Credentials> = fc.record({
  key: secretOf(fc.constant(40), letters),
  secret: secretOf(fc.constant(40), letters),
})

const json = (text: string) => JSON.stringify(text).slice(1, -1)
const base64 = (text: string) => Buffer.from(text).toString('base64')

/** How an API may repeat a text. */
const forms: Readonly<Record<string, (text: string) => string>> = {
  plain: (text) => text,
  base64,
  'base64 without padding': (text) => base64(text).replace(/=+$/, ''),
  base64url: (text) => Buffer.from(text).toString('base64url'),
  'URL-encoded': encodeURIComponent,
  'URL-encoded in small letters': (text) =>
    encodeURIComponent(text).replace(/%../g, (code) => code.toLowerCase()),
  'form-encoded': (text) => new URLSearchParams({ text }).toString().slice('text='.length),
  'JSON-escaped': json,
  'JSON-escaped twice': (text) => json(json(text)),
}

/** A place in an answer, and what stands there before and behind the secret. */
interface Planted {
  readonly place: keyof typeof places
  readonly form: string
  readonly what: 'key' | 'secret' | 'pair'
  readonly before: number
}

interface Answer {
  readonly status: number
  readonly statusText?: string
  readonly headers?: OutgoingHttpHeaders
  readonly body: string
}

const refusal = (fields: Readonly<Record<string, unknown>>) => JSON.stringify({ status: 'error', ...fields })
const error = { message: 'No.', error_code: 'NO' }

/** Every place in which an API could repeat what it was sent. */
const places = {
  'the message of an error': (text) => ({ status: 403, body: refusal({ message: `No: ${text}` }) }),
  'the end of a message': (text) => ({ status: 403, body: refusal({ message: text }) }),
  'an error’s field error': (text) => ({ status: 400, body: JSON.stringify({ error: `Not ${text} here` }) }),
  'the code of an error': (text) => ({
    status: 422,
    body: refusal({ message: 'No.', error_code: text }),
  }),
  'a web page': (text) => ({
    status: 404,
    body: `<html><body><h1>Not found</h1><p>${text}</p></body></html>`,
  }),
  'a text': (text) => ({ status: 401, body: `Unknown: ${text}` }),
  'a broken error': (text) => ({ status: 401, body: `{"status":"error","message":"Unknown: ${text}` }),
  'the message of a server error': (text) => ({
    status: 500,
    headers: { 'retry-after': '0' },
    body: refusal({ message: `Cannot serve ${text}` }),
  }),
  'the message of a refusal for quota': (text) => ({
    status: 429,
    headers: { 'retry-after': '0.001' },
    body: refusal({ message: `Too many requests of ${text}` }),
  }),
  'a header': (text) => ({ status: 403, headers: { 'x-debug': text }, body: refusal(error) }),
  'a header of a good answer': (text) => ({ status: 200, headers: { 'x-debug': text }, body: '{}' }),
  'a cookie': (text) => ({
    status: 200,
    headers: { 'set-cookie': [`a=${text}`, `b=${text}`] },
    body: '{}',
  }),
  'the status text': (text) => ({ status: 403, statusText: text, body: refusal(error) }),
  'the place that a redirect leads to': (text) => ({
    status: 302,
    headers: { location: `https://elsewhere.invalid/?k=${text}` },
    body: '',
  }),
  'the body of a redirect': (text) => ({
    status: 301,
    headers: { location: 'https://elsewhere.invalid/' },
    body: `<a href="https://elsewhere.invalid/?k=${text}">Moved: ${text}</a>`,
  }),
  'an answer that is no JSON': (text) => ({ status: 200, body: `Hello ${text}` }),
  'a call list’s status': (text) => ({ status: 200, body: JSON.stringify({ status: text, data: [] }) }),
  'a call list’s message': (text) => ({
    status: 200,
    body: refusal({ message: `Not for ${text}`, data: [] }),
  }),
  'a message without a list': (text) => ({
    status: 200,
    body: JSON.stringify({ status: 'success', message: `Hello ${text}` }),
  }),
} as const satisfies Readonly<Record<string, (text: string) => Answer>>

const planted: fc.Arbitrary<Planted> = fc.record({
  place: fc.constantFrom(...keysOf(places)),
  // A header is written as JSON itself, and escapes once more what is in it.
  form: fc.constantFrom(...Object.keys(forms).filter((form) => form !== 'JSON-escaped twice')),
  what: fc.constantFrom('key', 'secret', 'pair'),
  before: fc.constant(0),
})

/** Messages that are long are cut: half a secret is still too much of it. */
const cut: fc.Arbitrary<Planted> = fc
  .record({ planted, before: fc.integer({ min: 40, max: 310 }) })
  .map((made) => ({ ...made.planted, before: made.before }))

function keysOf<K extends string>(table: Readonly<Record<K, unknown>>): K[] {
  return Object.keys(table).filter((key): key is K => Object.hasOwn(table, key))
}

function answerOf({ place, form, what, before }: Planted, { key, secret }: Credentials): Answer {
  const text = { key, secret, pair: `${key}:${secret}` }[what]
  const encoded = forms[form]?.(text) ?? text
  return places[place](`${'word '.repeat(before / 5)}${encoded}`)
}

/** What stands on standard output and standard error, records aside: the texts themselves and the lines around them. */
function updates(stdout: string, stderr: string): string {
  const { lines, messages } = readOutput(stdout)
  const texts: string[] = []
  const collect = (value: unknown) => {
    if (typeof value === 'string') texts.push(value)
    else if (typeof value === 'object' && value !== null) Object.values(value).forEach(collect)
  }
  messages.filter(({ type }) => type !== 'RECORD').forEach(collect)
  return [...lines.filter((_, index) => messages[index]?.type !== 'RECORD'), ...texts, stderr].join('\n')
}

const run = 8

/** The stretches of eight characters that a form of a secret and the output have in common. */
function leaksIn(output: string, { key, secret }: Credentials): string[] {
  const seen = new Set<string>()
  for (let at = 0; at + run <= output.length; at += 1) seen.add(output.slice(at, at + run))
  const leaks: string[] = []
  for (const [name, form] of Object.entries(forms)) {
    for (const [what, text] of Object.entries({ key, secret, pair: `${key}:${secret}` })) {
      const encoded = form(text)
      const places = Array.from({ length: Math.max(0, encoded.length - run + 1) }, (_, at) => at)
      const parts = places.map((at) => encoded.slice(at, at + run)).filter((part) => seen.has(part))
      if (parts.length > 0) leaks.push(`the ${what}, ${name}: ${parts.length} parts, such as ${parts[0]}`)
    }
  }
  return leaks
}

let answers: Answer[] = []
let url = ''
const server = createServer((_request: IncomingMessage, response: ServerResponse) => {
  const { status, statusText, headers, body } = answers.shift() ?? { status: 403, body: refusal(error) }
  if (statusText === undefined) response.writeHead(status, headers)
  else response.writeHead(status, statusText, headers)
  response.end(body)
})

beforeAll(async () => {
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const address = server.address()
  url = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`
})

afterAll(() => {
  vi.restoreAllMocks()
  syncBuiltinESMExports()
  server.close()
  server.closeAllConnections()
})

interface Run {
  readonly command: 'check' | 'read'
  readonly debug: boolean
}

const runs: fc.Arbitrary<Run> = fc.record({ command: fc.constantFrom('check', 'read'), debug: fc.boolean() })

function argumentsOf({ command, debug }: Run, { key, secret }: Credentials): string[] {
  const config = writeConfig(url, { api_key: key, api_secret: secret, num_workers: 1 })
  return [
    command,
    '--config',
    config,
    ...(command === 'read' ? ['--catalog', writeFile('catalog.json', configuredCatalog)] : []),
    ...(debug ? ['--debug'] : []),
  ]
}

/** The whole connector but for its process. */
async function runHere(argv: readonly string[]): Promise<string> {
  const stdout = new PassThrough()
  const stderr = new PassThrough()
  const out = readText(stdout)
  const err = readText(stderr)
  await runSource(justcall, { argv, environment: {}, stdout, stderr, signal: new AbortController().signal })
  stdout.end()
  stderr.end()
  return updates(await out, await err)
}

describe('a secret that the API repeats', () => {
  const leakless = async (who: Credentials, what: readonly Planted[], how: Run) => {
    answers = what.map((plant) => answerOf(plant, who))
    expect(leaksIn(await runHere(argumentsOf(how, who)), who)).toEqual([])
  }
  beforeAll(() => {
    // Pauses before a retry are over at once.
    const { setTimeout: real } = timers
    vi.spyOn(timers, 'setTimeout').mockImplementation((ms = 0, ...rest) => real(ms < 5_000 ? 0 : ms, ...rest))
    syncBuiltinESMExports()
  })

  test.each(keysOf(places))('is nowhere to be found: %s', async (place) => {
    const plants = planted.map((plant) => ({ ...plant, place }))
    await fc.assert(
      fc.asyncProperty(plainCredentials, plants, runs, (who, plant, how) => leakless(who, [plant], how)),
      { numRuns: 15, endOnFailure: true },
    )
  })

  test.each(keysOf(places))('is nowhere to be found, whatever signs it is made of: %s', async (place) => {
    const plants = planted.map((plant) => ({ ...plant, place }))
    await fc.assert(
      fc.asyncProperty(credentials, plants, runs, (who, plant, how) => leakless(who, [plant], how)),
      { numRuns: 20, endOnFailure: true },
    )
  })

  test.each(keysOf(places))('is not to be found in part where a message is cut: %s', async (place) => {
    const plants = cut.map((plant) => ({ ...plant, place }))
    await fc.assert(
      fc.asyncProperty(plainCredentials, plants, runs, (who, plant, how) => leakless(who, [plant], how)),
      { numRuns: 40, endOnFailure: true },
    )
  })

  test('is nowhere to be found in several places of one run', async () => {
    const several = fc.array(planted, { minLength: 2, maxLength: 5 })
    await fc.assert(fc.asyncProperty(plainCredentials, several, runs, leakless), {
      numRuns: 60,
      endOnFailure: true,
    })
  })

  test('is nowhere to be found in what the whole process writes', async () => {
    const several = fc.array(planted, { minLength: 1, maxLength: 5 })
    await fc.assert(
      fc.asyncProperty(plainCredentials, several, runs, async (who, plants, how) => {
        answers = plants.map((plant) => answerOf(plant, who))
        const { lines, stderr } = await runCommand(argumentsOf(how, who), { nodeArgs: atOnce })
        const stdout = lines.map((line) => `${line}\n`).join('')
        expect(leaksIn(updates(stdout, stderr), who)).toEqual([])
      }),
      { numRuns: 8, endOnFailure: true },
    )
  }, 120_000)
})

describe('a secret that stands where it does not belong', () => {
  const fields = [
    'start_date',
    'end_date',
    'number',
    'agent_id',
    'status',
    'direction',
    'num_workers',
    'base_url',
  ]

  test.each(fields)('in the configuration is not repeated: %s', async (field) => {
    await fc.assert(
      fc.asyncProperty(credentials, async (who) => {
        const config = writeConfig(url, { api_key: who.key, api_secret: who.secret, [field]: who.secret })
        expect(leaksIn(await runHere(['check', '--config', config]), who)).toEqual([])
      }),
      { numRuns: 10, endOnFailure: true },
    )
  })

  test('in the catalog or the state is not repeated', async () => {
    await fc.assert(
      fc.asyncProperty(credentials, async (who) => {
        const [stream] = configuredCatalog.streams
        const catalog = { streams: [{ ...stream, stream: { ...stream?.stream, name: who.secret } }] }
        const argv = argumentsOf({ command: 'read', debug: true }, who)
        const place = argv.indexOf('--catalog') + 1
        const wrong = argv.with(place, writeFile('catalog.json', catalog))
        const output = await runHere(wrong)
        // The name of a stream stands in its statuses too, which are no text for people.
        const texts = output
          .split('\n')
          .filter((line) => !line.includes('"STREAM_STATUS"') && line !== who.secret)
        expect(leaksIn(texts.filter((line) => !line.startsWith('{')).join('\n'), who)).toEqual([])
        const state = [
          {
            type: 'STREAM',
            stream: { stream_descriptor: { name: 'calls' }, stream_state: { started_at: who.secret } },
          },
        ]
        expect(leaksIn(await runHere([...argv, '--state', writeFile('state.json', state)]), who)).toEqual([])
      }),
      { numRuns: 10, endOnFailure: true },
    )
  })
})

describe('a configuration on the command line', { concurrent: true }, () => {
  const secret = 'hunter2-Hunter2-5f2a91c4'
  const text = JSON.stringify({ api_key: 'live-key-81c2', api_secret: secret }, undefined, 2)
  const parts = ['hunter2', 'live-key', base64(text).slice(0, 12), base64(secret).slice(0, 12)]
  const catalog = () => writeFile('catalog.json', configuredCatalog)
  const config = () => writeConfig(url)

  test.each<readonly [string, () => readonly string[]]>([
    ['as the file of --config', () => ['check', '--config', text]],
    ['behind --config=', () => ['check', `--config=${text}`]],
    ['as base64', () => ['check', '--config', base64(text)]],
    ['as the secret alone', () => ['check', '--config', secret]],
    ['too long for a path', () => ['check', '--config', text.repeat(60)]],
    ['as --config twice', () => ['check', '--config', text, '--config', text]],
    ['as the file of --catalog', () => ['read', '--config', config(), '--catalog', text]],
    ['as the file of --state', () => ['read', '--config', config(), '--catalog', catalog(), '--state', text]],
    ['as the command', () => [text]],
    ['as an argument too many', () => ['check', '--config', config(), text]],
    ['split by the shell', () => ['check', '--config', ...text.split(/\s+/)]],
    ['split, without its quotes', () => ['check', '--config', ...text.replaceAll('"', '').split(/\s+/)]],
    ['behind -c', () => ['check', '-c', text]],
    ['behind a misspelt flag', () => ['check', `--cofnig=${text}`]],
    ['as a flag', () => ['check', `--${text}`]],
    ['as a folder', () => ['check', '--config', `${text}/config.json`]],
    ['as a file for debugging', () => ['check', '--debug', '--config', text]],
  ])('is not repeated: %s', async (_, argumentsFor) => {
    const { exitCode, errors, lines, stderr } = await runCommand(argumentsFor())
    expect(exitCode).toBe(1)
    expect(errors).toMatchObject([{ failure_type: 'config_error' }])
    expect(stderr).toMatch(/^source-justcall: [^\n]+\n$/)
    const printed = `${lines.join('\n')}${stderr}`
    expect(parts.filter((part) => printed.includes(part))).toEqual([])
  })
})

describe('what is no secret', () => {
  const saying = (message: string) => [{ status: 403, body: refusal({ message }) }]

  test.each([
    ['M', 'Ask Max, or Maria of team M2M, about it'],
    ['a', 'The plan that has a name'],
    ['e', 'The fee is due each week, see the page'],
    ['ax', 'Max and his axe pay a tax'],
    ['api', 'The api of this plan is an apiary'],
    ['plan', 'Your plan does not include this plan'],
    ['calls', 'The calls of this account are closed calls'],
  ])('stays whole beside the short secret %s', async (secret, message) => {
    for (const [key, other] of [
      [secret, 'sandbox-secret-5f2a91'],
      ['sandbox-key', secret],
    ] as const) {
      answers = saying(message)
      const output = await runHere(argumentsOf({ command: 'read', debug: false }, { key, secret: other }))
      expect(output).toContain(`: ${message}; page 1`)
      expect(output).not.toContain('****')
    }
  })

  test.each(['k3y5', 'p@ss', 'abc123'])('stays whole where %s is part of a word', async (secret) => {
    answers = saying(`Not x${secret}, ${secret}y or _${secret}_ but ${secret}, and "${secret}"`)
    const who = { key: 'sandbox-key', secret }
    const output = await runHere(argumentsOf({ command: 'read', debug: false }, who))
    expect(output).toContain(`: Not x${secret}, ${secret}y or _${secret}_ but ****, and "****"; page 1`)
  })
})

describe('the data of a record', () => {
  test('is never touched, whatever secret stands in it, in whatever form', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          credentials,
          fc.constant({ key: 'k', secret: 'e' }),
          fc.constant({ key: 'call', secret: 'call_1' }),
        ),
        async ({ key, secret }) => {
          const pair = `${key}:${secret}`
          const account = createAccount({ calls: 0 })
          const notes = [key, secret, pair].flatMap((text) => Object.values(forms).map((form) => form(text)))
          account.add({
            call_id: secret,
            started_at: '2024-03-10T14:22:00Z',
            notes: notes.join(' '),
            tags: [secret, key, pair],
            agent_name: key,
            [secret]: pair,
          })
          const api = await startApi({ account, behaviour: { credentials: { key, secret } } })
          const expected = JSON.stringify(account.visible(Date.now())[0])
          const config = { api_key: key, api_secret: secret }
          const { records, lines } = await runRead(api.url, { config, flags: ['--debug'] })
          expect(records.map(({ data }) => JSON.stringify(data))).toEqual([expected])
          expect(lines.filter((line) => line.includes(`"data":${expected}`))).toHaveLength(1)
          await api.close()
        },
      ),
      { numRuns: 8, endOnFailure: true },
    )
  }, 120_000)
})
