import type { Writable } from 'node:stream'
import { styleText } from 'node:util'
import type { Message, TraceMessage } from '../protocol/messages.ts'
import type { Progress } from '../source/progress.ts'
import type { Environment } from '../source/source.ts'
import type { ProgressLine } from './progress-line.ts'
import { progressText, type StreamProgress } from './progress-text.ts'

/** Standard output or standard error. */
export interface StandardStream extends Writable {
  readonly isTTY?: boolean
  readonly columns?: number
}

/** Shows a person at a terminal how a command progresses, on standard error. Standard output is for the platform. */
export interface ProgressReporter {
  /** Call after each message that was written. */
  onMessage(message: Message): void
  /** Merges new numbers into the progress shown. */
  report(progress: Progress): void
  /** Removes the progress line. Call when the command ends, for whatever reason. */
  close(): void
}

export interface ProgressReporterOptions {
  readonly terminal: StandardStream
  readonly environment: Environment
  /** Writes a line to the terminal. */
  readonly print: (text: string) => void
  /** Unix time in milliseconds. */
  readonly now: () => number
}

export async function createProgressReporter(options: ProgressReporterOptions): Promise<ProgressReporter> {
  const { terminal, print, now } = options
  let progress: StreamProgress = { stream: '', startedAt: now() }
  let line: ProgressLine | undefined
  if (canShowLine(options)) {
    const { createProgressLine } = await import('./progress-line.ts')
    line = createProgressLine(terminal, () =>
      progressText(progress, now(), (terminal.columns ?? 80) - margin),
    )
  }
  const printMarked = (mark: keyof typeof colours, text: string) =>
    print(`${styleText(colours[mark], mark, { stream: terminal })} ${text}`)

  const onTrace = ({ trace }: TraceMessage) => {
    if (trace.type === 'ESTIMATE') {
      progress = { ...progress, total: trace.estimate.row_estimate }
    } else if (trace.type === 'ERROR') {
      printMarked('✖', trace.error.message)
    } else {
      const { status, stream_descriptor: stream, reasons } = trace.stream_status
      if (status === 'STARTED') {
        progress = { stream: stream.name, startedAt: trace.emitted_at }
        line?.show()
      } else if (status === 'RUNNING') {
        const [reason] = reasons ?? []
        if (reason !== undefined) progress = { ...progress, waitingUntil: reason.rate_limited.quota_reset }
      } else {
        line?.hide()
        if (status === 'COMPLETE') printMarked('✔', progress.summary ?? `The stream ${stream.name} was read.`)
      }
    }
  }

  return {
    onMessage(message) {
      if (message.type === 'TRACE') onTrace(message)
      else if (message.type === 'LOG' && isWarningOrWorse(message.log.level))
        printMarked('⚠', message.log.message)
      else if (message.type === 'CONNECTION_STATUS') {
        const { status, message: reason = '' } = message.connectionStatus
        if (status === 'FAILED') printMarked('✖', reason)
        else printMarked('✔', progress.summary ?? 'The configuration works.')
      }
    },
    report(update) {
      progress = { ...progress, ...update }
    },
    close: () => line?.hide(),
  }
}

const colours = { '✔': 'green', '⚠': 'yellow', '✖': 'red' } as const

/** Columns of the spinner before the text, and the last column, where some terminals wrap. */
const margin = 3

const isWarningOrWorse = (level: string) => level === 'WARN' || level === 'ERROR' || level === 'FATAL'

const canShowLine = ({ environment }: ProgressReporterOptions): boolean =>
  environment['TERM'] !== 'dumb' && environment['CI'] === undefined
