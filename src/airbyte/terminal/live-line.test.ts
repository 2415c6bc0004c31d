import { Writable } from 'node:stream'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createLiveLine } from './live-line.ts'

/** A terminal as far as a line needs one, and what was written to it. */
function createTerminal() {
  const written: string[] = []
  const stream = new Writable({
    decodeStrings: false,
    write(chunk, _encoding, done) {
      written.push(String(chunk))
      done()
    },
  })
  const clearLine = () => {
    written.push('CLEAR')
    return true
  }
  return Object.assign(stream, { isTTY: true, columns: 80, cursorTo: () => true, clearLine, written })
}

beforeEach(() => {
  vi.useFakeTimers()
  vi.stubEnv('CI', undefined)
  vi.stubEnv('TERM', 'xterm')
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllEnvs()
})

test('a line shows what is so now, until it is hidden', () => {
  const terminal = createTerminal()
  let text = 'one'
  const line = createLiveLine(terminal, () => text)
  line.show()
  text = 'two'
  vi.advanceTimersByTime(200)
  expect(terminal.written.some((part) => part.endsWith(' one'))).toBe(true)
  expect(terminal.written.some((part) => part.endsWith(' two'))).toBe(true)
  line.hide()
  expect(terminal.written.slice(-2)).toEqual(['\u001b[?25h', 'CLEAR'])
  const { length } = terminal.written
  vi.advanceTimersByTime(10_000)
  line.hide()
  expect(terminal.written).toHaveLength(length)
})

test('what else is written stands above it', () => {
  const terminal = createTerminal()
  const line = createLiveLine(terminal, () => 'text')
  line.show()
  terminal.write('a warning\n')
  const at = terminal.written.indexOf('a warning\n')
  expect(terminal.written[at - 1]).toBe('CLEAR')
  expect(terminal.written.slice(at + 1).some((part) => part.endsWith(' text'))).toBe(true)
  line.hide()
})

test('a line that was hidden may be shown again', () => {
  const terminal = createTerminal()
  const line = createLiveLine(terminal, () => 'text')
  line.show()
  line.hide()
  terminal.written.length = 0
  line.show()
  expect(terminal.written.some((part) => part.endsWith(' text'))).toBe(true)
  line.hide()
})

test('signals are left to the command', () => {
  const before = process.listenerCount('SIGINT')
  const line = createLiveLine(createTerminal(), () => 'text')
  line.show()
  expect(process.listenerCount('SIGINT')).toBe(before)
  line.hide()
})
