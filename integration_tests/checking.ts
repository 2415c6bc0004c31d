import { expect } from 'vitest'
import type { FaultRule } from '../sandbox/faults.ts'
import type { SandboxOptions } from '../sandbox/server.ts'
import { type CommandOptions, type CommandResult, runCommand } from './command.ts'
import type { ConnectionStatus, Fields } from './protocol.ts'
import { startApi, writeConfig } from './setup.ts'

export interface TimedResult extends CommandResult {
  /** From the start of the process to its end. */
  readonly milliseconds: number
}

/** A connection that cannot work, and what the answer has to say of it. */
export interface Failure {
  readonly name: string
  readonly run: () => Promise<TimedResult>
  readonly says: readonly RegExp[]
}

export async function runCheck(config: string, options?: CommandOptions): Promise<TimedResult> {
  const begin = performance.now()
  const result = await runCommand(['check', '--config', config], options)
  return { ...result, milliseconds: performance.now() - begin }
}

export const checkUrl = (url: string, changes?: Fields) => runCheck(writeConfig(url, changes))

export const checkApi = async (options: SandboxOptions, changes?: Fields) =>
  checkUrl((await startApi(options)).url, changes)

export const failing = (fault: FaultRule['fault']): SandboxOptions => ({ faults: [{ fault }] })

/** The one message that may stand on standard output beside logs. */
export function answerOf({ messages }: CommandResult): ConnectionStatus {
  const answers = messages.flatMap((message) =>
    message.type === 'CONNECTION_STATUS' ? [message.connectionStatus] : [],
  )
  expect(answers).toHaveLength(1)
  expect(messages.every(({ type }) => type === 'CONNECTION_STATUS' || type === 'LOG')).toBe(true)
  return answers[0] ?? { status: 'FAILED' }
}

export function expectFailure(result: CommandResult, says: readonly RegExp[]): void {
  expect(result).toMatchObject({ exitCode: 0, signal: null })
  const { status, message = '' } = answerOf(result)
  expect(status).toBe('FAILED')
  for (const expected of says) expect(message).toMatch(expected)
}

/** Text for a person at a form: one sentence, which speaks of the connection and of nothing that was never done. */
export const isOneSentence = (message: string): boolean =>
  /^\S.*[.]$/.test(message) && !/[.!?]["')]*\s+[A-Z]/.test(message) && !/\bsync\b/.test(message)
