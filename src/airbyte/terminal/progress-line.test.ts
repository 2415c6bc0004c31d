import { Writable } from 'node:stream'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createProgressLine } from './progress-line.ts'

/** A fake terminal that keeps what is written to it. */
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

test('shows the current text until it is hidden', () => {
  const terminal = createTerminal()
  let text = 'one'
  const line = createProgressLine(terminal, () => text)
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

test('keeps other output above the line', () => {
  const terminal = createTerminal()
  const line = createProgressLine(terminal, () => 'text')
  line.show()
  terminal.write('a warning\n')
  const at = terminal.written.indexOf('a warning\n')
  expect(terminal.written[at - 1]).toBe('CLEAR')
  expect(terminal.written.slice(at + 1).some((part) => part.endsWith(' text'))).toBe(true)
  line.hide()
})

test('can be shown again after it was hidden', () => {
  const terminal = createTerminal()
  const line = createProgressLine(terminal, () => 'text')
  line.show()
  line.hide()
  terminal.written.length = 0
  line.show()
  expect(terminal.written.some((part) => part.endsWith(' text'))).toBe(true)
  line.hide()
})

test('installs no signal handler', () => {
  const before = process.listenerCount('SIGINT')
  const line = createProgressLine(createTerminal(), () => 'text')
  line.show()
  expect(process.listenerCount('SIGINT')).toBe(before)
  line.hide()
})
