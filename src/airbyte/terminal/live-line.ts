import type { Writable } from 'node:stream'
import yoctoSpinner from 'yocto-spinner'

/** One line of a terminal that is written anew as long as it is shown. Whatever else is written to the stream meanwhile stands above it. */
export interface LiveLine {
  show(): void
  /** Leaves no trace of it. */
  hide(): void
}

/** How often the text is asked for, in milliseconds. */
const interval = 200

export function createLiveLine(terminal: Writable, text: () => string): LiveLine {
  // Signals are the command's own affair: it ends in order.
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
