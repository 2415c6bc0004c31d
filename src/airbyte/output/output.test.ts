import { Writable } from 'node:stream'
import { describe, expect, test } from 'vitest'
import { ReaderGone, TransientError } from '../protocol/errors.ts'
import { log } from '../protocol/messages.ts'
import { createOutput } from './output.ts'

const settle = () => new Promise((resolve) => setImmediate(resolve))
const line = (message: string) => `${JSON.stringify(log('INFO', message))}\n`

/** A reader that takes what is written only when it is told to. */
function slowReader(highWaterMark: number) {
  const taken: string[] = []
  const waiting: ((error?: Error) => void)[] = []
  const stream = new Writable({
    highWaterMark,
    decodeStrings: false,
    write(chunk, _encoding, done) {
      taken.push(String(chunk))
      waiting.push(done)
    },
  })
  return { stream, taken, take: (error?: Error) => waiting.shift()?.(error) }
}

const people = () => slowReader(1_000)
const broken = (code: string) => Object.assign(new Error(`write ${code}`), { code })

describe('a message', () => {
  test('is written whole, newline included, in one write', async () => {
    const { stream, taken } = slowReader(1_000)
    await createOutput(stream, people().stream, () => {}).write(log('INFO', 'a'))
    expect(taken).toEqual([line('a')])
  })

  test('is waited for while the reader is slower than we are', async () => {
    const { stream, take } = slowReader(1)
    let written = false
    const writing = createOutput(stream, people().stream, () => {})
      .write(log('INFO', 'a'))
      .then(() => {
        written = true
      })
    await settle()
    expect(written).toBe(false)
    take()
    await writing
    expect(written).toBe(true)
  })

  test('hides each secret from when it is known, and those before it too', async () => {
    const { stream, taken, take } = slowReader(1_000)
    const told = people()
    const output = createOutput(stream, told.stream, () => {})
    await output.write(log('INFO', 's3cret-key'))
    output.hide('s3cret-key')
    output.hide('access-t0ken')
    take()
    await output.write(log('INFO', 's3cret-key, access-t0ken'))
    output.print('the access-t0ken')
    expect(taken).toEqual([line('s3cret-key'), line('****, ****')])
    expect(told.taken).toEqual(['the ****\n'])
  })
})

describe('a reader that is gone', () => {
  test.each(['EPIPE', 'ECONNRESET'])('is told once, and ends all writing: %s', async (code) => {
    const { stream, take } = slowReader(1)
    const told: Error[] = []
    const output = createOutput(stream, people().stream, (reason) => told.push(reason))
    const writing = output.write(log('INFO', 'a'))
    await settle()
    take(broken(code))
    await expect(writing).rejects.toBeInstanceOf(ReaderGone)
    await expect(output.write(log('INFO', 'b'))).rejects.toBeInstanceOf(ReaderGone)
    await expect(output.flush()).rejects.toBeInstanceOf(ReaderGone)
    stream.emit('error', broken(code))
    expect(told).toEqual([new ReaderGone()])
  })

  test('is no failure of standard error', () => {
    const told = people()
    const output = createOutput(slowReader(1).stream, told.stream, () => {})
    told.stream.emit('error', broken('EPIPE'))
    output.print('still alive')
  })
})

test('output that cannot be written says so', async () => {
  const { stream, take } = slowReader(1)
  const told: Error[] = []
  const output = createOutput(stream, people().stream, (reason) => told.push(reason))
  const writing = output.write(log('INFO', 'a'))
  await settle()
  take(broken('ENOSPC'))
  await expect(writing).rejects.toThrow('Standard output cannot be written: write ENOSPC.')
  expect(told).toEqual([expect.any(TransientError)])
})

describe('flushing', () => {
  test('waits until all that was written has been taken', async () => {
    const { stream, take } = slowReader(1_000)
    const output = createOutput(stream, people().stream, () => {})
    await output.write(log('INFO', 'a'))
    let flushed = false
    const flushing = output.flush().then(() => {
      flushed = true
    })
    await settle()
    expect(flushed).toBe(false)
    take()
    await settle()
    take()
    await flushing
    expect(flushed).toBe(true)
  })

  test('fails if that never happens', async () => {
    const { stream, take } = slowReader(1_000)
    const output = createOutput(stream, people().stream, () => {})
    await output.write(log('INFO', 'a'))
    const flushing = output.flush()
    take(broken('EPIPE'))
    await expect(flushing).rejects.toBeInstanceOf(ReaderGone)
  })
})
