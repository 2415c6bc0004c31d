import { describe, expect, test } from 'vitest'
import { ConfigError, ConnectorError, Interrupted, ReaderGone, TransientError } from './errors.ts'
import { failureTrace } from './failure.ts'

const errorOf = (thrown: unknown, stream?: string) => {
  const { trace } = failureTrace(thrown, 5, stream)
  if (trace.type !== 'ERROR') throw new Error('an ERROR trace was expected')
  expect(trace.emitted_at).toBe(5)
  return trace.error
}

describe('a ConnectorError is reported as it is', () => {
  test.each([
    [new ConfigError('Set it.'), 'config_error'],
    [new TransientError('Wait.'), 'transient_error'],
  ])('%s', (error, failure_type) => {
    expect(errorOf(error)).toEqual({ message: error.message, failure_type })
  })

  test('with its stream', () => {
    expect(errorOf(new ConfigError('Set it.'), 'calls').stream_descriptor).toEqual({ name: 'calls' })
  })

  test('with its cause as the internal message', () => {
    const cause = Object.assign(new TypeError('odd'), { code: 'EODD' })
    expect(errorOf(new ConfigError('Set it.', { cause })).internal_message).toBe('TypeError: odd (EODD)')
    expect(errorOf(new ConfigError('Set it.', { cause: new Error('odd') })).internal_message).toBe(
      'Error: odd',
    )
    expect(errorOf(new ConfigError('Set it.', { cause: 'odd' })).internal_message).toBe('odd')
  })

  test('with its own internal message rather than its cause', () => {
    const error = new ConfigError('Set it.', { cause: new Error('odd'), internalMessage: 'inside' })
    expect(errorOf(error).internal_message).toBe('inside')
  })
})

describe('anything else is reported as a bug, with its stack', () => {
  test('an error', () => {
    const error = new TypeError('odd')
    expect(errorOf(error, 'calls')).toEqual({
      message: expect.stringContaining('Please report it'),
      internal_message: 'TypeError: odd',
      stack_trace: error.stack,
      failure_type: 'system_error',
      stream_descriptor: { name: 'calls' },
    })
  })

  test('an error without a stack', () => {
    const error = new Error('odd')
    delete error.stack
    expect(errorOf(error).stack_trace).toBe('odd')
  })

  test('a value that is not an Error', () => {
    expect(errorOf('odd')).toMatchObject({ internal_message: 'Error: odd', failure_type: 'system_error' })
    expect(errorOf(undefined)).toMatchObject({ internal_message: 'Error: undefined' })
  })
})

test('errors have the names of their classes', () => {
  expect(new ConfigError('a')).toMatchObject({ name: 'ConfigError' })
  expect(new ConfigError('a')).toBeInstanceOf(ConnectorError)
  expect(new Interrupted('SIGTERM')).toMatchObject({ name: 'Interrupted', message: 'stopped by SIGTERM' })
  expect(new ReaderGone()).toMatchObject({ name: 'ReaderGone' })
  expect(new ConfigError('a').cause).toBeUndefined()
})
