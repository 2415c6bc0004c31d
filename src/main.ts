#!/usr/bin/env node
import process from 'node:process'
import { Interrupted } from './airbyte/errors.ts'
import { runSource } from './airbyte/run.ts'
import { justcall } from './justcall/source.ts'

const stop = new AbortController()
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => {
    stop.abort(new Interrupted(signal))
    // A reader that takes nothing any more must not keep a stopped process alive.
    setTimeout(() => process.exit(signal === 'SIGTERM' ? 143 : 130), 300).unref()
  })
}

process.exitCode = await runSource(justcall, {
  argv: process.argv.slice(2),
  environment: process.env,
  stdout: process.stdout,
  stderr: process.stderr,
  signal: stop.signal,
})

// All output has left. A connection that is still being made would keep the process for seconds, for nothing.
setTimeout(() => process.exit(), 200).unref()
