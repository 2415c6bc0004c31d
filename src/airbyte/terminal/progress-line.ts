import type { Writable } from 'node:stream'
import yoctoSpinner from 'yocto-spinner'

/** A line at the bottom of a terminal that is redrawn while it is shown. Other output to the stream appears above it. */
export interface ProgressLine {
  show(): void
  /** Removes the line. */
  hide(): void
}

/** How often the line is redrawn, in milliseconds. */
const interval = 200

export function createProgressLine(terminal: Writable, text: () => string): ProgressLine {
  // The command handles signals itself.
  const spinner = yoctoSpinner({ stream: terminal, handleSignals: false })
  let timer: NodeJS.Timeout | undefined
  return {
    show() {
      spinner.start(text())
      timer ??= setInterval(() => {
        spinner.text = text()
      }, interval)
    },
    hide() {
      clearInterval(timer)
      timer = undefined
      spinner.stop()
    },
  }
}
