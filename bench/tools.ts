import { execFile } from 'node:child_process'

/** What a program prints; undefined if it is not there, or fails. */
export const output = (command: string, ...args: readonly string[]): Promise<string | undefined> =>
  new Promise((resolve) => {
    execFile(command, args, { maxBuffer: 1 << 26 }, (error, stdout) =>
      resolve(error === null ? stdout.trim() : undefined),
    )
  })
