import type { Writable } from 'node:stream'
import { styleText } from 'node:util'
import type { Message, TraceMessage } from '../protocol/messages.ts'
import type { Progress } from '../source/progress.ts'
import type { Environment } from '../source/source.ts'
import type { LiveLine } from './live-line.ts'
import { progressText, type Reading } from './progress-text.ts'

/** Standard output or standard error. */
export interface StandardStream extends Writable {
  readonly isTTY?: boolean
  readonly columns?: number
}

/** Tells a person who looks on at a terminal, on standard error, how a command goes: the messages are for the platform. */
export interface Onlooker {
  /** A message has left. */
  see(message: Message): void
  report(progress: Progress): void
  /** The command is over, in whatever way: the terminal is left in order. */
  leave(): void
}

export interface OnlookerOptions {
  readonly terminal: StandardStream
  readonly environment: Environment
  /** Writes a line for people to the terminal. */
  readonly tell: (text: string) => void
  /** Unix time in milliseconds. */
  readonly now: () => number
}

export async function createOnlooker(options: OnlookerOptions): Promise<Onlooker> {
  const { terminal, tell, now } = options
  let reading: Reading = { stream: '', startedAt: now() }
  let line: LiveLine | undefined
  if (canShowLine(options)) {
    const { createLiveLine } = await import('./live-line.ts')
    line = createLiveLine(terminal, () => progressText(reading, now(), (terminal.columns ?? 80) - margin))
  }
  const say = (mark: keyof typeof colours, text: string) =>
    tell(`${styleText(colours[mark], mark, { stream: terminal })} ${text}`)

  const seeTrace = ({ trace }: TraceMessage) => {
    if (trace.type === 'ESTIMATE') {
      reading = { ...reading, total: trace.estimate.row_estimate }
    } else if (trace.type === 'ERROR') {
      say('✖', trace.error.message)
    } else {
      const { status, stream_descriptor: stream, reasons } = trace.stream_status
      if (status === 'STARTED') {
        reading = { stream: stream.name, startedAt: trace.emitted_at }
        line?.show()
      } else if (status === 'RUNNING') {
        const [reason] = reasons ?? []
        if (reason !== undefined) reading = { ...reading, waitingUntil: reason.rate_limited.quota_reset }
      } else {
        line?.hide()
        if (status === 'COMPLETE') say('✔', reading.summary ?? `The stream ${stream.name} was read.`)
      }
    }
  }

  return {
    see(message) {
      if (message.type === 'TRACE') seeTrace(message)
      else if (message.type === 'LOG' && isTroubling(message.log.level)) say('⚠', message.log.message)
      else if (message.type === 'CONNECTION_STATUS') {
        const { status, message: reason = '' } = message.connectionStatus
        if (status === 'FAILED') say('✖', reason)
        else say('✔', reading.summary ?? 'The configuration works.')
      }
    },
    report(progress) {
      reading = { ...reading, ...progress }
    },
    leave: () => line?.hide(),
  }
}

const colours = { '✔': 'green', '⚠': 'yellow', '✖': 'red' } as const

/** What stands before the text, and the last column, where some terminals begin a new line. */
const margin = 3

const isTroubling = (level: string) => level === 'WARN' || level === 'ERROR' || level === 'FATAL'

const canShowLine = ({ environment }: OnlookerOptions): boolean =>
  environment['TERM'] !== 'dumb' && environment['CI'] === undefined
