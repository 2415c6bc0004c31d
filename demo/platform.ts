import { closeSync, openSync, writeSync } from 'node:fs'
import { commandLine, type Line, runConnector } from './connector.ts'
import type { Message } from './messages.ts'
import type { Story } from './story.ts'

/** Who runs the connector: shows each command, and keeps every line that it writes. */
export interface Platform {
  run(args: readonly string[]): AsyncIterable<Line>
  /** Runs a command to its end for the one message that it is about. */
  ask<T extends Message['type']>(type: T, args: readonly string[]): Promise<Extract<Message, { type: T }>>
  close(): void
}

export const createPlatform = (directory: string, journalFile: string, story: Story): Platform => {
  const journal = openSync(journalFile, 'w')
  const run = (args: readonly string[]) => {
    story.command(commandLine(args))
    return runConnector(args, directory, (line) => writeSync(journal, `${line}\n`))
  }
  return {
    run,
    async ask(type, args) {
      const answer = (await Array.fromAsync(run(args), ({ message }) => message)).find(isOf(type))
      if (!answer) throw new Error(`${commandLine(args)} gave no ${type} message`)
      return answer
    },
    close: () => closeSync(journal),
  }
}

const isOf =
  <T extends Message['type']>(type: T) =>
  (message: Message): message is Extract<Message, { type: T }> =>
    message.type === type
