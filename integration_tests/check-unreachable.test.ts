import { once } from 'node:events'
import { createServer, type Server } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  answerOf,
  checkApi,
  checkUrl,
  expectFailure,
  type Failure,
  failing,
  isOneSentence,
  type TimedResult,
} from './checking.ts'
import { sampleConfig } from './setup.ts'

/** Failures that may be over in a moment, and are tried again for as long as a check has time. */
const failures: readonly Failure[] = [
  {
    name: 'a name that no host has',
    run: () => checkUrl('https://justcall.invalid'),
    says: [/no such host/, /base_url/],
  },
  {
    name: 'a refused connection',
    run: async () => checkUrl(`http://127.0.0.1:${await closedPort()}`),
    says: [/refused/, /base_url/],
  },
  {
    name: 'an API that does not answer',
    run: () => checkApi(failing('hang')),
    says: [/did not answer within/, /base_url/],
  },
  {
    name: 'a host that takes the connection and says nothing',
    run: () => checkUrl(`https://127.0.0.1:${portOf(silent)}`),
    says: [/did not answer within|no connection could be made in time/, /base_url/],
  },
  {
    name: 'an answer that stops half way',
    run: () => checkApi(failing({ kind: 'slow-body', chunkBytes: 8, stallAfterBytes: 16 })),
    says: [/did not answer within/],
  },
  {
    name: 'an error whose body never comes',
    run: () => checkUrl(`http://127.0.0.1:${portOf(bodiless)}`),
    says: [/the API answered 503; that is on the side of the API/],
  },
  {
    name: 'a web page in place of calls',
    run: () => checkApi(failing('not-json')),
    says: [/not JSON/, /base_url/],
  },
  {
    name: 'an object that is no call list',
    run: () => checkApi(failing('empty-object')),
    says: [/no list "data"/, /base_url/],
  },
  {
    name: 'a success that is an error',
    run: () => checkApi(failing('status-error')),
    says: [/Something went wrong/],
  },
  {
    name: 'a broken server that repeats the secret',
    run: () => checkApi(failing('echo-secret')),
    says: [/the API answered 500/, /try again/],
  },
]

/** Waits for the first byte of a greeting that never comes. */
const silent = createServer()
/** Answers 503, and never with the body that it promises. */
const bodiless = createServer((socket) => {
  socket
    .on('error', () => undefined)
    .on('data', () => socket.write('HTTP/1.1 503 X\r\nContent-Length: 100\r\n\r\n'))
})
let results: ReadonlyMap<string, TimedResult>

beforeAll(async () => {
  await once(silent.listen(0, '127.0.0.1'), 'listening')
  await once(bodiless.listen(0, '127.0.0.1'), 'listening')
  // They wait rather than work: side by side they take as long as the slowest.
  const runs = failures.map(async ({ name, run }) => [name, await run()] as const)
  results = new Map(await Promise.all(runs))
})

afterAll(() => {
  silent.close()
  bodiless.close()
})

function portOf(server: Server): number {
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}

/** A port that was free a moment ago. */
async function closedPort(): Promise<number> {
  const server = createServer()
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const port = portOf(server)
  await once(server.close(), 'close')
  return port
}

function resultOf(name: string): TimedResult {
  const result = results.get(name)
  if (result === undefined) throw new Error(`${name} was not tried`)
  return result
}

describe('check', () => {
  test.each(failures)('says what to correct: $name', ({ name, says }) => {
    expectFailure(resultOf(name), says)
  })

  test.each(failures)('is done within ten seconds and prints no secret: $name', ({ name }) => {
    const { milliseconds, lines, stderr } = resultOf(name)
    expect(milliseconds).toBeLessThan(10_000)
    expect(`${lines.join('\n')}${stderr}`).not.toContain(sampleConfig['api_secret'])
  })

  test.each(failures)('says it in one sentence that speaks of no sync: $name', ({ name }) => {
    expect(answerOf(resultOf(name)).message).toSatisfy(isOneSentence)
  })
})
