import { Writable } from 'node:stream'
import { describe, expect, test } from 'vitest'
import { ReaderGone, TransientError } from '../protocol/errors.ts'
import { log } from '../protocol/messages.ts'
import { createOutput } from './output.ts'

const settle = () => new Promise((resolve) => setImmediate(resolve))
const line = (message: string) => `${JSON.stringify(log('INFO', message))}\n`

/** A reader that consumes output only on demand. */
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
  test('is written in one write, newline included', async () => {
    const { stream, taken } = slowReader(1_000)
    await createOutput(stream, people().stream, () => {}).write(log('INFO', 'a'))
    expect(taken).toEqual([line('a')])
  })

  test('waits for a slow reader', async () => {
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

  test('hides each secret once it is known, and earlier ones', async () => {
    const { stream, taken, take } = slowReader(1_000)
    const printed = people()
    const output = createOutput(stream, printed.stream, () => {})
    await output.write(log('INFO', 's3cret-key'))
    output.hide('s3cret-key')
    output.hide('access-t0ken')
    take()
    await output.write(log('INFO', 's3cret-key, access-t0ken'))
    output.print('the access-t0ken')
    expect(taken).toEqual([line('s3cret-key'), line('****, ****')])
    expect(printed.taken).toEqual(['the ****\n'])
  })
})

describe('a closed reader', () => {
  test.each(['EPIPE', 'ECONNRESET'])('is reported once, and ends all writing: %s', async (code) => {
    const { stream, take } = slowReader(1)
    const failures: Error[] = []
    const output = createOutput(stream, people().stream, (reason) => failures.push(reason))
    const writing = output.write(log('INFO', 'a'))
    await settle()
    take(broken(code))
    await expect(writing).rejects.toBeInstanceOf(ReaderGone)
    await expect(output.write(log('INFO', 'b'))).rejects.toBeInstanceOf(ReaderGone)
    await expect(output.flush()).rejects.toBeInstanceOf(ReaderGone)
    stream.emit('error', broken(code))
    expect(failures).toEqual([new ReaderGone()])
  })

  test('of standard error is ignored', () => {
    const printed = people()
    const output = createOutput(slowReader(1).stream, printed.stream, () => {})
    printed.stream.emit('error', broken('EPIPE'))
    output.print('still alive')
  })
})

test('reports a failed write', async () => {
  const { stream, take } = slowReader(1)
  const failures: Error[] = []
  const output = createOutput(stream, people().stream, (reason) => failures.push(reason))
  const writing = output.write(log('INFO', 'a'))
  await settle()
  take(broken('ENOSPC'))
  await expect(writing).rejects.toThrow('Standard output cannot be written: write ENOSPC.')
  expect(failures).toEqual([expect.any(TransientError)])
})

describe('flush', () => {
  test('waits until all output is consumed', async () => {
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

  test('rejects if writing fails', async () => {
    const { stream, take } = slowReader(1_000)
    const output = createOutput(stream, people().stream, () => {})
    await output.write(log('INFO', 'a'))
    const flushing = output.flush()
    take(broken('EPIPE'))
    await expect(flushing).rejects.toBeInstanceOf(ReaderGone)
  })
})
