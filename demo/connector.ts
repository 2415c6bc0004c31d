import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import type { Message } from './messages.ts'

export interface Line {
  readonly text: string
  readonly message: Message
}

/**
 * Runs the built command as a process of its own and gives its lines, as a platform does.
 * @param journal is reported every line.
 * @throws Error with the source's own sentence if the command does not end well.
 */
export async function* runConnector(
  args: readonly string[],
  directory: string,
  journal: (line: string) => void,
): AsyncGenerator<Line, void, undefined> {
  const child = spawn(process.execPath, [COMMAND, ...args], {
    cwd: directory,
    stdio: ['ignore', 'pipe', 'pipe'],
    // The sandbox is on this machine, where a proxy would not find it.
    env: { ...process.env, NO_PROXY: '127.0.0.1', no_proxy: '127.0.0.1' },
  })
  const closed = once(child, 'close')
  const complaints = text(child.stderr)
  let failure: string | undefined
  try {
    for await (const line of createInterface({ input: child.stdout })) {
      journal(line)
      const message = parse(line)
      if (message.type === 'TRACE' && message.trace.type === 'ERROR') failure ??= message.trace.error.message
      yield { text: line, message }
    }
  } finally {
    // Does nothing to a process that has ended; ends one whose lines are no longer wanted.
    child.kill()
  }
  const [code, signal] = await closed
  if (code === 0 && failure === undefined) return
  const reason = failure ?? ((await complaints).trim() || 'it did not say why')
  throw new Error(`${commandLine(args)}\nended with ${signal ?? `exit code ${code}`}: ${reason}`)
}

/** The command as a person would type it, an option a line where it would be too long for one. */
export const commandLine = (args: readonly string[], width = 90): string => {
  const line = ['node', COMMAND, ...args].join(' ')
  return line.length <= width ? line : line.replaceAll(' --', ' \\\n    --')
}

const COMMAND = 'dist/source-justcall.js'

const parse = (line: string): Message => {
  try {
    return JSON.parse(line)
  } catch {
    throw new Error(`The connector wrote a line that is not JSON: ${line.slice(0, 200)}`)
  }
}
